package live

import (
	"time"

	"uncramp/routine"
)

// stillAfter is how long an output plays nothing before it counts as standing
// still: its sink may be suspended, for example by JACK or by a switch to
// another console, and the sound server then says nothing.
const stillAfter = 2 * time.Second

// progress is when an output has played something last.
type progress struct {
	position int
	when     time.Time // up to stillAfter ahead if the output had to wake up
}

// checkProgress pauses the session when the output stands still, and goes on
// with it when the output plays again. Nobody knows what a listener did
// meanwhile, so a hold is done again.
func (p *Player) checkProgress(last *progress, now time.Time) {
	p.mu.Lock()
	if p.out == nil {
		p.still = false
		*last = progress{-1, now}
		p.mu.Unlock()
		return
	}
	var do routine.Verb
	position := p.out.Position()
	unheard := p.base == 0 && position == 0 // a headset may take seconds to start
	switch {
	case p.quiet && !p.still:
		*last = progress{position, now.Add(stillAfter)} // an output that wakes up takes a while to play
	case position != last.position:
		if p.still {
			p.still, p.news = false, ""
			if last.position > 0 || p.base > 0 {
				do = routine.SoundBack
			}
		}
		*last = progress{position, now}
	case p.still || now.Sub(last.when) < stillAfter:
	case p.stops > 0:
		p.end(errOver)
	default:
		p.still = true
		p.news = "The output stands still: paused until it goes on"
		if !unheard {
			do = routine.Lose
		}
	}
	p.mu.Unlock()
	if do != 0 {
		p.Do(routine.Command{Verb: do})
	}
}
