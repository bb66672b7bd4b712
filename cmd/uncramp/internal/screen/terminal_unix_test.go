//go:build unix

package screen

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
	"uncramp/cmd/uncramp/internal/screen/terminaltest"
	"uncramp/routine"
)

// terminal is a terminal of a kind.
type terminal struct{ *terminaltest.Terminal }

func newTerminal(t *testing.T, kind string) terminal {
	t.Helper()
	for name, value := range map[string]string{"TERM": kind, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"} {
		t.Setenv(name, value)
	}
	return terminal{terminaltest.Open(t)}
}

// restored checks that the terminal has the modes, the cursor and the pastes that it
// had, and returns what it shows.
func (x terminal) restored(t *testing.T) string {
	t.Helper()
	if !x.HasModes(t) {
		t.Error("the terminal has other modes than before")
	}
	x.TTY.WriteString("end")
	await(t, "all of it is read", func() bool { return strings.HasSuffix(x.Text(), "end") })
	text := x.Text()
	if strings.Count(text, tellPastes) != strings.Count(text, anyPastes) {
		t.Errorf("pastes are still told apart: %q", text)
	}
	for _, bad := range []string{"panic", "goroutine", "no moment", "?1049h", "\t"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in %q", bad, text)
		}
	}
	e := newEmulator(80, 24)
	e.write(text)
	if e.hidden {
		t.Error("the cursor is hidden")
	}
	return strings.TrimSuffix(e.shows(), "end")
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("10 s, and not yet: " + what)
		}
	}
}

// press writes keys to a terminal, and waits for what they ask for.
func (x terminal) press(t *testing.T, s *stub, keys string, verb routine.Verb) {
	t.Helper()
	want := append(s.verbs(), verb)
	if n, err := x.Keys.WriteString(keys); err != nil {
		t.Fatalf("%q: %d bytes written, %v", keys, n, err)
	}
	await(t, "an answer to a key", func() bool { return len(s.verbs()) >= len(want) })
	if got := s.verbs(); !slices.Equal(got, want) {
		t.Errorf("%q: asked for %v, want %v", keys, got, want)
	}
}

// TestTerminal starts a screen in a terminal, types keys, and closes it: with a
// moment there, with none, and with one that goes wrong. A picture leaves nothing on
// the screen, and lines nothing but themselves.
func TestTerminal(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, time.Second))
	onHold := func() routine.Moment { return hold }
	at := clock(hold.Position)
	keys, line := safety+" Space pauses, q stops, w tells where you are.\n", at+"  Hold, left side, round 1 of 3\n"
	for _, c := range []struct {
		name, kind, shows, leaves string
		options                   Options
		now                       func() routine.Moment
	}{
		{"picture", "xterm-256color", "Hold, left side, round 1 of 3", "", Options{}, onHold},
		{"nothing yet", "xterm-256color", "", "", Options{}, func() routine.Moment { return routine.Moment{} }},
		{"panic", "xterm-256color", "", "", Options{}, func() routine.Moment { panic("no moment") }},
		{"panic when drawn", "xterm-256color", "", "", Options{}, func() routine.Moment { return routine.Moment{Phases: hold.Phases, On: 1 << 20} }},
		{"plain", "xterm-256color", "Hold", keys + line + at + "  “Breathe in.”\n", Options{Plain: true}, onHold},
		{"quiet", "xterm-256color", "Hold", keys + line, Options{Quiet: true}, onHold},
		{"plain panic", "xterm-256color", "", "", Options{Plain: true}, func() routine.Moment { panic("no moment") }},
		{"dumb", "dumb", "Hold", keys + line + at + "  “Breathe in.”\n", Options{}, onHold},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTerminal(t, c.kind)
			x.Read()
			s := &stub{now: c.now}
			c.options.In, c.options.Out = x.TTY, x.TTY
			sc := Start(s, c.options)
			await(t, "it shows "+c.shows, func() bool { return strings.Contains(x.Text(), c.shows) && !x.HasModes(t) })
			for keys, verb := range map[string]routine.Verb{
				" ": routine.Toggle, "\r": routine.Found, "\x1b[C": routine.Next, "\x1bOD": routine.Again, "W": routine.WhereAmI, "\x1b[A": routine.Louder,
				"\x1b[200~q\x1b[201~\x1b[<0;3;3M\x1b[M !!-": routine.Softer, "\x03": routine.Stop,
			} {
				x.press(t, s, keys, verb)
			}
			if !sc.Interrupted() {
				t.Error("not interrupted")
			}
			sc.Close()
			if got := x.restored(t); got+"\n" != c.leaves && got != c.leaves {
				t.Errorf("the screen shows\n%s\nwant\n%s", got, c.leaves)
			}
			if c.kind == "dumb" && strings.Contains(x.Text(), "\x1b") {
				t.Errorf("there are escape sequences in %q", x.Text())
			}
		})
	}
}

// TestLinesElsewhere: while lines go to a pipe and keys come from a terminal, lines that
// others write to that terminal begin at its left edge. Without keys no picture is
// drawn, because what is typed would stand in it.
func TestLinesElsewhere(t *testing.T) {
	x := newTerminal(t, "xterm-256color")
	x.Read()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, 3*time.Second))
	s := &stub{now: func() routine.Moment { return hold }}
	sc := Start(s, Options{In: x.TTY, Out: w, Quiet: true})
	await(t, "keys come one by one", func() bool { return !x.HasModes(t) })
	x.TTY.WriteString("one\ntwo\n")
	x.press(t, s, "\r", routine.Found)
	sc.Close()
	w.Close()
	if got := x.restored(t); got != "one\ntwo\n" {
		t.Errorf("the terminal shows %q", got)
	}
	lines, err := io.ReadAll(r)
	if want := safety + " Space pauses, q stops, w tells where you are.\n" + clock(hold.Position) + "  Hold, left side, round 1 of 3\n"; string(lines) != want || err != nil {
		t.Errorf("lines %q, error %v; want %q", lines, err, want)
	}

	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	sc = Start(s, Options{In: null, Out: x.TTY})
	await(t, "a line", func() bool { return strings.Contains(x.Text(), "Hold, left side") })
	sc.Close()
	if text := x.Text(); strings.Contains(text, "\x1b") || !strings.Contains(text, "Ctrl-C stops") {
		t.Errorf("without keys it shows %q", text)
	}
}

// TestFrozenTerminal: on a terminal that takes no output keys are answered, and the
// end comes within a second, with the terminal's modes as they were. If the terminal
// was frozen for a while when its screen is closed, nothing is left on it.
func TestFrozenTerminal(t *testing.T) {
	busy := soundservertest.Watch(t)
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, 3*time.Second))
	for _, plain := range []bool{false, true} {
		for _, thaws := range []bool{false, true} {
			x := newTerminal(t, "xterm-256color")
			x.Fill()
			s := &stub{now: func() routine.Moment { return hold }}
			out := NewOutput(x.TTY)
			sc := Start(s, Options{In: x.TTY, Out: out, Plain: plain})
			await(t, "keys come one by one", func() bool { return !x.HasModes(t) }) // until then they are echoed
			for range 5 {
				x.press(t, s, "+", routine.Louder)
			}
			x.press(t, s, "q", routine.Stop)
			start := time.Now()
			if thaws {
				x.Read()
			}
			sc.Close()
			io.WriteString(out, "Stretched.\n")
			io.WriteString(out, "Stopped early.\n")
			if took := time.Since(start); took > busy.Allow(time.Second) {
				t.Errorf("plain %v: the end takes %v", plain, took)
			}
			if !x.HasModes(t) {
				t.Errorf("plain %v: the terminal has other modes than before", plain)
			}
			if thaws && !plain {
				if got := x.restored(t); got != "Stretched.\nStopped early.\n" {
					t.Errorf("the screen shows\n%s", got)
				}
			}
			if !thaws {
				x.Read() // so that the write that is stuck ends
			}
		}
	}
}
