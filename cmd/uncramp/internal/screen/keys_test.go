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

// TestPresses types at a screen, at some milliseconds. Each press is answered at once
// and does what it should 110 ms later at the latest. A key that is held down asks once,
// but for the volume and for a stop.
func TestPresses(t *testing.T) {
	type asked struct {
		verb routine.Verb
		ms   int
	}
	every := func(from, delay, every, until int) (all []int) {
		all = []int{from}
		for ms := from + delay; ms <= until; ms += every {
			all = append(all, ms)
		}
		return slices.Clip(all)
	}
	held := every(0, 500, 33, 700)
	const toggle, heard, stop, louder = routine.Toggle, routine.Heard, routine.Stop, routine.Louder
	once := func(at int) []asked { return []asked{{toggle, 0}, {heard, at}} }
	for _, tt := range []struct {
		name, types string
		at          []int
		want        []asked
	}{
		{"space", " ", []int{0, 500}, []asked{{toggle, 0}, {heard, 500}, {toggle, 610}}},
		{"fast", " ", []int{0, 120}, []asked{{toggle, 0}, {toggle, 120}}},
		{"too fast for a finger", " ", []int{0, 109}, []asked{{toggle, 0}}},
		{"faster than a repeat", " ", []int{0, 219}, []asked{{toggle, 0}, {toggle, 219}}},
		{"as a late first repeat", " ", []int{0, 1100}, []asked{{toggle, 0}, {heard, 1100}, {toggle, 1210}}},
		{"slow", " ", []int{0, 1101}, []asked{{toggle, 0}, {toggle, 1101}}},
		{"three times", " ", []int{0, 400, 800}, []asked{{toggle, 0}, {heard, 400}, {toggle, 510}, {heard, 800}, {toggle, 910}}},
		{"another key between", " |w| ", []int{0, 300, 500}, []asked{{toggle, 0}, {routine.WhereAmI, 300}, {toggle, 500}}},
		{"another key before it is known", " | |w|w", []int{0, 500, 550, 600}, []asked{{toggle, 0}, {heard, 500}, {routine.WhereAmI, 550}, {toggle, 610}}},
		{"held, most systems", " ", every(0, 500, 33, 5000), once(500)},
		{"held, Linux console", " ", every(0, 250, 92, 5000), once(250)},
		{"held, X11", " ", every(0, 660, 40, 5000), once(660)},
		{"held, as slow as can be set", " ", every(0, 1000, 92, 5000), once(1000)},
		{"held, over a slow link", " ", []int{0, 500, 500, 740, 740, 980, 981}, once(500)},
		{"held, on a busy machine", " ", append(held, every(900, 200, 33, 3000)...), once(500)},
		{"held, then pressed", " ", append(held, 1000), append(once(500), asked{heard, 1000}, asked{toggle, 1110})},
		{"held, then pressed soon", " ", append(held, 850), once(500)},
		{"held twice", " ", append(held, every(2200, 500, 33, 3000)...), append(once(500), asked{toggle, 2200}, asked{heard, 2700})},
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
				sc.input <- []byte(pieces[i%len(pieces)])
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
