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
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			go func() {
				defer w.Close()
				for _, piece := range tt.pieces {
					w.WriteString(piece)
					time.Sleep(30 * time.Millisecond)
				}
			}()
			var got []string
			for p := make([]byte, 99); ; {
				n, err := (&keyboard{File: r}).Read(p)
				if err != nil {
					break
				}
				got = append(got, string(p[:n]))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q is read as %q, want %q", tt.pieces, got, tt.want)
			}
		})
	}
}

// TestHeldKeys holds keys down as a keyboard does that first repeats after
// 500 ms, in terminals that do not tell: space pauses once, and what stops a
// session stops it.
func TestHeldKeys(t *testing.T) {
	keys := []string{" ", "q", "\x1b", "\x03"}
	sessions := map[string]*stub{}
	press := map[string]func(){}
	for _, key := range keys {
		x := newTerminal(t, "xterm-256color")
		s := &stub{now: func() routine.Moment { return routine.Moment{} }}
		sc := Start(s, Options{In: x.tty, Out: x.tty, Plain: len(press)%2 == 0})
		defer sc.Close()
		await(t, "keys come one by one", func() bool { return strings.Contains(x.text(), tellPastes) })
		sessions[key], press[key] = s, func() { x.pty.WriteString(key) }
	}
	for n := range 12 {
		for _, key := range press {
			key()
		}
		if n == 0 {
			time.Sleep(500 * time.Millisecond)
		} else {
			time.Sleep(33 * time.Millisecond)
		}
	}
	time.Sleep(pieceWithin)
	for key, s := range sessions {
		want := slices.Repeat([]routine.Verb{routine.Stop}, 12)
		if key == " " {
			want = []routine.Verb{routine.Toggle, routine.Heard}
		}
		if got := s.verbs(); !slices.Equal(got, want) {
			t.Errorf("%q, held: asked for %v, want %v", key, got, want)
		}
	}
}
