package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"uncramp/audio/device"
	"uncramp/routine"
)

// Open opens an output again after a loss. It tells of what the output's server
// asks for: to be silent, or to go on.
type Open func(ctx context.Context, asked func(pause bool)) (device.Output, error)

// GivenUp is how long a player tries to open an output again.
const GivenUp = 10 * time.Minute

// The intervals at which it tries.
const (
	firstTry = 100 * time.Millisecond
	lastTry  = 2 * time.Second
)

// unheard does what is asked while there is no output to be heard from.
func (p *Player) unheard() {
	for _, cmd := range p.asked {
		switch cmd.Verb {
		case routine.Toggle:
			p.stay = !p.stay
		case routine.Pause, routine.Woken:
			p.stay = true
		case routine.GoOn:
			p.stay = false
		case routine.Stop, routine.Quit:
			p.stop()
		case routine.SetVolume, routine.Louder, routine.Softer:
			p.edit(cmd)
		}
	}
	p.asked = nil
}

// stop ends the wait for an output.
func (p *Player) stop() {
	select {
	case <-p.stopped:
	default:
		close(p.stopped)
	}
}

// lose pauses the session at what was heard last, for nobody heard the rest.
func (p *Player) lose(heard routine.Samples, why error) {
	p.base, p.out = heard, nil
	if p.course.Stopping() {
		p.stop() // what is left of it can wait for nobody
	}
	p.stay = p.course.PausedByListener() || p.quiet
	p.quiet = false
	p.seek(heard)
	p.edit(routine.Command{Verb: routine.Lose})
	p.base = max(p.base, p.course.Edited())
	p.seek(p.base)
	p.unheard() // what was too late
	p.news = fmt.Sprintf("%v: paused, and trying again", why)
}

// reopen waits for an output. A nil one is the end, for the reason that is
// returned.
func (p *Player) reopen(ctx context.Context, lost error) (device.Output, error) {
	giveUp := time.NewTimer(p.patience)
	defer giveUp.Stop()
	for wait := firstTry; ; wait = min(2*wait, lastTry) {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-p.stopped:
			return nil, nil
		case <-giveUp.C:
			return nil, fmt.Errorf("%w; none came back in %v", lost, p.patience)
		case <-time.After(wait):
		}
		out, err := p.open(ctx, p.Wish)
		if err != nil {
			if errors.Is(lost, device.ErrGone) { // and nothing else takes its place
				return nil, lost
			}
			continue
		}
		p.mu.Lock()
		p.news = ""
		if p.stay {
			p.edit(routine.Command{Verb: routine.Pause})
		}
		p.edit(routine.Command{Verb: routine.SoundBack})
		p.mu.Unlock()
		return out, nil
	}
}
