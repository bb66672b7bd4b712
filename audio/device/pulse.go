package device

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

const (
	// openWithin bounds how long it takes to connect to a server and create a
	// stream. A server that hangs still accepts connections.
	openWithin = 1500 * time.Millisecond
	// answerWithin bounds how long the server may take to answer. On a machine
	// under full load that was more than 1 s, and less than this.
	answerWithin = 5 * time.Second
	// corkWithin is short because a person waits.
	corkWithin = 500 * time.Millisecond
)

// pulse is a playback stream on a PulseAudio or PipeWire server, over a connection of
// its own. The server drops what it has not played when that ends.
type pulse struct {
	client *pulseClient
	index  uint32 // of the stream
	input  uint32 // of the sink input, which is what mixers call a stream
	head   playhead
	wishes chan bool
	muted  atomic.Value // a string

	// These belong to the goroutine that reads the connection.
	sink, previousSink uint32
	moved              time.Time // from the previous sink

	batch   int64         // bytes
	wanted  atomic.Int64  // bytes that the server has room for
	back    int64         // how many bytes the next block goes back
	asked   chan struct{} // wanted has grown
	recalls chan struct{} // Recall was called
	news    chan struct{} // the position may have jumped, or a volume changed
}

// openPulse creates a stream, so that it notices all that can be wrong.
func openPulse(ctx context.Context, o Options) (Output, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	conf := loadClientConf()
	c, err := dialPulse(ctx, conf)
	if err != nil {
		return nil, err
	}
	p := newPulse(c)
	if err := p.create(ctx, cmp.Or(o.Sink, conf.sink)); err != nil {
		c.fail(err)
		return nil, err
	}
	if o.Wish != nil {
		go p.passWishes(o.Wish)
	}
	return p, nil
}

func newPulse(c *pulseClient) *pulse {
	p := &pulse{client: c, wishes: make(chan bool, 16),
		asked: make(chan struct{}, 1), recalls: make(chan struct{}, 1), news: make(chan struct{}, 1)}
	p.muted.Store("")
	c.hear(p.event)
	return p
}

// passWishes calls wish for each of the server's wishes, one after another,
// until the connection ends.
func (p *pulse) passWishes(wish func(pause bool)) {
	for {
		select {
		case pause := <-p.wishes:
			wish(pause)
		case <-p.client.alive.Done():
			return
		}
	}
}

func (*pulse) Name() string    { return Pulse }
func (p *pulse) Position() int { return p.head.position() }
func (p *pulse) Muted() string { return p.muted.Load().(string) }

func (p *pulse) Recall() bool {
	notify(p.recalls)
	return true
}

func (p *pulse) Cork(on bool) {
	ctx, cancel := context.WithTimeout(p.client.alive, corkWithin)
	defer cancel()
	if p.client.request(ctx, ask(opCorkPlaybackStream, nil, p.index, on)) == nil {
		notify(p.news)
	}
}

func (p *pulse) Close() error {
	p.client.fail(errClosed)
	return nil
}

func (p *pulse) Play(ctx context.Context, s beep.Streamer) error {
	defer context.AfterFunc(ctx, func() { p.client.fail(context.Cause(ctx)) })()
	var watching sync.WaitGroup
	watching.Go(p.watch)
	err := p.feed(newFrames(s))
	p.client.fail(errClosed)
	watching.Wait()
	switch {
	case err == nil:
		p.head.finish()
		return s.Err()
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w: PulseAudio/PipeWire: %w", ErrLost, err)
}

// notify makes a receive from c, which has a buffer of one, return once.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
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
func (p *pulse) create(ctx context.Context, sink string) error {
	const (
		format   = encoded("a\x05\x02\x00\x00\xbb\x80")             // float32LE, 2 channels, 48000 Hz
		channels = encoded("m\x02\x01\x02")                         // left, right
		volumes  = encoded("v\x02\x00\x01\x00\x00\x00\x01\x00\x00") // 100 %
		none     = uint32(undefined)
	)
	size := func(d time.Duration) uint32 { return uint32(Rate.N(d) * frameBytes) }
	var room uint32
	var playsTo string
	err := p.client.request(ctx, ask(opCreatePlaybackStream, func(v *values) {
		p.index, p.input, room = v.number(), v.number(), v.number()
		v.skip("LLLLam")
		p.sink = v.number()
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
		return p.client.unknownSink(ctx, sink)
	}
	if err != nil {
		return err
	}
	if playsTo == dummySink {
		return errDummy
	}
	p.batch = min(int64(room)/10, int64(size(batch)))
	p.want(room)
	return nil
}

// event handles a message about the stream. It must not block, because it is
// called on the goroutine that reads the connection.
func (p *pulse) event(op uint32, v *values) {
	switch op {
	case opRequest:
		v.skip("L")
		p.want(v.number())
	case opStarted, opStreamSuspended:
		notify(p.news)
	case opStreamMoved:
		v.skip("L")
		p.move(v.number(), v.string())
	case opSubscribeEvent:
		p.changed(v.number(), v.number())
	case opStreamEvent:
		v.skip("L")
		if wish := v.string(); wish == "request-cork" || wish == "request-uncork" {
			select {
			case p.wishes <- wish == "request-cork":
			default: // a server that wishes more than this is not to be served
			}
		}
	case opStreamKilled:
		p.client.fail(errors.New("the server ended the stream"))
	}
}

// move notes that the server has moved the stream to another sink.
func (p *pulse) move(sink uint32, name string) {
	if name == dummySink {
		p.client.fail(errUnplugged)
		return
	}
	p.sink, p.previousSink, p.moved = sink, p.sink, time.Now()
	notify(p.news)
}

// changed notes that a sink or a sink input is there, has changed or is removed.
// When a listener's headphones are unplugged, servers move the stream to
// loudspeakers or a dummy, before or after they announce the removal. When a
// listener chooses another sink, the first stays.
func (p *pulse) changed(event, index uint32) {
	const (
		facility, aSink = 0xf, 0
		kind, removed   = 0x30, 0x20
		rescued         = time.Second // how long before a removal the stream may be moved because of it
	)
	switch {
	case event&kind != removed:
		notify(p.news)
	case event&facility != aSink:
	case index == p.sink, index == p.previousSink && time.Since(p.moved) < rescued:
		p.client.fail(errUnplugged)
	}
}
