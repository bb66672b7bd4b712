package screen

import (
	"slices"
	"testing"
	"time"
)

// TestRepeats finds the presses among a keyboard's events at some milliseconds, and
// those that are known to be presses only later.
func TestRepeats(t *testing.T) {
	type events []struct {
		key string
		ms  int
	}
	at := func(ms ...int) (all events) {
		for _, ms := range ms {
			all = append(all, events{{" ", ms}}...)
		}
		return all
	}
	hold := func(from, delay, every, until int) events {
		all := at(from)
		for ms := from + delay; ms <= until; ms += every {
			all = append(all, at(ms)...)
		}
		return all
	}
	for _, tt := range []struct {
		name        string
		events      events
		want, later []int
	}{
		{"once", at(0), []int{0}, nil},
		{"twice, fast", at(0, 100), []int{0, 100}, nil},
		{"twice, faster than a repeat", at(0, 219), []int{0, 219}, nil},
		{"twice, too fast for a finger", at(0, 99), []int{0}, nil},
		{"twice, as a first repeat", at(0, 220), []int{0, 220}, []int{220}},
		{"twice, as a late first repeat", at(0, 1100), []int{0, 1100}, []int{1100}},
		{"twice, slow", at(0, 1101), []int{0, 1101}, nil},
		{"three times", at(0, 500, 900), []int{0, 500, 900}, []int{500, 900}},
		{"two keys", events{{" ", 0}, {"esc", 500}}, []int{0, 500}, nil},
		{"another one between", events{{" ", 0}, {"w", 300}, {" ", 500}}, []int{0, 300, 500}, nil},
		{"another one before it is known", events{{" ", 0}, {" ", 500}, {"w", 550}, {"w", 600}}, []int{0, 500, 550}, []int{500}},
		{"held, most systems", hold(0, 500, 33, 5000), []int{0}, nil},
		{"held, Linux console", hold(0, 250, 92, 5000), []int{0}, nil},
		{"held, X11", hold(0, 660, 40, 5000), []int{0}, nil},
		{"held, as slow as can be set", hold(0, 1000, 92, 5000), []int{0}, nil},
		{"held, over a slow link", at(0, 500, 500, 740, 740, 980, 981), []int{0}, nil},
		{"held, on a busy machine", append(hold(0, 500, 33, 1000), hold(1200, 200, 33, 3000)...), []int{0}, nil},
		{"held, then pressed", append(hold(0, 500, 33, 1000), at(1300)...), []int{0, 1300}, []int{1300}},
		{"held, then pressed soon", append(hold(0, 500, 33, 1000), at(1150)...), []int{0}, nil},
		{"held twice", append(hold(0, 500, 33, 1000), hold(2200, 500, 33, 3000)...), []int{0, 2200}, nil},
	} {
		var r repeats
		var got, later []int
		maybe := -1 // a press, unless it repeats
		settle := func(ms int) {
			if maybe >= 0 && ms-maybe >= int(unsureFor.Milliseconds()) {
				got, later, maybe = append(got, maybe), append(later, maybe), -1
			}
		}
		for _, e := range tt.events {
			settle(e.ms)
			switch r.event(e.key, time.Unix(1<<30, 0).Add(time.Duration(e.ms)*time.Millisecond)) {
			case press:
				got = append(got, e.ms)
			case unsure:
				maybe = e.ms
			case repeat:
				if e.key == " " {
					maybe = -1
				}
			}
		}
		settle(1 << 20)
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || !slices.Equal(later, tt.later) {
			t.Errorf("%s: %v count, %v of them later; want %v, %v", tt.name, got, later, tt.want, tt.later)
		}
	}
}
