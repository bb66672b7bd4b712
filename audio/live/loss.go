package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"uncramp/audio/device"
	"uncramp/routine"
)

// Open opens an output after a loss. It calls wish when the output's server asks
// to pause, or to go on.
type Open func(ctx context.Context, wish func(pause bool)) (device.Output, error)

// GivenUp is how long a player tries to open an output after a loss.
const GivenUp = 10 * time.Minute

// The first and the longest interval between two tries.
const (
	firstTry = 100 * time.Millisecond
	lastTry  = 2 * time.Second
)

// unheard does the pending commands while there is no output.
func (p *Player) unheard() {
	for _, cmd := range p.pending {
		switch cmd.Verb {
		case routine.Toggle:
			p.stay = !p.stay
		case routine.Pause, routine.Woken:
			p.stay = true
		case routine.GoOn:
			p.stay = false
		case routine.Stop, routine.Quit:
			p.end(errOver)
		case routine.SetVolume, routine.Louder, routine.Softer:
			p.edit(cmd)
		}
	}
	p.pending = nil
}

// lose pauses the session at what was heard last: nobody heard the rest.
func (p *Player) lose(heard routine.Samples) {
	p.base, p.out, p.still = heard, nil, false
	if p.course.Stopping() {
		p.end(errOver) // the stopping words need not be heard
	}
	p.stay = p.course.PausedByListener() || p.quiet
	p.quiet = false
	p.seek(heard)
	p.edit(routine.Command{Verb: routine.Lose})
	p.base = max(p.base, p.course.Edited())
	p.seek(p.base)
	p.unheard() // commands that came too late to be heard
}

// reopen waits for an output. It returns nil at the session's end, with its
// reason: nil if the listener has stopped it.
func (p *Player) reopen(ctx context.Context, lost error) (device.Output, error) {
	giveUp := time.NewTimer(p.patience)
	defer giveUp.Stop()
	for wait := firstTry; ; wait = min(2*wait, lastTry) {
		select {
		case <-ctx.Done():
			if p.over.Err() != nil {
				return nil, nil
			}
			return nil, context.Cause(ctx)
		case <-giveUp.C:
			return nil, fmt.Errorf("%w; none came back in %v", lost, p.patience)
		case <-time.After(wait):
		}
		out, err := p.open(ctx, p.Wish)
		if err != nil {
			if errors.Is(lost, device.ErrGone) {
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
