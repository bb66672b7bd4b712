package main

import (
	"context"
	"slices"
	"syscall"
	"testing"
)

// TestInterrupts: every signal counts once, whether it comes before a session
// plays, meanwhile or after it.
func TestInterrupts(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		before, during, after int
		stops, atOnce         int
	}{
		{name: "none"},
		{name: "one before", before: 1, stops: 1},
		{name: "one meanwhile", during: 1, stops: 1},
		{name: "one before, one meanwhile", before: 1, during: 1, stops: 2},
		{name: "two meanwhile", during: 2, stops: 2},
		{name: "two before", before: 2, stops: 2, atOnce: 1},
		{name: "one meanwhile, one after", during: 1, after: 1, stops: 1, atOnce: 1},
		{name: "one after", after: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stops, atOnce := 0, 0
			in := &interrupts{atOnce: func() { atOnce++ }}
			in.ctx, in.cancel = context.WithCancel(t.Context())
			arrive := func(n int) {
				for range n {
					in.arrive(syscall.SIGINT)
				}
			}
			arrive(tt.before)
			if got, want := in.ctx.Err() != nil, tt.before > 0; got != want {
				t.Errorf("done %v before the session, want %v", got, want)
			}
			end := in.each(func(bool) { stops++ })
			arrive(tt.during)
			end()
			arrive(tt.after)
			if got, want := in.ctx.Err() != nil, tt.before+tt.during+tt.after > 0; got != want {
				t.Errorf("done %v at the end, want %v", got, want)
			}
			if stops != tt.stops || atOnce != tt.atOnce {
				t.Errorf("%d stops, %d ends at once, want %d and %d", stops, atOnce, tt.stops, tt.atOnce)
			}
		})
	}
}

// TestQuitSignal: SIGQUIT ends at once, whenever it comes.
func TestQuitSignal(t *testing.T) {
	atOnce, stops := 0, []bool{}
	in := &interrupts{atOnce: func() { atOnce++ }}
	in.ctx, in.cancel = context.WithCancel(t.Context())
	end := in.each(func(atOnce bool) { stops = append(stops, atOnce) })
	in.arrive(syscall.SIGQUIT)
	if atOnce != 0 || !slices.Equal(stops, []bool{true}) || in.ctx.Err() == nil {
		t.Errorf("while a session plays: %d ends at once, stops %v", atOnce, stops)
	}
	end()
	before := &interrupts{atOnce: func() { atOnce++ }, cancel: in.cancel}
	before.arrive(syscall.SIGQUIT)
	if atOnce != 1 {
		t.Errorf("before it: %d ends at once", atOnce)
	}
}
