//go:build unix

package screen

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"uncramp/routine"
)

// terminal is one of 80 by 24, and what was written to it.
type terminal struct {
	pty, tty *os.File
	was      *term.State
	mu       sync.Mutex
	said     bytes.Buffer
}

func newTerminal(t *testing.T, kind string) *terminal {
	t.Helper()
	for name, value := range map[string]string{"TERM": kind, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"} {
		t.Setenv(name, value)
	}
	x := &terminal{}
	var err error
	if x.pty, x.tty, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.pty.Close(); x.tty.Close() })
	x.resize(t, 80, 24)
	if x.was, err = term.GetState(int(x.tty.Fd())); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 1<<12)
		for {
			n, err := x.pty.Read(buf)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.said.Write(buf[:n])
			x.mu.Unlock()
		}
	}()
	return x
}

func (x *terminal) resize(t *testing.T, columns, rows uint16) {
	t.Helper()
	if err := pty.Setsize(x.pty, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		t.Fatal(err)
	}
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.said.String()
}

// restored checks that the terminal is as it was, and nothing but what is meant
// for a user was written to it.
func (x *terminal) restored(t *testing.T) {
	t.Helper()
	is, err := term.GetState(int(x.tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *is != *x.was {
		t.Errorf("the terminal was %v and is %v", *x.was, *is)
	}
	await(t, "all of it is read", func() bool { return strings.HasSuffix(x.text(), "end") })
	text := x.text()
	if hidden, shown := strings.LastIndex(text, "\x1b[?25l"), strings.LastIndex(text, "\x1b[?25h"); hidden > shown {
		t.Errorf("the cursor is hidden: %q", text)
	}
	// Nor does it use tabs, or set the user's.
	for _, bad := range []string{"panic", "goroutine", "no moment", "?1049h", "\t", "?5W"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in %q", bad, text)
		}
	}
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("10 s, and not yet: " + what)
		}
	}
}

// TestTerminal starts a screen in a terminal, types keys, and closes it: with a
// moment there, with none, and with one that goes wrong, at once or later.
func TestTerminal(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, 3*time.Second))
	start := time.Now()
	for _, c := range []struct {
		name, kind, shows string
		plain             bool
		now               func() routine.Moment
	}{
		{"picture", "xterm-256color", "Hold, left side, round 1 of 3", false, func() routine.Moment { return hold }},
		{"nothing yet", "xterm-256color", "", false, func() routine.Moment { return routine.Moment{} }},
		{"panic", "xterm-256color", "", false, func() routine.Moment { panic("no moment") }},
		{"panic later", "xterm-256color", "Hold", false, func() routine.Moment {
			if time.Since(start) > time.Second {
				panic("no moment")
			}
			return hold
		}},
		{"panic when drawn", "xterm-256color", "", false, func() routine.Moment {
			return routine.Moment{Phases: hold.Phases, On: 1 << 20}
		}},
		{"plain", "xterm-256color", "hold, left, round 1", true, func() routine.Moment { return hold }},
		{"plain panic", "xterm-256color", safety, true, func() routine.Moment { panic("no moment") }},
		{"dumb", "dumb", "hold, left, round 1", false, func() routine.Moment { return hold }},
	} {
		t.Run(c.name, func(t *testing.T) {
			start = time.Now()
			x := newTerminal(t, c.kind)
			stderr := os.Stderr
			os.Stderr = x.tty // bubbletea tells of a panic there
			defer func() { os.Stderr = stderr }()
			s := &stub{now: c.now}
			sc := Start(s, Options{In: x.tty, Out: x.tty, Plain: c.plain})
			await(t, "it shows "+c.shows, func() bool { return strings.Contains(x.text(), c.shows) })
			if c.name == "panic later" {
				time.Sleep(time.Until(start.Add(1100 * time.Millisecond)))
			}
			for _, k := range []struct {
				types string
				verb  routine.Verb
			}{
				{" ", routine.Toggle}, {"\r", routine.Found}, {"\x1b[C", routine.Next}, {"\x1bOD", routine.Again},
				{"W", routine.WhereAmI}, {"\x1b[A", routine.Louder},
				{"\x1b[200~q\x1b[201~\x1b[<0;3;3M\x1b[M !!-", routine.Softer}, {"\x03", routine.Stop},
			} {
				before := s.verbs()
				x.pty.WriteString(k.types)
				want := append(before, k.verb)
				await(t, "an answer to a key", func() bool { return len(s.verbs()) >= len(want) })
				if got := s.verbs(); !slices.Equal(got, want) {
					t.Errorf("%q: asked for %v, want %v", k.types, got, want)
				}
			}
			if !sc.Interrupted() {
				t.Error("not interrupted")
			}
			sc.Close()
			x.tty.WriteString("end")
			x.restored(t)
			switch escapes := strings.Count(x.text(), "\x1b"); {
			case c.kind == "dumb" && escapes > 0:
				t.Errorf("there are escape sequences in %q", x.text())
			case c.plain && (escapes != 2 || strings.Count(x.text(), tellPastes) != 1 || strings.Count(x.text(), anyPastes) != 1):
				t.Errorf("pastes are not told apart, and no longer at the end, and nothing else, by %q", x.text())
			}
		})
	}
}

// TestWithoutKeys: where keys are read from something else than a terminal, what is
// typed would stand in a picture.
func TestWithoutKeys(t *testing.T) {
	x := newTerminal(t, "xterm-256color")
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, 3*time.Second))
	sc := Start(&stub{now: func() routine.Moment { return hold }}, Options{In: null, Out: x.tty})
	await(t, "a line", func() bool { return strings.Contains(x.text(), "hold, left, round 1") })
	sc.Close()
	x.tty.WriteString("end")
	x.restored(t)
	if text := x.text(); strings.Contains(text, "\x1b") || !strings.Contains(text, "Ctrl-C stops") {
		t.Errorf("it shows %q", text)
	}
}

// TestLinesElsewhere: with keys from a terminal, lines that go elsewhere end as
// they do in any file, and the terminal still begins each line at its left edge,
// for whoever writes there.
func TestLinesElsewhere(t *testing.T) {
	x := newTerminal(t, "xterm-256color")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := newFixture(t, func(*routine.Settings) {})
	hold := f.course.Moment(f.at(t, "hold", 1, 3*time.Second))
	s := &stub{now: func() routine.Moment { return hold }}
	sc := Start(s, Options{In: x.tty, Out: w})
	await(t, "keys come one by one", func() bool { return strings.Contains(x.text(), tellPastes) })
	x.tty.WriteString("one\ntwo\n")
	x.pty.WriteString("\r")
	await(t, "an answer to a key", func() bool { return len(s.verbs()) > 0 })
	sc.Close()
	w.Close()
	x.tty.WriteString("end")
	x.restored(t)
	if text := x.text(); !strings.Contains(text, "one\r\ntwo\r\n") {
		t.Errorf("the terminal shows %q", text)
	}
	lines, err := io.ReadAll(r)
	if want := safety + " Space pauses, q stops, w tells where you are.\n1:37  hold, left, round 1\n"; string(lines) != want || err != nil {
		t.Errorf("lines %q, error %v; want %q", lines, err, want)
	}
}

// TestDropped: what is drawn for a size that the terminal no longer has does not
// reach it, and is drawn anew.
func TestDropped(t *testing.T) {
	x := newTerminal(t, "xterm-256color")
	g := &glass{File: x.tty}
	g.size.Store(&[2]int{80, 24})
	g.WriteString("one ")
	x.resize(t, 40, 24)
	g.WriteString("two ")
	if !g.dropped.Load() {
		t.Error("it does not know that something is missing")
	}
	g.size.Store(&[2]int{40, 24})
	g.WriteString("three ")
	x.resize(t, 30, 24)
	g.bare.Store(true)
	g.WriteString("four")
	await(t, "all of it", func() bool { return strings.HasSuffix(x.text(), "four") })
	if got, want := x.text(), "one three four"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
