package screen

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"uncramp/routine"
)

// TestKeys: what every key asks for.
func TestKeys(t *testing.T) {
	const none = routine.Verb(0)
	for keys, want := range map[string]routine.Verb{
		" ": routine.Toggle, "right": routine.Next, "left": routine.Again, "a": routine.SayAgain, "s": routine.OtherSide,
		"? w": routine.WhereAmI, "+ = up": routine.Louder, "- _ down": routine.Softer,
		`q esc ctrl+d ctrl+c`: routine.Stop, `ctrl+\`: routine.Quit, "ctrl+l": none,
		"enter x ä other": routine.Found,
	} {
		for key := range strings.SplitSeq(keys, " ") {
			if keys == " " {
				key = keys
			}
			s := &stub{}
			sc := newScreen(s, Options{Out: io.Discard})
			sc.key(key, time.Now())
			if got := s.verbs(); !slices.Equal(got, slices.DeleteFunc([]routine.Verb{want}, func(v routine.Verb) bool { return v == none })) {
				t.Errorf("%q: asks for %v, want %v", key, got, want)
			}
			if got := sc.Interrupted(); got != (key == "ctrl+c" || key == `ctrl+\`) {
				t.Errorf("%q: interrupted: %v", key, got)
			}
		}
	}
	sc := newScreen(&stub{}, Options{Out: io.Discard})
	sc.key("q", time.Now())
	sc.key("ctrl+c", time.Now())
	if sc.Interrupted() {
		t.Error("Ctrl-C in a session that q has stopped is an interruption")
	}
}

// TestPresses types at a screen, so many milliseconds apart. Each press is answered
// at once and does what it should 120 ms later at the latest. A key that is held down
// asks once, but for the volume and for a stop.
func TestPresses(t *testing.T) {
	type asked struct {
		verb routine.Verb
		ms   int
	}
	held := []int{0, 500, 533, 566, 600, 633, 666, 700}
	const toggle, heard, stop, louder = routine.Toggle, routine.Heard, routine.Stop, routine.Louder
	for _, tt := range []struct {
		name, types string
		at          []int
		want        []asked
	}{
		{"space", " ", []int{0, 500}, []asked{{toggle, 0}, {heard, 500}, {toggle, 620}}},
		{"space, fast", " ", []int{0, 150}, []asked{{toggle, 0}, {toggle, 150}}},
		{"space, slow", " ", []int{0, 1200}, []asked{{toggle, 0}, {toggle, 1200}}},
		{"space, three times", " ", []int{0, 400, 800}, []asked{{toggle, 0}, {heard, 400}, {toggle, 520}, {heard, 800}, {toggle, 920}}},
		{"space, held", " ", held, []asked{{toggle, 0}, {heard, 500}}},
		{"q", "q", []int{0, 500}, []asked{{stop, 0}, {stop, 500}}},
		{"q, held", "q", held, []asked{{stop, 0}, {stop, 500}}},
		{"Esc", "\x1b", []int{0, 600}, []asked{{stop, 60}, {stop, 660}}},
		{"Esc, held", "\x1b", held, []asked{{stop, 60}, {stop, 533}}},
		{"an arrow in pieces", "\x1b|[C", []int{0, 30}, []asked{{routine.Next, 30}}},
		{"volume, held", "+", held[:4], []asked{{louder, 0}, {louder, 500}, {louder, 533}, {louder, 566}}},
		{"next, held", "\x1b[C", held, []asked{{routine.Next, 0}, {routine.Next, 500}}},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			var got []asked
			sc := newScreen(doing(func(v routine.Verb) {
				got = append(got, asked{v, int(time.Since(start).Milliseconds())})
			}), Options{Out: io.Discard})
			sc.taken = true
			go sc.run()
			pieces := strings.Split(tt.types, "|")
			for i, ms := range tt.at {
				time.Sleep(time.Until(start.Add(time.Duration(ms) * time.Millisecond)))
				sc.input <- chunk{[]byte(pieces[i%len(pieces)]), time.Now()}
			}
			time.Sleep(time.Second)
			sc.Close()
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s at %v ms: %v, want %v", tt.name, tt.at, got, tt.want)
			}
		})
	}
}

// doing is a session that calls itself with what it is asked for.
type doing func(routine.Verb)

func (doing) Now() routine.Moment { return routine.Moment{} }
func (doing) News() string        { return "" }

func (doing) Title(routine.Moment) string { return "" }
func (d doing) Do(c routine.Command)      { d(c.Verb) }
