package device

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
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

	index uint32          // of the stream
	input uint32          // of the sink input, which is what mixers call a stream
	gone  context.Context // ends with the stream; its cause says why
	end   context.CancelCauseFunc

	// These belong to the goroutine that reads the connection.
	sink, previousSink uint32
	moved              time.Time // from the previous sink

	batch   int64         // bytes
	wanted  atomic.Int64  // bytes that the server has room for
	back    int64         // how many bytes the next block goes back
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

// dummySink is the name of the sink that PulseAudio and PipeWire create when
// there is no other. Nobody hears it.
const dummySink = "auto_null"

var (
	errDummy     = errors.New("the server has no output but a dummy")
	errUnplugged = errors.New("the output is gone")
)

// create creates the stream on the server, on the named sink or, for "", on the
// default one. The stream plays as soon as it has got the prebuffer.
func (st *pulseStream) create(ctx context.Context, sink string) error {
	const (
		format   = encoded("a\x05\x02\x00\x00\xbb\x80")             // float32LE, 2 channels, 48000 Hz
		channels = encoded("m\x02\x01\x02")                         // left, right
		volumes  = encoded("v\x02\x00\x01\x00\x00\x00\x01\x00\x00") // 100 %
		none     = uint32(undefined)
	)
	size := func(d time.Duration) uint32 { return uint32(Rate.N(d) * frameBytes) }
	var room uint32
	var playsTo string
	err := st.client.request(ctx, ask(opCreatePlaybackStream, func(v *values) {
		st.index, st.input, room = v.number(), v.number(), v.number()
		v.skip("LLLLam")
		st.sink = v.number()
		playsTo = v.string()
	},
		format, channels,
		none, sink,
		none, false, // the buffer is as long as the server likes, and not corked
		size(latency), size(prebuffer), size(portion),
		uint32(0), // not synchronised with another stream
		volumes,
		// It is mixed, converted and moved as usual, not muted, and its latency stays.
		encoded("0000000"+"0"+"0"),
		// There is no media.role: servers remember volumes by role, so that a music
		// player's volume would become this program's.
		properties{"media.name": "stretching session"},
		false, // this sets the volumes; the server applies those that it remembers
		true,  // requests come early: the card holds one portion, which cannot be replaced, the server the rest
		// It sets no mute, lets the sink be suspended, has an absolute volume, is not
		// passed through, and comes in no other format.
		encoded("000"+"0"+"0"+"B\x00"),
	))
	if errors.Is(err, noSuchEntity) && sink != "" {
		return st.client.unknownSink(ctx, sink)
	}
	if err != nil {
		return err
	}
	if playsTo == dummySink {
		st.end(errDummy)
		st.delete()
		return errDummy
	}
	st.batch = min(int64(room)/10, int64(size(batch)))
	st.want(room)
	return nil
}

// event handles a message about the stream. It must not block, because it is
// called on the goroutine that reads the connection.
func (st *pulseStream) event(op uint32, v *values) {
	switch op {
	case opRequest:
		v.skip("L")
		st.want(v.number())
	case opStarted, opStreamSuspended:
		notify(st.jumped)
	case opStreamMoved:
		v.skip("L")
		st.move(v.number(), v.string())
	case opSubscribeEvent:
		st.changed(v.number(), v.number())
	case opStreamEvent:
		v.skip("L")
		if wish := v.string(); wish == "request-cork" || wish == "request-uncork" {
			st.output.wish(wish == "request-cork")
		}
	case opStreamKilled:
		st.end(errors.New("the server ended the stream"))
	}
}

// move notes that the server has moved the stream to another sink.
func (st *pulseStream) move(sink uint32, name string) {
	if name == dummySink {
		st.end(errUnplugged)
		return
	}
	st.sink, st.previousSink, st.moved = sink, st.sink, time.Now()
	notify(st.jumped)
	notify(st.volumes)
}

// changed notes that a sink or a sink input is there, has changed or is removed.
// When a listener's headphones are unplugged, servers move the stream to
// loudspeakers or a dummy, before or after they announce the removal. When a
// listener chooses another sink, the first stays.
func (st *pulseStream) changed(event, index uint32) {
	const (
		facility, aSink = 0xf, 0
		kind, removed   = 0x30, 0x20
		rescued         = time.Second // how long before a removal the stream may be moved because of it
	)
	switch {
	case event&kind != removed:
		notify(st.volumes)
	case event&facility != aSink:
	case index == st.sink, index == st.previousSink && time.Since(st.moved) < rescued:
		st.end(errUnplugged)
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
	block := make([]byte, blockHead+Rate.N(portion)*frameBytes)
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
		switch err := st.fill(src, block); err {
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
		done <- st.client.request(st.gone, ask(opDrainPlaybackStream, nil, st.index))
	}()
	return done
}

// fill sends src, by way of block, until the server has no more room. It returns
// io.EOF once src has ended.
func (st *pulseStream) fill(src *frames, block []byte) error {
	for {
		if st.gone.Err() != nil {
			return context.Cause(st.gone)
		}
		room := min(st.wanted.Load(), int64(len(block)-blockHead)) / frameBytes * frameBytes
		if room == 0 {
			return nil
		}
		n, err := src.Read(block[blockHead : blockHead+room])
		if err != nil {
			return err
		}
		putHead(block[:blockHead+n], st.index, -st.back)
		st.back = 0
		if err := st.client.send(block[:blockHead+n]); err != nil {
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
	if st.client.request(ctx, ask(opCorkPlaybackStream, nil, st.index, on)) == nil {
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
	err := st.client.request(ctx, ask(opDeletePlaybackStream, nil, st.index))
	if err != nil && !errors.Is(err, noSuchEntity) { // the server may have ended it
		st.client.fail(err)
	}
}
