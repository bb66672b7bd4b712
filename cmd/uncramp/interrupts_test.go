package main

import (
	"os"
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

// TestLeave: the terminal is given back before the program ends, but not at the cost
// of the end. What a key ended is done, unless the key was Ctrl-C.
func TestLeave(t *testing.T) {
	for _, tt := range []struct {
		signals []os.Signal
		ctrlC   bool
		code    int
	}{
		{nil, false, exitDone},
		{nil, true, exitInterrupted},
		{[]os.Signal{os.Interrupt}, false, exitInterrupted},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, in := withInterrupts(t.Context())
			screen, began := &stuckScreen{interrupted: tt.ctrlC}, time.Now()
			in.during(func(bool) {}, screen)
			for _, s := range tt.signals {
				in.arrive(s)
			}
			code := in.leave()
			if took := time.Since(began); !screen.closed || took > grace/2 || code != tt.code {
				t.Errorf("%v: closed %v after %v, exit %d", tt, screen.closed, took, code)
			}
			time.Sleep(2 * time.Hour)
		})
	}
}

// stuckScreen takes an hour to close.
type stuckScreen struct{ interrupted, closed bool }

func (s *stuckScreen) Close()            { s.closed = true; time.Sleep(time.Hour) }
func (s *stuckScreen) Interrupted() bool { return s.interrupted }

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
