package mastering

import (
	"math"
	"strings"
	"testing"
	"time"
)

// between is a tone from and to a sample, in n samples of silence.
func between(n, from, to int, a float64) []float64 {
	s := make([]float64, n)
	copy(s[from:to], sine(to-from, a, 1000))
	return s
}

func TestSpeech(t *testing.T) {
	hiss := between(96000, 24000, 72000, 0.3)
	noise := uint32(1)
	for i := range hiss {
		noise = noise*1664525 + 1013904223
		hiss[i] += 0.0015 * (float64(noise)/(1<<31) - 1) // -47 dB under the tone
	}
	soft := between(96000, 24000, 72000, 0.3)
	copy(soft[72000:], sine(4800, 0.3/100, 1000)) // a word's end, 40 dB down
	for _, c := range []struct {
		name     string
		samples  []float64
		from, to int
	}{
		{"in silence", between(96000, 24000, 72000, 0.3), 24000 - 720, 72000 + 2880},
		{"from the start", between(96000, 0, 72000, 0.3), 0, 72000 + 2880},
		{"to the end", between(96000, 24000, 96000, 0.3), 24000 - 720, 96000},
		{"soft, all of it", between(96000, 24000, 72000, 0.01), 24000 - 720, 72000 + 2880},
		{"in hiss", hiss, 24000 - 720, 72000 + 2880},
		{"with a soft end", soft, 24000 - 720, 76800 + 2880},
		{"silence", make([]float64, 96000), 0, 0},
		{"too soft for speech", between(96000, 24000, 72000, 0.001), 0, 0},
		{"nothing", nil, 0, 0},
	} {
		if from, to := speech(c.samples); from != c.from || to != c.to {
			t.Errorf("%s: got %d to %d, want %d to %d", c.name, from, to, c.from, c.to)
		}
	}
}

func TestFade(t *testing.T) {
	s := make([]float64, 2000)
	for i := range s {
		s[i] = 1
	}
	fade(s)
	for i := range 480 {
		if s[i] != s[len(s)-1-i] || i > 0 && s[i] <= s[i-1] {
			t.Fatalf("sample %d: %v after %v, %v at the other end", i, s[i], s[max(0, i-1)], s[len(s)-1-i])
		}
	}
	if s[0] > 1e-4 || s[480] != 1 || s[len(s)-481] != 1 {
		t.Errorf("got %v %v %v, want about 0, 1 and 1", s[0], s[480], s[len(s)-481])
	}
	fade(s[:1]) // nothing to fade in one sample
	fade(nil)
}

func TestPrepareRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		r    raw
		want string
	}{
		{"silent", raw{samples: make([]float64, 48000), clipped: -1}, "silent"},
		{"clipped", raw{samples: sine(48000, 1, 440), clipped: 250 * time.Millisecond}, "clipped: it stays at full scale at 0.25 s"},
		{"over-long", raw{samples: sine(48000*13, 0.3, 440), clipped: -1}, "over-long: 13.0 s, at most 12 s"},
		{"below hearing", raw{samples: sine(48000, 0.01, 1), clipped: -1}, "silent"},
	} {
		if _, err := c.r.prepare(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// Silence around the speech does not count.
func TestPrepareTrimsBeforeItJudges(t *testing.T) {
	s := between(48000*20, 48000*4, 48000*15, 0.3)
	p, err := (&raw{samples: s, clipped: -1}).prepare()
	if err != nil {
		t.Fatal(err)
	}
	if want := 48000*11 + 720 + 2880; len(p.Samples) != want {
		t.Errorf("got %d samples, want %d", len(p.Samples), want)
	}
	if math.Abs(float64(p.Peak)+10.46) > 0.1 {
		t.Errorf("got %.2f dBTP, want -10.5", p.Peak)
	}
}
