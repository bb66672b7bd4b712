// Package live plays a session that reacts. [Player.Play] streams a plan to an
// output; [Player.Do] changes the plan meanwhile, as the listener asks. If the
// output stands still or is lost, the session pauses, and goes on with it.
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

// Player plays one session, once. All methods but [Player.Play] may be called
// from any goroutine, before, during and after Play.
type Player struct {
	open     Open
	patience time.Duration // bounds the wait for an output that was lost

	// over ends when nothing more is to be heard, whatever the output does.
	over context.Context
	end  context.CancelCauseFunc

	mu      sync.Mutex
	course  *routine.Course
	session *audio.Session
	out     device.Output     // nil if there is none
	base    routine.Samples   // the clock at the first sample that out was given
	pending []routine.Command // not yet done
	recalls bool              // out has yet to go back for them
	begun   bool              // there has been an output
	still   bool              // out stands still
	stay    bool              // stay paused when an output is back
	quiet   bool              // out is corked, or about to be
	stops   int               // how often the listener has asked to stop
	news    string
	err     error

	corking sync.Mutex // serializes calls of out.Cork

	// did is called with each command and the clock it was done at. Tests set it.
	did func(routine.Command, routine.Samples)
}

// New returns a player of a session. The course edits the session's plan.
func New(c *routine.Course, s *audio.Session, open Open) *Player {
	p := &Player{course: c, session: s, open: open, patience: GivenUp}
	p.over, p.end = context.WithCancelCause(context.Background())
	return p
}

// Do does what the listener asks, as soon as it can be heard. Do returns at
// once.
func (p *Player) Do(cmd routine.Command) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending = append(p.pending, cmd)
	p.bound(cmd.Verb)
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
	if p.still && !p.recalls {
		p.doPending() // the output may not stream for a long time
	}
}

// Now returns the moment that is heard.
func (p *Player) Now() routine.Moment {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.course.Moment(p.heard())
}

// heard returns the clock at the sample that is heard. While the output stands
// still that is where the session pauses, a little later.
func (p *Player) heard() routine.Samples {
	heard := p.base
	if p.out != nil {
		heard += routine.Samples(p.out.Position())
	}
	if p.still {
		heard = max(heard, p.course.Edited())
	}
	return heard
}

// News returns what keeps the sound from being heard, in one line, or "".
func (p *Player) News() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.news == "" && p.out != nil {
		return p.out.Muted()
	}
	return p.news
}

// Play plays the session to out until its end, and closes out. If out is lost,
// Play opens another output. It returns the loss if it finds none within
// [GivenUp]. When ctx ends, Play returns its cause at once.
func (p *Player) Play(ctx context.Context, out device.Output) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(p.over, func() { cancel(errOver) })()
	go p.watch(ctx)
	for {
		p.use(out)
		err := out.Play(ctx, (*stream)(p))
		over := errors.Is(err, errOver)
		lost := errors.Is(err, device.ErrLost) && ctx.Err() == nil
		p.mu.Lock()
		heard := p.heard()
		if lost || over {
			p.lose(heard)
			p.news = ""
		}
		if lost && !errors.Is(err, device.ErrGone) {
			p.news = err.Error() + ": paused, and trying again"
		}
		p.mu.Unlock()
		out.Close()
		if over {
			return nil
		}
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

// doPending does the pending commands at the next sample.
func (p *Player) doPending() {
	for _, cmd := range p.pending {
		p.edit(cmd)
	}
	p.pending = p.pending[:0]
}

// edit does a command at the next sample.
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

func (p *Player) seek(clock routine.Samples) {
	if err := p.session.Seek(int(clock)); err != nil {
		p.err = err
	}
}
