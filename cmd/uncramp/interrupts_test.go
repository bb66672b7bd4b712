package main

import (
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// TestInterrupts: every signal counts once, before, during and after a session.
// The first one that no session takes, or the second one, ends the program.
func TestInterrupts(t *testing.T) {
	for _, tt := range []struct {
		before, during, after string // i: SIGINT, q: SIGQUIT
		stops                 []bool // whether at once
		ends                  bool
	}{
		{"", "", "", nil, false},
		{"i", "", "", []bool{false}, true},
		{"", "i", "", []bool{false}, true},
		{"i", "i", "", []bool{false, false}, true},
		{"ii", "", "", []bool{false, false}, true},
		{"", "ii", "", []bool{false, false}, true},
		{"", "q", "", []bool{true}, true},
		{"q", "", "", []bool{false, false}, true},
		{"", "", "i", nil, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, in := withInterrupts(t.Context())
			arrive := func(signals string) {
				for _, s := range signals {
					in.arrive(map[rune]syscall.Signal{'i': syscall.SIGINT, 'q': syscall.SIGQUIT}[s])
				}
			}
			var stops []bool
			arrive(tt.before)
			end := in.during(func(atOnce bool) { stops = append(stops, atOnce) }, nil)
			arrive(tt.during)
			time.Sleep(2 * grace)
			if got, want := isClosed(in.overdue), len(stops) > 1 || tt.during == "q"; got != want {
				t.Errorf("%v: overdue in the session %v, want %v", tt, got, want)
			}
			end()
			arrive(tt.after)
			time.Sleep(2 * grace)
			if ends := isClosed(in.overdue); ends != tt.ends || (ctx.Err() != nil) != tt.ends || !slices.Equal(stops, tt.stops) {
				t.Errorf("%v: overdue %v, context %v, stops %v", tt, ends, ctx.Err(), stops)
			}
		})
	}
}

// TestCleanUp: the terminal is given back before the program ends, but not at
// the cost of the end.
func TestCleanUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, in := withInterrupts(t.Context())
		restored, began := false, time.Now()
		in.during(func(bool) {}, func() { restored = true; time.Sleep(time.Hour) })
		in.cleanUp()
		if took := time.Since(began); !restored || took > grace/2 {
			t.Errorf("restored %v, after %v", restored, took)
		}
		time.Sleep(2 * time.Hour)
	})
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
