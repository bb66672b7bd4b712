package device

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

const (
	// latency is how much sound the server holds ahead. With 400 ms, four to eight
	// busy processes on two cores interrupted one session of four, with 1 s one of
	// twelve, with 3 s none in 80 s. Keys need not wait for it, because Recall
	// replaces what was sent.
	latency = 3 * time.Second
	// prebuffer is how much sound the server waits for before it plays. More may
	// still have to be decoded then.
	prebuffer = 300 * time.Millisecond
	// portion is how much sound the server asks for at a time.
	portion = 50 * time.Millisecond
	// batch is how much it has asked for when it is sent more, if it holds ten times as
	// much: each time wakes the mixer.
	batch = 200 * time.Millisecond

	// reportEvery is the interval at which the server is asked for its position.
	reportEvery = 500 * time.Millisecond
	// answerWithin bounds how long the server may take to answer. On a machine
	// under full load that was more than 1 s, and less than this.
	answerWithin = 5 * time.Second
	// deleteWithin and corkWithin are short because a person waits.
	deleteWithin = 200 * time.Millisecond
	corkWithin   = 500 * time.Millisecond
)

// pulseStream is a playback stream on a server. It plays one streamer.
type pulseStream struct {
	output *pulse
	client *pulseClient
	head   *playhead

	index uint32 // of the stream
	input uint32 // of the sink input, which is what mixers call a stream
	sink  currentSink
	gone  context.Context // ends with the stream; its cause says why
	end   context.CancelCauseFunc

	batch   int64         // bytes
	wanted  atomic.Int64  // bytes that the server has room for
	asked   chan struct{} // wanted has grown
	recalls chan struct{} // Recall was called
	jumped  chan struct{} // the position has to be asked for again
	volumes chan struct{} // a volume may have changed
}

func newPulseStream(p *pulse) *pulseStream {
	st := &pulseStream{output: p, client: p.client, head: &p.head,
		asked: make(chan struct{}, 1), recalls: make(chan struct{}, 1),
		jumped: make(chan struct{}, 1), volumes: make(chan struct{}, 1)}
	st.gone, st.end = context.WithCancelCause(p.client.alive)
	return st
}

// longestSink bounds the name of a sink in a request.
const longestSink = 256

// create creates the stream on the server, on the named sink or, for "", on the
// default one. The stream plays as soon as it has got the prebuffer.
func (st *pulseStream) create(ctx context.Context, sink string) error {
	if len(sink) > longestSink {
		return fmt.Errorf("no sink has a name of %d bytes", len(sink))
	}
	var created proto.CreatePlaybackStreamReply
	err := st.client.request(ctx, &proto.CreatePlaybackStream{
		SampleSpec:            proto.SampleSpec{Format: proto.FormatFloat32LE, Channels: 2, Rate: uint32(Rate)},
		ChannelMap:            proto.ChannelMap{proto.ChannelLeft, proto.ChannelRight},
		SinkIndex:             proto.Undefined,
		SinkName:              sink,
		BufferMaxLength:       proto.Undefined,
		BufferTargetLength:    uint32(Rate.N(latency) * frameBytes),
		BufferPrebufferLength: uint32(Rate.N(prebuffer) * frameBytes),
		BufferMinimumRequest:  uint32(Rate.N(portion) * frameBytes),
		// EarlyRequests lets the card hold one portion and the server the rest. What
		// the card holds cannot be replaced.
		EarlyRequests: true,
		// VolumeSet stays unset, so that the server applies the volume it remembers.
		ChannelVolumes: proto.ChannelVolumes{proto.VolumeNorm, proto.VolumeNorm},
		// There is no media.role: servers remember volumes by role, so that a music
		// player's volume would become this program's.
		Properties: proto.PropList{"media.name": proto.PropListString("stretching session")},
	}, &created)
	if errors.Is(err, proto.ErrNoSuchEntity) && sink != "" {
		return st.client.unknownSink(ctx, sink)
	}
	if err != nil {
		return err
	}
	st.index, st.input = created.StreamIndex, created.SinkInputIndex
	if created.SinkName == dummySink {
		st.end(errDummy)
		st.delete()
		return errDummy
	}
	st.sink.begin(created.SinkIndex)
	st.batch = min(int64(created.Missing)/10, int64(Rate.N(batch)*frameBytes))
	st.want(created.Missing)
	return nil
}

// event handles a message about the stream. It must not block, because it is
// called on the goroutine that reads the connection.
func (st *pulseStream) event(message any) {
	switch m := message.(type) {
	case *proto.Request:
		st.want(m.Length)
	case *proto.Started, *proto.PlaybackStreamSuspended:
		notify(st.jumped)
	case *proto.PlaybackStreamMoved:
		if m.DestName == dummySink {
			st.end(errUnplugged)
			return
		}
		st.sink.move(m.DestIndex)
		notify(st.jumped)
		notify(st.volumes)
	case *proto.SubscribeEvent:
		switch removed := m.Event.GetType() == proto.EventRemove; {
		case m.Event.GetFacility() == proto.EventSink && removed && st.sink.unplugged(m.Index):
			st.end(errUnplugged)
		case !removed:
			notify(st.volumes)
		}
	case *proto.PlaybackStreamEvent:
		if m.Event == "request-cork" || m.Event == "request-uncork" {
			st.output.wish(m.Event == "request-cork")
		}
	case *proto.PlaybackStreamKilled:
		st.end(errors.New("the server ended the stream"))
	}
}

// want notes that the server has room for n more bytes.
func (st *pulseStream) want(n uint32) {
	st.wanted.Add(int64(n))
	notify(st.asked)
}

// notify makes a receive from c, which has a buffer of one, return once.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// play sends all of src, waits until it has been heard, and deletes the stream.
func (st *pulseStream) play(ctx context.Context, src *frames) error {
	fed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		st.end(context.Cause(ctx))
		select {
		case <-fed:
		case <-time.After(deleteWithin): // a write to the server blocks
			st.client.fail(errSilent)
		}
	})
	defer stop()
	var watching sync.WaitGroup
	watching.Go(st.trackPosition)
	watching.Go(st.trackVolumes)
	defer watching.Wait()

	err := st.feed(src)
	close(fed)
	st.end(err)
	st.delete()
	return err
}

// feed sends src as the server asks for it, and returns when the last of it has
// been heard. While it sends, it allocates nothing.
func (st *pulseStream) feed(src *frames) error {
	buf := make([]byte, Rate.N(portion)*frameBytes)
	var drained <-chan error // not nil while src has ended
	for {
		select {
		case <-st.asked:
			if st.wanted.Load() < st.batch {
				continue
			}
		case <-st.recalls:
			if src.rewinder == nil {
				continue
			}
			if err := st.recall(src); err != nil {
				return err
			}
			drained = nil // src may have more now
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

// drain returns a channel that receives when all that was sent has been heard.
func (st *pulseStream) drain() <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- st.client.request(st.gone, &proto.DrainPlaybackStream{StreamIndex: st.index}, nil)
	}()
	return done
}

// fill sends src, by way of buf, until the server has no more room. It returns
// io.EOF once src has ended.
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

// cork corks or uncorks the stream.
func (st *pulseStream) cork(on bool) {
	ctx, cancel := context.WithTimeout(st.gone, corkWithin)
	defer cancel()
	if st.client.request(ctx, &proto.CorkPlaybackStream{StreamIndex: st.index, Corked: on}, nil) == nil {
		notify(st.jumped)
	}
}

// delete drops what has not been heard and ends the stream. It fails a client
// whose server does not confirm that: events of this stream could no longer be
// told from those of the next.
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
