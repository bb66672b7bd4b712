// Package live plays a session that answers: it streams a plan to an output,
// edits it as the listener asks, and brings it back where the output is lost.
package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"uncramp/audio"
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
	case p.quiet && cmd.Verb != routine.Hush && cmd.Verb != routine.Woken:
		p.quiet = false // who asks wants to hear
		go p.cork()
	}
	p.out.Recall()
}

// unheard does what is asked while there is no output to be heard from.
func (p *Player) unheard() {
	for _, cmd := range p.asked {
		switch cmd.Verb {
		case routine.Toggle:
			p.stay = !p.stay
		case routine.Pause:
			p.stay = true
		case routine.GoOn:
			p.stay = false
		case routine.Stop:
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

// A machine that slept, or a program that was stopped, finds that time has
// passed which it knows nothing of. Longer than asleep it was away, and not
// just busy; the wall's clock tells, because others stand still in sleep.
const (
	watchEvery = time.Second
	asleep     = 3 * time.Second
)

// watch pauses a session that was away.
func (p *Player) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	last := time.Now().Round(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now().Round(0)
		if now.Sub(last) > asleep {
			p.Do(routine.Command{Verb: routine.Woken})
		}
		last = now
	}
}

func (p *Player) use(out device.Output) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out, p.begun = out, true
}

// lose pauses the session at what was heard last, for nobody heard the rest.
func (p *Player) lose(heard routine.Samples, why error) {
	p.base, p.out = heard, nil
	if p.course.Stopping() {
		p.stop() // what is left of it can wait for nobody
	}
	p.stay = p.course.Resting() || p.quiet
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

// Wish does what an output's server asks for: to be silent, or to go on.
func (p *Player) Wish(pause bool) {
	if pause {
		p.Hush()
	} else {
		p.Speak(routine.SoundBack)
	}
}

// hushWithin is how long Hush waits for the fade to be heard.
const hushWithin = 700 * time.Millisecond

// Hush fades out, pauses, and holds the output, so that nothing of it is heard.
// It returns when that is so, or it cannot be waited for any longer. A session
// that stops it lets end.
func (p *Player) Hush() {
	p.mu.Lock()
	p.quiet = p.begun && !p.course.Stopping()
	p.mu.Unlock()
	p.Do(routine.Command{Verb: routine.Hush})
	for end := time.Now().Add(hushWithin); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		p.mu.Lock()
		done := !p.quiet || p.out == nil || len(p.asked) == 0 && p.heard() > p.course.Edited()+routine.Rate/10
		p.mu.Unlock()
		if done {
			break
		}
	}
	p.cork()
}

// Speak lets an output be heard again after a Hush, and asks the session for
// something.
func (p *Player) Speak(v routine.Verb) {
	p.mu.Lock()
	p.quiet = false
	p.mu.Unlock()
	p.cork()
	p.Do(routine.Command{Verb: v})
}

// cork holds the output or lets it go, as is wanted by now.
func (p *Player) cork() {
	p.corking.Lock()
	defer p.corking.Unlock()
	p.mu.Lock()
	out, on := p.out, p.quiet
	p.mu.Unlock()
	if out != nil {
		out.Cork(on)
	}
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

// Stream does what was asked for, and streams on.
func (s *stream) Stream(samples [][2]float64) (int, bool) {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.asked) > 0 {
		for _, cmd := range p.asked {
			p.edit(cmd)
		}
		p.asked = p.asked[:0]
	}
	return p.session.Stream(samples)
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
	p.seek(p.base + routine.Samples(n))
}
