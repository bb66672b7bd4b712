package routine

import (
	"slices"
	"testing"
)

// TestTally: how long was stretched, and which holds were whole.
func TestTally(t *testing.T) {
	for _, tt := range []struct {
		name       string
		pauses     []int // seconds into the next hold
		seconds    Samples
		whole, cut int
	}{
		{"untouched", nil, 90, 3, 0},
		{"a pause", []int{10}, 100, 3, 1},
		{"two in one hold", []int{10, 20}, 120, 3, 2},
	} {
		w := newWalk(t)
		at := Samples(0)
		for _, s := range tt.pauses {
			p := w.c.Plan()
			i := slices.IndexFunc(p.Events, func(e Event) bool { return e.Cue == "chime-hold" && e.At > at })
			at = p.Events[i].At + Samples(s)*Rate
			w.do(Command{Verb: Toggle}, at)
			if m := w.c.Moment(at + Rate); m.Cut == 0 {
				t.Errorf("%s: a hold that is held is not cut", tt.name)
			}
			at += 20 * Rate
			w.do(Command{Verb: Toggle}, at)
		}
		m := w.c.Moment(w.c.Plan().Length)
		if m.HeldLeft != tt.seconds*Rate || m.HeldRight != 0 || m.Whole != tt.whole || m.Cut != tt.cut || m.State != Over {
			t.Errorf("%s: %v left, %v right, %d whole, %d cut, state %d", tt.name, m.HeldLeft.Duration(), m.HeldRight.Duration(), m.Whole, m.Cut, m.State)
		}
	}
}

// TestOpens: each open step can be ended by a key: a moment to let go, and an angle for
// each round.
func TestOpens(t *testing.T) {
	w := newWalk(t)
	opens := w.c.last().plan.opens
	for _, o := range opens {
		if !w.c.Moment(o.From).Open || w.c.Moment(o.To).Open || o.To-o.From < 5*Rate || len(opens) != 4 {
			t.Errorf("%v of %v: open at its start %v, at its end %v", o, opens, w.c.Moment(o.From).Open, w.c.Moment(o.To).Open)
		}
	}
}
