package live

import (
	"time"

	"uncramp/routine"
)

// Wish does what an output's server asks for: pause, or go on.
func (p *Player) Wish(pause bool) {
	if pause {
		p.FadeAndPause()
	} else {
		p.Uncork(routine.SoundBack)
	}
}

// fadeWithin bounds how long FadeAndPause waits until the fade has been heard.
const fadeWithin = 700 * time.Millisecond

// FadeAndPause fades out, pauses and corks the output. It returns when nothing
// is heard any more, after about a second at the latest. If the session is
// stopping already, FadeAndPause lets it end.
func (p *Player) FadeAndPause() {
	p.mu.Lock()
	p.quiet = p.begun && !p.course.Stopping()
	p.mu.Unlock()
	p.Do(routine.Command{Verb: routine.FadeAndPause})
	for end := time.Now().Add(fadeWithin); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		p.mu.Lock()
		done := !p.quiet || p.still || p.out == nil || len(p.pending) == 0 && p.heard() > p.course.Edited()+routine.Rate/10
		p.mu.Unlock()
		if done {
			break
		}
	}
	p.cork()
}

// Uncork lets the output be heard again after FadeAndPause, and does a command.
func (p *Player) Uncork(v routine.Verb) {
	p.mu.Lock()
	p.quiet = false
	p.mu.Unlock()
	p.cork()
	p.Do(routine.Command{Verb: v})
}

// cork corks or uncorks the output, whichever is wanted by now.
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
