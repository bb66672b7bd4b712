package screen

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"uncramp/routine"
)

// recorder keeps what a screen wrote, and when.
type recorder struct {
	mu   sync.Mutex
	what []string
	when []time.Time
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.what, r.when = append(r.what, string(p)), append(r.when, time.Now())
	return len(p), nil
}

// drawTo is a screen of 80 by 24 that draws to a recorder.
func drawTo(s Session, out *recorder) *Screen {
	sc := &Screen{session: s, closing: make(chan struct{})}
	sc.model = &model{screen: sc, style: utf8Style}
	sc.done.Go(func() {
		sc.show(append(always(), tea.WithOutput(out), tea.WithWindowSize(80, 24), tea.WithEnvironment([]string{"TERM=xterm-256color"})))
	})
	return sc
}

// TestWithin50ms: whatever begins to be heard stands on the screen within 40 ms;
// 10 ms are for the output, which has to find out what is heard. The words change every 137 ms, which falls everywhere between two frames.
func TestWithin50ms(t *testing.T) {
	const every, words = 137 * time.Millisecond, 400
	word := func(n int) string { return strings.Repeat(fmt.Sprintf("%c%c", 'a'+n%26, 'A'+n%25), 6) }
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		now := func() routine.Moment {
			gone := time.Since(start)
			return routine.Moment{
				Clock: routine.SamplesIn(gone), Position: routine.SamplesIn(gone), Length: 600 * routine.Rate,
				Phases: []routine.Phase{{Name: "hold", Side: "left", Round: 1, End: 600 * routine.Rate}},
				Words:  word(int(gone / every)),
			}
		}
		out := &recorder{}
		sc := drawTo(&stub{now: now}, out)
		time.Sleep(words * every)
		sc.Close()
		time.Sleep(frame) // the last look's
		latest := time.Duration(0)
		for n := 1; n < words-1; n++ {
			heard, shown := start.Add(time.Duration(n)*every), time.Time{}
			for i, what := range out.what {
				if strings.Contains(what, word(n)) {
					shown = out.when[i]
					break
				}
			}
			if shown.IsZero() {
				t.Fatalf("word %d is not shown", n)
			}
			latest = max(latest, shown.Sub(heard))
			if shown.Before(heard) {
				t.Errorf("word %d is shown %v before it is heard", n, heard.Sub(shown))
			}
		}
		t.Logf("at the latest after %v", latest)
		if latest > 40*time.Millisecond {
			t.Errorf("a word is shown %v after it is heard", latest)
		}
	})
}

var moves = regexp.MustCompile("\x1b\\[(\\d*)([AB])|\x1b[78M]|\n|\r|\x1b\\[[?>=<]?[\\d;]*[a-zA-Z]|[^\x1b]")

// TestCursorStays: after every write the cursor is on the picture's first cell,
// and hidden.
func TestCursorStays(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out := &recorder{}
		sc := drawTo(&stub{now: func() routine.Moment {
			return f.course.Moment(20 * routine.SamplesIn(time.Since(start)))
		}}, out)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		n := len(out.what) // what follows takes the picture away
		sc.Close()
		time.Sleep(frame)
		row, column := 0, 0
		for _, what := range out.what[:n] {
			for _, m := range moves.FindAllStringSubmatch(string(throughGlass([]byte(what), false)), -1) {
				by, _ := strconv.Atoi(m[1])
				switch {
				case m[2] == "A":
					row -= max(1, by)
				case m[0] == "\x1bM":
					row--
				case m[2] == "B":
					row += max(1, by)
				case m[0] == "\n":
					row, column = row+1, 0 // without input the terminal makes it CR LF
				case m[0] == "\r":
					column = 0
				case m[0][0] != '\x1b':
					column++
				}
			}
			if row != 0 || column != 0 {
				t.Fatalf("after %q the cursor is in row %d, column %d", what, row, column)
			}
		}
		if n < 50 {
			t.Errorf("%d writes in 10 s", n)
		}
	})
}

func TestThroughGlass(t *testing.T) {
	for _, g := range []struct {
		in   string
		bare bool
		want string
	}{
		{"Hold\x1b[?25h", false, "Hold\x1b[?25l"},
		{"\x1b[?25h", true, "\x1b[?25h"},
		{"\x1b[1 q\x1b[0 q", false, ""},
		{"\x1b[0 q", true, ""},
		{"\r\x1b[JHold", false, "\r\x1b[K\x1b7\x1b[C\x1b[J\x1b8Hold"},
	} {
		if got := throughGlass([]byte(g.in), g.bare); !bytes.Equal(got, []byte(g.want)) {
			t.Errorf("%q, bare %v: %q, want %q", g.in, g.bare, got, g.want)
		}
	}
}

func TestStyle(t *testing.T) {
	for _, s := range []struct {
		env  map[string]string
		want style
		draw bool
	}{
		{map[string]string{"TERM": "xterm", "LANG": "de_DE.UTF-8"}, style{unicode: true, bold: true}, true},
		{map[string]string{"TERM": "linux", "LANG": "C.utf8", "NO_COLOR": "1"}, style{unicode: true}, true},
		{map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""}, style{unicode: true, bold: true}, true},
		{map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C"}, style{bold: true}, true},
		{map[string]string{"TERM": "dumb", "LC_CTYPE": "C.UTF-8"}, style{unicode: true, bold: true}, false},
		{map[string]string{}, style{bold: true}, false},
	} {
		getenv := func(name string) string { return s.env[name] }
		if got := styleOf(getenv); got != s.want {
			t.Errorf("%v: %+v, want %+v", s.env, got, s.want)
		}
		if got := canDraw(getenv); got != s.draw {
			t.Errorf("%v: draws %v, want %v", s.env, got, s.draw)
		}
	}
}

// TestDrawnAnew: what was dropped for its size is followed by the whole picture.
func TestDrawnAnew(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	g := &glass{}
	m := &model{screen: &Screen{session: &stub{now: func() routine.Moment { return f.course.Moment(0) }}, glass: g}}
	g.dropped.Store(true)
	for n, want := range []bool{true, false} {
		_, cmd := m.Update(frameMsg{})
		all, anew := cmd().(tea.BatchMsg)
		if anew && all[0]() != tea.ClearScreen() {
			t.Error("it is not cleared first")
		}
		if anew != want {
			t.Errorf("frame %d: drawn anew: %v, want %v", n, anew, want)
		}
	}
}
