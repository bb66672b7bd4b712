package screen

import (
	"slices"
	"testing"
	"time"
)

// TestHeld: which of the events of a keyboard, at so many milliseconds, are
// presses, and which of them are told from repeats only afterwards.
func TestHeld(t *testing.T) {
	type events []struct {
		key string
		ms  int
	}
	hold := func(key string, from, delay, every, until int) (all events) {
		all = events{{key, from}}
		for ms := from + delay; ms <= until; ms += every {
			all = append(all, events{{key, ms}}...)
		}
		return all
	}
	for _, tt := range []struct {
		name   string
		events events
		want   []int
		later  []int // of these
	}{
		{"once", events{{"space", 0}}, []int{0}, nil},
		{"twice, fast", events{{"space", 0}, {"space", 100}}, []int{0, 100}, nil},
		{"twice, faster than a repeat", events{{"space", 0}, {"space", 219}}, []int{0, 219}, nil},
		{"twice, too fast for a finger", events{{"space", 0}, {"space", 99}}, []int{0}, nil},
		{"twice, as a first repeat", events{{"space", 0}, {"space", 220}}, []int{0, 220}, []int{220}},
		{"twice, as most first repeats", events{{"space", 0}, {"space", 500}}, []int{0, 500}, []int{500}},
		{"twice, as a late first repeat", events{{"space", 0}, {"space", 1100}}, []int{0, 1100}, []int{1100}},
		{"twice, slow", events{{"space", 0}, {"space", 1101}}, []int{0, 1101}, nil},
		{"three times", events{{"space", 0}, {"space", 500}, {"space", 900}}, []int{0, 500, 900}, []int{500, 900}},
		{"two keys", events{{"space", 0}, {"esc", 500}}, []int{0, 500}, nil},
		{"another one between", events{{"space", 0}, {"w", 300}, {"space", 500}}, []int{0, 300, 500}, nil},
		{"another one before it is told", events{{"space", 0}, {"space", 500}, {"w", 550}, {"w", 600}}, []int{0, 500, 550}, []int{500}},
		{"held, most systems", hold("space", 0, 500, 33, 5000), []int{0}, nil},
		{"held, Linux console", hold("space", 0, 250, 92, 5000), []int{0}, nil},
		{"held, macOS", hold("space", 0, 375, 90, 5000), []int{0}, nil},
		{"held, X11", hold("space", 0, 660, 40, 5000), []int{0}, nil},
		{"held, as slow as can be set", hold("space", 0, 1000, 92, 5000), []int{0}, nil},
		{"held, over a slow link", events{{"space", 0}, {"space", 500}, {"space", 500}, {"space", 740}, {"space", 740}, {"space", 980}, {"space", 981}}, []int{0}, nil},
		{"held, on a busy machine", append(hold("space", 0, 500, 33, 1000), hold("space", 1200, 200, 33, 3000)...), []int{0}, nil},
		{"held, then pressed", append(hold("space", 0, 500, 33, 1000), events{{"space", 1300}}...), []int{0, 1300}, nil},
		{"held, then pressed soon", append(hold("space", 0, 500, 33, 1000), events{{"space", 1150}}...), []int{0, 1150}, []int{1150}},
		{"held twice", append(hold("space", 0, 500, 33, 1000), hold("space", 2200, 500, 33, 3000)...), []int{0, 2200}, nil},
	} {
		var h held
		var got, later []int
		at := func(ms int) time.Time { return time.Unix(1<<30, 0).Add(time.Duration(ms) * time.Millisecond) }
		waits, in := -1, 0 // what was unsure, and how long
		tell := func(until int) {
			if waits >= 0 && until-waits >= in {
				if h.pressed(at(waits)) {
					got, later = append(got, waits), append(later, waits)
				}
				waits = -1
			}
		}
		for _, e := range tt.events {
			tell(e.ms)
			switch h.event(e.key, at(e.ms)) {
			case press:
				got = append(got, e.ms)
			case unsure:
				waits, in = e.ms, int(h.tellIn().Milliseconds())
			}
		}
		tell(1 << 20)
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || !slices.Equal(later, tt.later) {
			t.Errorf("%s: %v count, %v of them later; want %v, %v", tt.name, got, later, tt.want, tt.later)
		}
	}
}
