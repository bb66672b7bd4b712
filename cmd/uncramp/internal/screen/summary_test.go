package screen

import (
	"testing"
	"time"

	"uncramp/routine"
)

func TestSummary(t *testing.T) {
	end := time.Date(2026, 3, 4, 21, 59, 59, 0, time.UTC)
	const s = routine.Rate
	for _, m := range []struct {
		moment routine.Moment
		want   string
	}{
		{routine.Moment{}, ""},
		{routine.Moment{HeldLeft: s - 1, Cut: 1}, ""},
		{routine.Moment{HeldLeft: 90 * s, Whole: 3}, "Stretched: left side 90 s, in 3 holds.\nIf you still have a cramp, repeat after 01:00."},
		{routine.Moment{HeldRight: 30 * s, Whole: 1}, "Stretched: right side 30 s, in 1 hold.\nIf you still have a cramp, repeat after 01:00."},
		{routine.Moment{HeldLeft: 90 * s, HeldRight: 60*s - 1, Whole: 4, Cut: 1}, "Stretched: left side 90 s, right side 59 s, in 5 holds, 1 cut short.\nIf you still have a cramp, repeat after 01:00."},
		{routine.Moment{HeldLeft: 7 * s, Cut: 1}, "Stretched: left side 7 s, in 1 hold cut short.\nIf you still have a cramp, repeat after 01:00."},
		{routine.Moment{HeldLeft: 7 * s, Cut: 2}, "Stretched: left side 7 s, in 2 holds cut short.\nIf you still have a cramp, repeat after 01:00."},
	} {
		if got := Summary(m.moment, end.Add(3*time.Hour)); got != m.want {
			t.Errorf("%+v: %q, want %q", m.moment, got, m.want)
		}
	}
}
