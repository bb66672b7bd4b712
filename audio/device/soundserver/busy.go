package soundserver

import (
	"sync/atomic"
	"testing"
	"time"
)

// Busy tells how long the machine kept this process from its work at most, so
// far. What happens in real time on a busy machine is late by some times that,
// for the server, the recorder and the test wait one after the other.
type Busy struct{ worst atomic.Int64 }

// Watch watches the machine until the test ends.
func Watch(t testing.TB) *Busy {
	b := &Busy{}
	const every = 5 * time.Millisecond
	go func() {
		for t.Context().Err() == nil {
			begin := time.Now()
			time.Sleep(every)
			b.worst.Store(max(b.worst.Load(), int64(time.Since(begin)-every)))
		}
	}()
	return b
}

// HeldUp is the longest time so far that this process waited to go on.
func (b *Busy) HeldUp() time.Duration { return time.Duration(b.worst.Load()).Round(time.Millisecond) }

// Allow is how long something may take here that takes at most d on a machine
// with nothing else to do.
func (b *Busy) Allow(d time.Duration) time.Duration { return d + 10*b.HeldUp() }
