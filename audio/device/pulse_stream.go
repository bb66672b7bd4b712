package device

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

const (
	// The server holds this much sound ahead, and asks for more once a portion
	// of it is played. What is done about a key need not wait for it: what was
	// sent is recalled. Two cores under four to eight busy processes lost sound in
	// one session of four with 400 ms, in one of twelve with a second, and in 80 s
	// with this none.
	latency = 3 * time.Second
	// It begins to play when it holds this much: later sound may still be
	// decoding then.
	prebuffer = 300 * time.Millisecond
	portion   = 50 * time.Millisecond

	// reportEvery is the time between two questions where the server is. Each
	// is also a sign of life.
	reportEvery = 500 * time.Millisecond
	// answerWithin is how long a server may leave such a question unanswered.
	// A machine under full load answers later than 1 s, but not than this.
	answerWithin = 5 * time.Second
	// deleteWithin is short because a person who stops a session waits for it.
	deleteWithin = 500 * time.Millisecond
)

// pulseStream is a playback stream on a server, for one streamer.
type pulseStream struct {
	client    *pulseClient
	head      *playhead
	underruns *atomic.Int64

	index uint32
	sink  pulseSink
	// gone ends when the stream does, with the reason as its cause.
	gone context.Context
	end  context.CancelCauseFunc
	wish func(pause bool) // what the server asks for

	wanted  atomic.Int64  // bytes the server has room for
	asked   chan struct{} // wanted has grown
	recalls chan struct{} // what was sent is to be said anew
	started chan struct{} // sound has begun to come out, or goes elsewhere
	ending  atomic.Bool   // all of the sound has been sent, or is about to be
}

func newPulseStream(c *pulseClient, h *playhead, underruns *atomic.Int64, wish func(bool)) *pulseStream {
	st := &pulseStream{client: c, head: h, underruns: underruns, wish: wish,
		asked: make(chan struct{}, 1), recalls: make(chan struct{}, 1), started: make(chan struct{}, 1)}
	st.gone, st.end = context.WithCancelCause(c.alive)
	return st
}

// create makes the stream on the server. It plays as soon as its buffer has
// been filled once.
func (st *pulseStream) create(ctx context.Context) error {
	var made proto.CreatePlaybackStreamReply
	err := st.client.request(ctx, &proto.CreatePlaybackStream{
		SampleSpec:            proto.SampleSpec{Format: proto.FormatFloat32LE, Channels: 2, Rate: uint32(Rate)},
		ChannelMap:            proto.ChannelMap{proto.ChannelLeft, proto.ChannelRight},
		SinkIndex:             proto.Undefined,
		BufferMaxLength:       proto.Undefined,
		BufferTargetLength:    uint32(Rate.N(latency) * frameBytes),
		BufferPrebufferLength: uint32(Rate.N(prebuffer) * frameBytes),
		BufferMinimumRequest:  uint32(Rate.N(portion) * frameBytes),
		// The card is to hold one portion, and the server the rest, because what
		// the card has cannot be recalled: that is what early requests mean.
		EarlyRequests: true,
		// Left unset, so that the server's memory of the volume is used.
		ChannelVolumes: proto.ChannelVolumes{proto.VolumeNorm, proto.VolumeNorm},
		// No media.role: with one, servers keep volume and device by role, and
		// a music player turned up would turn this up too.
		Properties: proto.PropList{"media.name": proto.PropListString("stretching session")},
	}, &made)
	if err != nil {
		return err
	}
	st.index = made.StreamIndex
	if made.SinkName == dummySink {
		st.end(errDummy)
		st.delete()
		return errDummy
	}
	st.sink.begin(made.SinkIndex)
	st.want(made.Missing)
	return nil
}

// event takes a message about the stream. It must not block: nothing else is
// read meanwhile.
func (st *pulseStream) event(message any) {
	switch m := message.(type) {
	case *proto.Request:
		st.want(m.Length)
	case *proto.Underflow:
		if !st.ending.Load() {
			st.underruns.Add(1)
		}
	case *proto.Started, *proto.PlaybackStreamSuspended:
		signal(st.started)
	case *proto.PlaybackStreamMoved:
		if m.DestName == dummySink {
			st.end(errUnplugged)
			return
		}
		st.sink.move(m.DestIndex)
		signal(st.started)
	case *proto.SubscribeEvent:
		if m.Event.GetFacility() == proto.EventSink && m.Event.GetType() == proto.EventRemove && st.sink.lost(m.Index) {
			st.end(errUnplugged)
		}
	case *proto.PlaybackStreamEvent:
		if m.Event == "request-cork" || m.Event == "request-uncork" {
			st.wish(m.Event == "request-cork")
		}
	case *proto.PlaybackStreamKilled:
		st.end(errors.New("the server ended the stream"))
	}
}

// want notes that the server has room for n bytes more.
func (st *pulseStream) want(n uint32) {
	st.wanted.Add(int64(n))
	signal(st.asked)
}

// signal wakes who waits for c, or lets the next to wait pass at once.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// play sends all of src, waits until it has been heard, and deletes the
// stream.
func (st *pulseStream) play(ctx context.Context, src *frames) error {
	fed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		st.end(context.Cause(ctx))
		select {
		case <-fed:
		case <-time.After(deleteWithin): // it takes nothing more, and so holds us up
			st.client.fail(errSilent)
		}
	})
	defer stop()
	var tracking sync.WaitGroup
	tracking.Go(st.track)
	defer tracking.Wait()

	err := st.feed(src)
	close(fed)
	st.end(err)
	st.delete()
	return err
}

// feed sends src to its end, each time as much as the server has room for, and
// returns when the last of it has been heard. It allocates nothing once it runs.
func (st *pulseStream) feed(src *frames) error {
	buf := make([]byte, Rate.N(portion)*frameBytes)
	var drained <-chan error // while src has ended
	for {
		select {
		case <-st.asked:
		case <-st.recalls:
			if src.rewinder == nil {
				continue
			}
			if err := st.recall(src); err != nil {
				return err
			}
			drained = nil // there may be more now
		case err := <-drained:
			return err
		case <-st.gone.Done():
			return context.Cause(st.gone)
		}
		if drained != nil {
			continue
		}
		switch err := st.fill(src, buf); err {
		case nil:
		case io.EOF:
			drained = st.drain()
		default:
			return err
		}
	}
}

// drain tells when all that was sent has been heard.
func (st *pulseStream) drain() <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- st.client.request(st.gone, &proto.DrainPlaybackStream{StreamIndex: st.index}, nil)
	}()
	return done
}

// margin is what is left alone of what a server has not yet read: while we make
// something else of the rest, it reads on.
const margin = 30 * time.Millisecond

// recall goes back to what the server has not read yet, if it has not read all.
func (st *pulseStream) recall(src *frames) error {
	var r proto.GetPlaybackLatencyReply
	asked := time.Now()
	ctx, cancel := context.WithTimeout(st.gone, answerWithin)
	defer cancel()
	if err := st.client.request(ctx, &proto.GetPlaybackLatency{StreamIndex: st.index}, &r); err != nil {
		if errors.Is(err, errSilent) {
			st.client.fail(err)
		}
		return err
	}
	read := int(src.read.Load())
	n := int(max(0, r.ReadIndex)/frameBytes) + Rate.N(time.Since(asked)+margin) // it may have answered at once, and we have waited
	if n < 0 || n > read {                                                      // or more than an int holds
		n = read
	}
	src.rewind(n)
	st.ending.Store(false)
	st.wanted.Add(int64(read-n) * frameBytes)
	st.client.back.by(int64(read-n) * frameBytes)
	return nil
}

// cork holds the stream, or lets it go on.
func (st *pulseStream) cork(on bool) {
	ctx, cancel := context.WithTimeout(st.gone, answerWithin)
	defer cancel()
	if st.client.request(ctx, &proto.CorkPlaybackStream{StreamIndex: st.index, Corked: on}, nil) == nil {
		signal(st.started) // or stopped: see where it is
	}
}

// fill sends src until the server has no more room, or the stream has ended,
// through buf. It returns io.EOF once src has ended.
func (st *pulseStream) fill(src *frames, buf []byte) error {
	for {
		if st.gone.Err() != nil {
			return context.Cause(st.gone)
		}
		room := min(st.wanted.Load(), int64(len(buf))) / frameBytes * frameBytes
		if room == 0 {
			return nil
		}
		n, err := src.Read(buf[:room])
		if src.drained.Load() {
			st.ending.Store(true) // before the sound is sent that may be the last
		}
		if err != nil {
			return err
		}
		if err := st.client.proto.Send(st.index, buf[:n]); err != nil {
			if st.gone.Err() != nil {
				return context.Cause(st.gone) // it says more
			}
			return err
		}
		st.wanted.Add(-int64(n))
		st.head.deliver(int(src.read.Load()))
	}
}

// track keeps the playhead right, until the stream ends. A server that leaves
// its question unanswered is lost.
func (st *pulseStream) track() {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-st.started:
		case <-st.gone.Done():
			return
		}
		var r proto.GetPlaybackLatencyReply
		ctx, cancel := context.WithTimeout(st.gone, answerWithin)
		err := st.client.request(ctx, &proto.GetPlaybackLatency{StreamIndex: st.index}, &r)
		cancel()
		switch {
		case err == nil:
			queued := Rate.N(time.Duration(r.Latency) * time.Microsecond)
			st.head.report(int(r.ReadIndex/frameBytes)-queued, r.Running)
		case errors.Is(err, errSilent):
			st.client.fail(err)
		}
	}
}

// delete drops what has not been heard and ends the stream. A server that does
// not confirm it is done with: what belongs to the next stream could no longer
// be told from what belongs to this one.
func (st *pulseStream) delete() {
	if st.client.alive.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), deleteWithin)
	defer cancel()
	err := st.client.request(ctx, &proto.DeletePlaybackStream{StreamIndex: st.index}, nil)
	if err != nil && !errors.Is(err, proto.ErrNoSuchEntity) { // the server may have ended it
		st.client.fail(err)
	}
}
