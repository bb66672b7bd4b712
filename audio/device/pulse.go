package device

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

// openWithin bounds the opening of a server's stream: a server that hangs
// still takes connections.
const openWithin = 1500 * time.Millisecond

// pulse plays through a PulseAudio or PipeWire server.
type pulse struct {
	client *pulseClient
	// stream is the one events go to. There is one at a time: the server has
	// confirmed the end of each before the next begins.
	stream atomic.Pointer[pulseStream]
	// ready says that stream is new and waits for its sound. The first is
	// created by Open, so that it finds out all that can be wrong.
	ready bool
	head  playhead
	// underruns counts how often the server ran out of sound.
	underruns atomic.Int64
	wishes    chan bool // the server's, to be told of
}

func openPulse(ctx context.Context, asked func(pause bool)) (Output, error) {
	ctx, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	p := newPulse()
	var err error
	if p.client, err = dialPulse(ctx, p.event); err != nil {
		return nil, err
	}
	if err := p.create(ctx); err != nil {
		p.client.fail(err)
		return nil, err
	}
	if asked != nil {
		go p.tell(asked)
	}
	return p, nil
}

func newPulse() *pulse { return &pulse{wishes: make(chan bool, 16)} }

func (p *pulse) event(event any) {
	if st := p.stream.Load(); st != nil {
		st.event(event)
	}
}

// wish takes what the server asks for. Nothing else is read meanwhile.
func (p *pulse) wish(pause bool) {
	select {
	case p.wishes <- pause:
	default: // nobody wishes so much
	}
}

// tell tells of the server's wishes in their order, each in its turn, until the
// connection ends.
func (p *pulse) tell(asked func(pause bool)) {
	for {
		select {
		case pause := <-p.wishes:
			asked(pause)
		case <-p.client.alive.Done():
			return
		}
	}
}

func (*pulse) Name() string    { return Pulse }
func (p *pulse) Position() int { return p.head.position() }

// Underruns is how often sound was late: the server had played all it had
// before the streamer's end.
func (p *pulse) Underruns() int { return int(p.underruns.Load()) }

func (p *pulse) Recall() bool {
	st := p.stream.Load()
	if st == nil {
		return false
	}
	signal(st.recalls)
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

// create makes a stream that waits for sound.
func (p *pulse) create(ctx context.Context) error {
	st := newPulseStream(p.client, &p.head, &p.underruns, p.wish)
	p.stream.Store(st) // first: the server may ask for sound before create returns
	p.ready = true
	return st.create(ctx)
}

func (p *pulse) Play(ctx context.Context, s beep.Streamer) error {
	p.head.reset()
	if !p.ready {
		bounded, cancel := context.WithTimeout(ctx, openWithin)
		err := p.create(bounded)
		cancel()
		if err != nil {
			p.client.fail(err) // whether there is a stream now is not known
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

// lost is err as Play returns it: ctx's own, or a loss.
func (p *pulse) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w: PulseAudio/PipeWire: %w", ErrLost, err)
}
