package screen

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"uncramp/routine"
)

// recorder keeps what was written, and when.
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

// TestWithin50ms: words stand on the screen within 40 ms; 10 ms more are for the output,
// which has to find out what is heard. The words change every 137 ms, at all times
// between two looks.
func TestWithin50ms(t *testing.T) {
	const every, words = 137 * time.Millisecond, 400
	word := func(n int) string { return strings.Repeat(fmt.Sprintf("%c%c", 'a'+n%26, 'A'+n%25), 6) }
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out := &recorder{}
		sc := newScreen(&stub{now: func() routine.Moment {
			gone := time.Since(start)
			return routine.Moment{
				Clock: routine.SamplesIn(gone), Position: routine.SamplesIn(gone), Length: 600 * routine.Rate,
				Phases: []routine.Phase{{Name: "hold", Side: "left", Round: 1, End: 600 * routine.Rate}},
				Words:  word(int(gone / every)),
				Until:  routine.SamplesIn(gone.Truncate(every) + every),
			}
		}}, Options{Out: out})
		sc.drawn, sc.taken = true, true
		go sc.run()
		time.Sleep(words * every)
		sc.Close()
		for n := 1; n < words-1; n++ {
			heard := start.Add(time.Duration(n) * every)
			i := slices.IndexFunc(out.what, func(what string) bool { return strings.Contains(what, word(n)) })
			if i < 0 {
				t.Fatalf("word %d is not shown", n)
			}
			if late := out.when[i].Sub(heard); late < 0 || late > 40*time.Millisecond {
				t.Errorf("word %d is shown %v after it is heard", n, late)
			}
		}
	})
}

// TestTitle: when the side is changed, the session's title is written once more, above
// the picture or as a line.
func TestTitle(t *testing.T) {
	for _, drawn := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			start, side, out := time.Now(), routine.Left, &recorder{}
			sc := newScreen(&stub{now: func() routine.Moment {
				if time.Since(start) >= time.Second {
					side = routine.Right
				}
				return routine.Moment{Phases: []routine.Phase{{Name: "opening", Side: side, End: routine.Rate}}}
			}}, Options{Out: out})
			sc.drawn, sc.taken = drawn, drawn
			go sc.run()
			time.Sleep(2 * time.Second)
			sc.Close()
			want := "A session on the right\n"
			if drawn {
				want = eraseBelow + showCursor + want
			}
			if all := strings.Join(out.what, ""); strings.Count(all, want) != 1 || strings.Contains(all, "on the left") {
				t.Errorf("drawn %v: %q", drawn, all)
			}
		})
	}
}

// TestNobodyReads: a reader of lines that is gone stops the session once, unless it
// stops by itself or by a signal right afterwards, and the screen says so at the end.
func TestNobodyReads(t *testing.T) {
	for stopsAfter, want := range map[time.Duration][]routine.Verb{0: nil, hangUpWithin / 2: nil, time.Hour: {routine.Stop}} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			s := &stub{now: func() routine.Moment {
				if time.Since(start) >= stopsAfter {
					return routine.Moment{State: routine.Stopping}
				}
				return routine.Moment{}
			}}
			gone := errors.New("gone")
			sc := Start(s, Options{Out: failing{gone}})
			time.Sleep(2 * hangUpWithin)
			sc.Close()
			if !slices.Equal(s.verbs(), want) || !errors.Is(sc.Err(), gone) {
				t.Errorf("stopping after %v: asked for %v, error %v; want %v, %v", stopsAfter, s.verbs(), sc.Err(), want, gone)
			}
		})
	}
}

type failing struct{ why error }

func (f failing) Write([]byte) (int, error) { return 0, f.why }

// TestSessionStandsStill: a session that does not answer does not keep the screen
// from being closed.
func TestSessionStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		never := make(chan struct{})
		sc := Start(&stub{now: func() routine.Moment { <-never; return routine.Moment{} }}, Options{Out: &recorder{}})
		time.Sleep(time.Second)
		start := time.Now()
		sc.Close()
		if took := time.Since(start); took > time.Second {
			t.Errorf("it takes %v", took)
		}
		close(never)
		<-sc.ended
	})
}

func TestStyle(t *testing.T) {
	windows := runtime.GOOS == "windows" // its terminals need no variables
	for _, s := range []struct {
		env  map[string]string
		want style
	}{
		{map[string]string{"TERM": "xterm", "LANG": "de_DE.UTF-8"}, style{unicode: true, bold: true, draws: true}},
		{map[string]string{"TERM": "linux", "LANG": "C.utf8", "NO_COLOR": "1"}, style{unicode: true, draws: true}},
		{map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""}, style{unicode: true, bold: true, draws: true}},
		{map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C"}, style{unicode: windows, bold: true, draws: true}},
		{map[string]string{"TERM": "dumb", "LC_CTYPE": "C.UTF-8"}, style{unicode: true, bold: true}},
		{map[string]string{}, style{unicode: windows, bold: true, draws: windows}},
	} {
		if got := styleOf(func(name string) string { return s.env[name] }); got != s.want {
			t.Errorf("%v: %+v, want %+v", s.env, got, s.want)
		}
	}
}
