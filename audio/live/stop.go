package live

import (
	"errors"
	"time"

	"uncramp/routine"
)

// errOver ends an output's Play when the listener has stopped the session and
// the output does not play to the end by itself.
var errOver = errors.New("stopped")

const (
	// answerWithin bounds how long a Stop may be unheard before the screen says so.
	answerWithin = 700 * time.Millisecond
	// endWithin bounds how long an output that stands still may take to play to the
	// end, once the listener has asked to end at once. One that plays gets twice as
	// much, so that a busy machine does not cut off the fade.
	endWithin = 300 * time.Millisecond
)

// bound makes sure that a command to stop is answered, and a second one ends
// the session, even if the output takes no sound. It ends the session at once if
// the output is known to stand still, because no stopping words can be heard.
func (p *Player) bound(v routine.Verb) {
	switch v {
	case routine.Stop:
		p.stops++
	case routine.Quit:
		p.stops += 2
	default:
		return
	}
	switch {
	case p.still:
		p.end(errOver)
	case p.stops > 1:
		asked := p.heard()
		time.AfterFunc(endWithin, func() { p.endSoon(asked) })
	case p.out != nil:
		time.AfterFunc(answerWithin, p.unanswered)
	}
}

// unanswered says so if a Stop has not been heard.
func (p *Player) unanswered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := p.course.Moment(p.heard()).State
	if p.out != nil && state != routine.Stopping && state != routine.Over {
		p.news = "The output does not answer: stop again to end at once"
	}
}

// endSoon ends the session, now if the output has stood still since the clock was
// asked.
func (p *Player) endSoon(asked routine.Samples) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil && len(p.pending) == 0 && p.heard() > asked {
		time.AfterFunc(endWithin, func() { p.end(errOver) })
		return
	}
	p.end(errOver)
}
