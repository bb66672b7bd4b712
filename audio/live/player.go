// Package live plays a session that answers: it streams a plan to an output,
// edits it as the listener asks, and brings it back where the output is lost.
package live

import (
	"context"
	"errors"
	"sync"
	"time"

	"uncramp/audio"
	"uncramp/audio/device"
	"uncramp/routine"
)

// Player plays a session. [Player.Play] streams it; everything else may be
// called from any goroutine, before, meanwhile and after.
type Player struct {
	open     Open
	patience time.Duration // with an output that is gone

	mu      sync.Mutex
	course  *routine.Course
	session *audio.Session
	out     device.Output     // nil while there is none
	base    routine.Samples   // of the clock: the first sample that out was given
	asked   []routine.Command // not yet done
	recalls bool              // out is going back for them
	begun   bool              // it has had an output
	stay    bool              // the listener wants to be paused when an output is back
	quiet   bool              // nothing is to be heard: a call, or a program that is to be stopped
	news    string
	err     error
	stopped chan struct{} // there is nothing to be heard any more

	corking sync.Mutex // for one cork after the other

	// did is told of each command and the offset that it was done at; for tests.
	did func(routine.Command, routine.Samples)
}

// New is a player of a session: of what a course makes of its plan.
func New(c *routine.Course, s *audio.Session, open Open) *Player {
	return &Player{course: c, session: s, open: open, patience: GivenUp, stopped: make(chan struct{})}
}

// Do does what the listener asks, as soon as the output lets it be heard. It
// returns at once.
func (p *Player) Do(cmd routine.Command) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, cmd)
	switch {
	case !p.begun:
		return
	case p.out == nil:
		p.unheard()
		return
	case p.quiet && cmd.Verb != routine.FadeAndPause && cmd.Verb != routine.Woken:
		p.quiet = false // who asks wants to hear
		go p.cork()
	}
	p.recalls = p.out.Recall()
}

// Now is what is heard at this moment.
func (p *Player) Now() routine.Moment {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.course.Moment(p.heard())
}

// heard is the offset of the clock that is being heard.
func (p *Player) heard() routine.Samples {
	if p.out == nil {
		return p.base
	}
	return p.base + routine.Samples(p.out.Position())
}

// News is what happened to the output, in one line; empty where nothing did.
func (p *Player) News() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.news
}

// Play plays the session to an output, which it closes, until its end, which
// the listener may bring about. Where the output is lost it pauses, and tries to open it again; after
// [GivenUp] it returns the loss. When ctx ends, so does Play, at once.
func (p *Player) Play(ctx context.Context, out device.Output) error {
	watching, done := context.WithCancel(ctx)
	defer done()
	go p.watch(watching)
	for {
		p.use(out)
		err := out.Play(ctx, (*stream)(p))
		lost := errors.Is(err, device.ErrLost) && ctx.Err() == nil
		p.mu.Lock()
		heard := p.heard()
		if lost {
			p.lose(heard, err)
		}
		p.mu.Unlock()
		out.Close()
		if !lost {
			return err
		}
		if out, err = p.reopen(ctx, err); out == nil {
			return err
		}
	}
}

func (p *Player) use(out device.Output) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out, p.begun, p.recalls = out, true, false
}

// edit does a command from the next sample on.
func (p *Player) edit(cmd routine.Command) {
	before := p.course.Plan()
	at := max(routine.Samples(p.session.Position()), p.course.Edited())
	if p.did != nil {
		p.did(cmd, at)
	}
	plan := p.course.Do(cmd, at)
	if plan == before {
		return
	}
	if err := p.session.Follow(plan); err != nil {
		p.err = err
	}
}

func (p *Player) seek(at routine.Samples) {
	if err := p.session.Seek(int(at)); err != nil {
		p.err = err
	}
}

// stream is the player as an output streams it.
type stream Player

// Stream does what was asked for, if it need not be done earlier, and streams on.
// While a recording is being decoded it waits without the lock, so that keys do
// not.
func (s *stream) Stream(samples [][2]float64) (int, bool) {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if !p.recalls {
			for _, cmd := range p.asked {
				p.edit(cmd)
			}
			p.asked = p.asked[:0]
		}
		missing := p.session.Missing(len(samples))
		if missing == nil {
			return p.session.Stream(samples)
		}
		p.mu.Unlock()
		<-missing
		p.mu.Lock()
	}
}

// Err is why the stream ended before its end.
func (s *stream) Err() error {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.err, p.session.Err())
}

// Rewind goes back to sample n of what the output has been given.
func (s *stream) Rewind(n int) {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.recalls = false
	p.seek(p.base + routine.Samples(n))
}
