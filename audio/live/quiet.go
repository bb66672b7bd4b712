package live

import (
	"time"

	"uncramp/routine"
)

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
	p.Do(routine.Command{Verb: routine.FadeAndPause})
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
