package live

import (
	"context"
	"time"

	"uncramp/routine"
)

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
