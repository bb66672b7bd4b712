package routine

import (
	"strings"
	"testing"
)

// TestStorm: a thousand keys in a second are answered by ten chimes, and then
// by the words for the last.
func TestStorm(t *testing.T) {
	w := newWalk(t)
	at := w.start("hold 1") + 5*Rate
	keys := []Verb{Louder, WhereAmI, Softer, SayAgain, Found}
	for i := range Samples(1000) {
		w.do(Command{Verb: keys[i%5]}, at+i*Rate/1000)
	}
	_, words := spoken(w.c.Plan(), at)
	chimes := count(w.c.Plan(), chimeKey, at) + count(w.c.Plan(), chimeRefused, at)
	if chimes > 11 || chimes < 9 || words > 4 {
		t.Errorf("%d chimes and %d words for a thousand keys", chimes, words)
	}
}

// TestHeard: a key that is yet to be told from one that is held down is answered
// by a chime alone, and what it turns out to be by its word alone, if it comes soon.
func TestHeard(t *testing.T) {
	for _, tt := range []struct {
		keys   string
		chimes int
		words  string // the first that are not the hold's own
	}{
		{"5s heard, 0.05s heard", 1, "steady"}, // the next one of a key that is held down
		{"5s heard, 0.12s space", 1, sayPaused},
		{"5s heard, 0s space", 1, sayPaused},
		{"5s heard, 1s space", 2, sayPaused},
		{"5s heard, 0.12s stop", 2, sayStopping},
	} {
		w := newWalk(t)
		length, from := w.c.Plan().Length, w.start("hold 1")+5*Rate
		at := w.press(w.start("hold 1"), tt.keys)
		if strings.HasSuffix(tt.keys, "heard") && w.c.Plan().Length != length {
			t.Errorf("%s: the session is another one", tt.keys)
		}
		chimes, words := count(w.c.Plan(), chimeKey, from), w.spokenFrom(at, 1)
		if chimes != tt.chimes || words != tt.words {
			t.Errorf("%s: %d chimes and %q, want %d and %q", tt.keys, chimes, words, tt.chimes, tt.words)
		}
	}
}

// TestReleaseChime: the end of a hold is heard once, also by who goes on, or back,
// to the start of the rest that follows it.
func TestReleaseChime(t *testing.T) {
	for _, tt := range []struct {
		phase, keys string
		want        int // in what is left of two rounds
	}{
		{"hold 1", "1s where", 4},
		{"hold 2", "5s next", 3}, // the hold is over
		{"rest 1", "1s where", 2},
		{"rest 1", "1s space, 9s space", 2},
		{"rest 1", "1s back", 2},
		{"rest 1", "1s back, 0.2s back", 3}, // to the hold
		{"hold 3", "5s seek", 2},
	} {
		w := shapes(t)[3].walk(t) // two holds and a rest, twice
		at := w.press(w.start(tt.phase), tt.keys)
		if got := count(w.c.Plan(), "chime-release", at); got != tt.want {
			t.Errorf("%s, %s: %d release chimes, want %d", tt.phase, tt.keys, got, tt.want)
		}
	}
}
