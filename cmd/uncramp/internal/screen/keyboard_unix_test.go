//go:build unix

package screen

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/routine"
)

// TestPieces: a key that comes in pieces over a slow link is one key, and no
// escape key; an escape key alone is not waited for long.
func TestPieces(t *testing.T) {
	for _, tt := range []struct {
		pieces []string // 30 ms apart
		want   []string // what is read
	}{
		{[]string{"\x1b", "[C"}, []string{"\x1b[C"}},
		{[]string{"\x1b[", "C"}, []string{"\x1b[C"}},
		{[]string{"\x1b", "[", "1;", "3C"}, []string{"\x1b[1;3C"}},
		{[]string{"x\x1b", "OC"}, []string{"x\x1bOC"}},
		{[]string{"\x1b[200~q", "\x1b", "[201~"}, []string{"\x1b[200~q", "\x1b[201~"}},
		{[]string{"\x1b[C", "[C"}, []string{"\x1b[C", "[C"}},
		{[]string{"\x1b\x1b", "q"}, []string{"\x1b[27u\x1b[27u", "q"}},
		{[]string{"\x1b", "", "", "", "", "q"}, []string{"\x1b[27u", "q"}},
		{[]string{"\x1b[", "", "", "", "C"}, []string{"\x1b[C"}},
	} {
		t.Run(strings.Join(tt.pieces, " "), func(t *testing.T) {
			t.Parallel()
			for try := 0; ; try++ {
				got, late := readIn(t, tt.pieces)
				if slices.Equal(got, tt.want) {
					return
				}
				if late < 15*time.Millisecond || try > 10 { // else a busy machine makes other pieces of it
					t.Fatalf("%q is read as %q, want %q", tt.pieces, got, tt.want)
				}
			}
		})
	}
}

// readIn is what is read of pieces that are written 30 ms apart, and how much later
// than that one of them was.
func readIn(t *testing.T, pieces []string) (got []string, late time.Duration) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	written := make(chan time.Duration)
	go func() {
		late, last := time.Duration(0), time.Now()
		for _, piece := range pieces {
			w.WriteString(piece)
			late, last = max(late, time.Since(last)-30*time.Millisecond), time.Now()
			time.Sleep(30 * time.Millisecond)
		}
		w.Close()
		written <- late
	}()
	for p := make([]byte, 99); ; {
		n, err := (&keyboard{File: r}).Read(p)
		if err != nil {
			return got, <-written
		}
		got = append(got, string(p[:n]))
	}
}

// TestHeldKeys holds keys down as a keyboard does that first repeats after
// 500 ms, in terminals that do not tell: space pauses once, and what stops a
// session stops it.
func TestHeldKeys(t *testing.T) {
	for try := 0; ; try++ {
		sessions := map[string]*stub{}
		late := holdDown(t, sessions)
		if late > repeatEvery && try < 10 {
			continue // a busy machine makes another keyboard of it
		}
		for key, s := range sessions {
			want := slices.Repeat([]routine.Verb{routine.Stop}, 12)
			if key == " " {
				want = []routine.Verb{routine.Toggle, routine.Heard}
			}
			got := s.verbs()
			if key == " " {
				got = slices.Compact(got) // where a repeat was late, it was heard again
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q, held: asked for %v, want %v", key, got, want)
			}
		}
		return
	}
}

// holdDown holds keys down, each in a terminal of its own, and returns the longest
// time between two repeats.
func holdDown(t *testing.T, sessions map[string]*stub) (longest time.Duration) {
	press := map[string]func(){}
	for _, key := range []string{" ", "q", "\x1b", "\x03"} {
		x := newTerminal(t, "xterm-256color")
		s := &stub{now: func() routine.Moment { return routine.Moment{} }}
		sc := Start(s, Options{In: x.tty, Out: x.tty, Plain: len(press)%2 == 0})
		defer sc.Close()
		await(t, "keys come one by one", func() bool { return strings.Contains(x.text(), tellPastes) })
		sessions[key], press[key] = s, func() { x.pty.WriteString(key) }
	}
	var last time.Time
	for n := range 12 {
		for _, key := range press {
			key()
		}
		if n > 1 {
			longest = max(longest, time.Since(last))
		}
		last = time.Now()
		if n == 0 {
			time.Sleep(500 * time.Millisecond)
		} else {
			time.Sleep(33 * time.Millisecond)
		}
	}
	time.Sleep(repeatLate + pieceWithin)
	return longest
}
