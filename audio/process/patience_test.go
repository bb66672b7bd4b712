package process

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestPatience: only time in which the program alone is waited for counts.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var over atomic.Bool
		p := newPatience(time.Second, func() { over.Store(true) })
		pass := func(d time.Duration, want bool) {
			t.Helper()
			time.Sleep(d) // of the bubble's clock
			synctest.Wait()
			if over.Load() != want {
				t.Fatalf("over: %t", over.Load())
			}
		}
		pass(900*time.Millisecond, false)
		theirs := p.ours() // input is made
		pass(time.Hour, false)
		p.ours()() // and output taken
		pass(time.Hour, false)
		theirs()
		pass(900*time.Millisecond, false)
		p.ours()()
		pass(900*time.Millisecond, false)
		pass(200*time.Millisecond, true)
	})
}
