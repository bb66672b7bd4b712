package device

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPlayhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h playhead
		check := func(when string, want int) {
			t.Helper()
			if got := h.position(); got != want {
				t.Errorf("%s: at %d, want %d", when, got, want)
			}
		}
		check("before anything", 0)
		h.deliver(9600)
		check("delivered, not yet heard of", 0)
		h.report(-2400, true)
		check("50 ms before the first sample is heard", 0)
		time.Sleep(100 * time.Millisecond)
		check("100 ms later", 2400)
		h.report(2000, true)
		check("reported a little earlier", 2400)
		time.Sleep(time.Second)
		check("no further than delivered", 9600)
		h.deliver(19200)
		h.report(9600, false)
		time.Sleep(time.Second)
		check("standing still", 9600)
		h.report(9600, true)
		time.Sleep(100 * time.Millisecond)
		check("said to move, and where it was a second ago", 9600)
		h.finish()
		check("finished", 19200)
	})
}
