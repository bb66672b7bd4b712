package live

import (
	"context"
	"time"

	"uncramp/routine"
)

const (
	watchEvery = 250 * time.Millisecond
	// asleep is a gap between two ticks that is too long for a busy machine: the
	// machine slept, or this process was stopped.
	asleep = 3 * time.Second
)

// watch looks after the session until ctx ends. It pauses a session that was
// asleep, or whose output stands still.
func (p *Player) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	heard := progress{-1, time.Now()}
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now()
		if now.Round(0).Sub(last.Round(0)) > asleep { // the wall clock runs on in sleep
			p.Do(routine.Command{Verb: routine.Woken})
		}
		if now.Sub(last) > stillAfter/2 { // nobody has looked
			heard.when = now
		}
		p.checkProgress(&heard, now)
		last = now
	}
}
