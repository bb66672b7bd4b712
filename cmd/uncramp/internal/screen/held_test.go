package screen

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHeld: which of the events of a keyboard, at so many milliseconds, are
// presses.
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
	}{
		{"once", events{{"q", 0}}, []int{0}},
		{"twice, fast", events{{"q", 0}, {"q", 100}}, []int{0, 100}},
		{"twice", events{{"q", 0}, {"q", 399}}, []int{0, 399}},
		{"twice, too fast for a finger", events{{"q", 0}, {"q", 99}}, []int{0}},
		{"as a first repeat", events{{"q", 0}, {"q", 400}}, []int{0}},
		{"as a late first repeat", events{{"q", 0}, {"q", 700}}, []int{0}},
		{"twice, slow", events{{"q", 0}, {"q", 701}}, []int{0, 701}},
		{"once more, because nothing happened", events{{"q", 0}, {"q", 500}, {"q", 900}}, []int{0, 900}},
		{"two keys", events{{"q", 0}, {"esc", 500}}, []int{0, 500}},
		{"another one between", events{{"q", 0}, {"w", 300}, {"q", 500}}, []int{0, 300, 500}},
		{"held, most systems", hold("space", 0, 500, 33, 5000), []int{0}},
		{"held, X11", hold("space", 0, 660, 40, 5000), []int{0}},
		{"held, slow repeats", hold("space", 0, 400, 92, 5000), []int{0}},
		{"held, over a slow link", events{{"q", 0}, {"q", 500}, {"q", 740}, {"q", 980}}, []int{0}},
		{"held, then pressed", append(hold("q", 0, 500, 33, 1000), events{{"q", 1300}}...), []int{0, 1300}},
		{"held twice", append(hold("q", 0, 500, 33, 1000), hold("q", 2000, 500, 33, 3000)...), []int{0, 2000}},
	} {
		var h held
		var got []int
		for _, e := range tt.events {
			if !h.repeats(e.key, time.Unix(1<<30, 0).Add(time.Duration(e.ms)*time.Millisecond)) {
				got = append(got, e.ms)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s at %v count, want %v", tt.name, strings.TrimSpace(tt.events[0].key), got, tt.want)
		}
	}
}
