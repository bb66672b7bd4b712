package soundservertest

import (
	"sync/atomic"
	"testing"
	"time"
)

// Busy measures how late this process wakes up because the machine is busy.
type Busy struct{ worst atomic.Int64 }

// Watch starts to measure, until the test ends.
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

// Allow returns a bound for what takes at most d on an idle machine. The server,
// the recorder and the test wait for each other, so that delays add up.
func (b *Busy) Allow(d time.Duration) time.Duration { return d + 10*time.Duration(b.worst.Load()) }
