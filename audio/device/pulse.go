package device

import (
	"cmp"
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

// openWithin bounds how long it takes to connect to a server and create a
// stream. A server that hangs still accepts connections.
const openWithin = 1500 * time.Millisecond

// pulse plays through a PulseAudio or PipeWire server.
type pulse struct {
	client *pulseClient
	sink   string // the sink's name, "" for the default
	// stream receives the server's events. There is one at a time: the server has
	// confirmed the end of each before the next is created.
	stream atomic.Pointer[pulseStream]
	ready  bool // stream is created and not yet played
	head   playhead
	wishes chan bool
	muted  atomic.Pointer[string]
}

func openPulse(ctx context.Context, o Options) (Output, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	conf := loadClientConf()
	p := newPulse()
	p.sink = cmp.Or(o.Sink, conf.sink)
	var err error
	if p.client, err = dialPulse(ctx, conf, p.event); err != nil {
		return nil, err
	}
	// A stream is created here so that Open notices all that can be wrong.
	if err := p.create(ctx); err != nil {
		p.client.fail(err)
		return nil, err
	}
	if o.Wish != nil {
		go p.passWishes(o.Wish)
	}
	return p, nil
}

func newPulse() *pulse { return &pulse{wishes: make(chan bool, 16)} }

func (p *pulse) event(op uint32, v *values) {
	if st := p.stream.Load(); st != nil {
		st.event(op, v)
	}
}

// wish queues a server's wish. It must not block, because it is called on the
// goroutine that reads the connection.
func (p *pulse) wish(pause bool) {
	select {
	case p.wishes <- pause:
	default: // a server that wishes more than this is not to be served
	}
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

func (p *pulse) Muted() string {
	if s := p.muted.Load(); s != nil {
		return *s
	}
	return ""
}

func (p *pulse) Recall() bool {
	st := p.stream.Load()
	if st == nil {
		return false
	}
	notify(st.recalls)
	return true
}

func (p *pulse) Cork(on bool) {
	if st := p.stream.Load(); st != nil {
		st.cork(on)
	}
}

func (p *pulse) Close() error {
	p.client.fail(errClosed)
	return nil
}

// create creates the stream for the next Play.
func (p *pulse) create(ctx context.Context) error {
	st := newPulseStream(p)
	p.stream.Store(st) // first: the server may ask for sound before create returns
	p.ready = true
	return st.create(ctx, p.sink)
}

func (p *pulse) Play(ctx context.Context, s beep.Streamer) error {
	p.head.reset()
	if !p.ready {
		bounded, cancel := context.WithTimeout(ctx, openWithin)
		err := p.create(bounded)
		cancel()
		if err != nil {
			p.client.fail(err) // the server may or may not have created it
			return p.lost(ctx, err)
		}
	}
	p.ready = false
	if err := p.stream.Load().play(ctx, newFrames(s)); err != nil {
		return p.lost(ctx, err)
	}
	p.head.finish()
	return s.Err()
}

// lost returns the error that Play returns: ctx's cause if ctx has ended, else a
// loss because of err.
func (p *pulse) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w: PulseAudio/PipeWire: %w", ErrLost, err)
}
