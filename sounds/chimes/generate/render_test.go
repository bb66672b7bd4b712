package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// rendered is c as it goes to the encoder: rendered once for all the tests, which
// leave it as it is.
func rendered(c chime) []float64 {
	s, ok := renderings[c.name]
	if !ok {
		s = level(render(c), c.loudness)
		renderings[c.name] = s
	}
	return s
}

var renderings = map[string][]float64{}

// The recordings are those of the score, on every machine, with lame or
// without: what is rendered here and what was decoded differ by the codec's
// noise alone, and by architectures' rounding, which is far under it.
func TestRecordingsAreTheScore(t *testing.T) {
	noise := func(rendered, got []float64) float64 {
		var signal, noise float64
		for i, want := range rendered {
			signal += want * want
			noise += (got[i] - want) * (got[i] - want)
		}
		return 10 * math.Log10(noise/signal)
	}
	const limit = -35 // dB
	for _, c := range score {
		if got := noise(rendered(c), recorded(t, c.name)); got > limit {
			t.Errorf("%s: got a noise of %.1f dB, want %d: go generate ./sounds/chimes/...", c.name, got, limit)
		}
	}

	c := find(t, "bell-round")
	got := recorded(t, c.name)
	late := append([]float64{0}, got[:len(got)-1]...)
	if n := noise(rendered(c), late); n <= limit {
		t.Errorf("a sample late: got a noise of %.1f dB, want over %d", n, limit)
	}
	c.strikes = slices.Clone(c.strikes)
	c.strikes[0].pitch *= 1.0002 // 0.06 Hz
	if n := noise(level(render(c), c.loudness), got); n <= limit {
		t.Errorf("another pitch: got a noise of %.1f dB, want over %d", n, limit)
	}
}

// The fade takes nothing away: where it begins, silence in 16 bit has come.
// And the recording follows the tail down into it, within a few steps, rather
// than stopping where the codec thinks that it cannot be heard.
func TestTailsAreNotCut(t *testing.T) {
	for _, c := range score {
		want := rendered(c)
		before := want[:len(want)-samples(fade)]
		for _, v := range before[len(before)-samples(20*ms):] {
			if math.Abs(v) > step/2 {
				t.Errorf("%s: the fade begins at %.2f steps of 16 bit, want at most 0.5", c.name, math.Abs(v)/step)
				break
			}
		}
		got := recorded(t, c.name)
		for i := len(got) / 2; i < len(got); i++ {
			if d := math.Abs(got[i] - want[i]); d > 4*step {
				t.Errorf("%s: sample %d: got %.1f steps of 16 bit, want %.1f", c.name, i, got[i]/step, want[i]/step)
				break
			}
		}
	}
}

func TestRenderStartsAndEndsAtZero(t *testing.T) {
	for _, c := range score {
		s := rendered(c)
		if s[0] != 0 || s[len(s)-1] != 0 {
			t.Errorf("%s: got %v ... %v, want 0 ... 0", c.name, s[0], s[len(s)-1])
		}
	}
}

func TestRenderIsDeterministic(t *testing.T) {
	c := find(t, "chime-release")
	if !slices.Equal(render(c), render(c)) {
		t.Errorf("%s: rendered twice, it differs", c.name)
	}
}

// With the encoder there, the same score gives the same bytes.
func TestGenerateIsDeterministic(t *testing.T) {
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not on PATH")
	}
	all := score
	defer func() { score = all }()
	score = []chime{find(t, "chime-in"), find(t, "chime-refused")}
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if err := run(t.Context(), []string{"-out", dir}, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range score {
		a, err := os.ReadFile(filepath.Join(one, c.name+".mp3"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, c.name+".mp3"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s: generated twice, it differs", c.name)
		}
	}
}

// What misses its figures is not written, and neither is anything else.
func TestGenerateWritesAllOrNothing(t *testing.T) {
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not on PATH")
	}
	good := score
	defer func() { score = good }()
	score = []chime{find(t, "chime-key"), find(t, "chime-refused")}
	score[1].t60 = span{2, 3}
	dir := t.TempDir()
	if err := run(t.Context(), []string{"-out", dir}, io.Discard); err == nil {
		t.Error("got no error for a decay that is not the score's")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("got %q, want nothing written", left)
	}
}
