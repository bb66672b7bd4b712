package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// recorded is what the recording of a chime in the repository decodes to:
// decoded once for all the tests, which leave it as it is.
func recorded(t testing.TB, name string) []float64 {
	t.Helper()
	if s, ok := recordings[name]; ok {
		return s
	}
	data, err := os.ReadFile(filepath.Join("..", name+".mp3"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode(data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	recordings[name] = s
	return s
}

var recordings = map[string][]float64{}

// find is a chime of the score.
func find(t testing.TB, name string) chime {
	t.Helper()
	i := slices.IndexFunc(score, func(c chime) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("no %s in the score", name)
	}
	return score[i]
}

func TestRecordingsMeetTheirFigures(t *testing.T) {
	for _, c := range score {
		if err := c.judge(measure(recorded(t, c.name))); err != nil {
			t.Error(err)
		}
	}
}

// The score's own figures are the design's.
func TestScoreKeepsToTheDesign(t *testing.T) {
	for _, tt := range []struct {
		names         []string
		loudness, t60 span
	}{
		{[]string{"chime-in", "chime-out"}, span{-24, -22}, span{1.5, 2.5}},
		{[]string{"chime-hold", "chime-release"}, span{-23, -21}, span{1.5, 3}},
		{[]string{"bell-opening", "bell-round"}, span{-24, -23}, span{6, 9}},
		{[]string{"bell-final"}, span{-24, -23}, span{8, 12}},
		{[]string{"chime-key", "chime-refused"}, span{-36, -30}, span{0.1, 0.3}},
	} {
		for _, name := range tt.names {
			c := find(t, name)
			if !tt.loudness.holds(c.loudness) {
				t.Errorf("%s: got %v LUFS, want %v", name, c.loudness, tt.loudness)
			}
			if c.t60.from < tt.t60.from || c.t60.to > tt.t60.to {
				t.Errorf("%s: got a t60 in %v s, want it in %v", name, c.t60, tt.t60)
			}
		}
	}
}

func TestScoreAndRecordingsAreTheSameNames(t *testing.T) {
	files, err := filepath.Glob("../*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, f := range files {
		got = append(got, strings.TrimSuffix(filepath.Base(f), ".mp3"))
	}
	for _, c := range score {
		want = append(want, c.name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got recordings %q, want %q", got, want)
	}
}

// Every figure that judge looks at, spoilt in a good recording by little more
// than what it forgives.
func TestJudgeFindsPlantedFaults(t *testing.T) {
	c := find(t, "chime-in")
	good := recorded(t, c.name)
	if err := c.judge(measure(good)); err != nil {
		t.Fatal(err)
	}
	each := func(s []float64, f func(i int, v float64) float64) []float64 {
		for i, v := range s {
			s[i] = f(i, v)
		}
		return s
	}
	for _, tt := range []struct {
		fault string
		want  string // in the verdict
		plant func(s []float64) []float64
	}{
		{"a sample short", "lasts", func(s []float64) []float64 {
			return s[:len(s)-1]
		}},
		{"rings 1 s longer", "decays in", func(s []float64) []float64 {
			return each(s, func(i int, v float64) float64 { return v * math.Pow(10, 0.7*float64(i)/sampleRate) })
		}},
		{"0.3 dB softer", "LUFS", func(s []float64) []float64 {
			return each(s, func(_ int, v float64) float64 { return v * decibels(-0.3) })
		}},
		{"a peak of -11 dBFS", "peaks at", func(s []float64) []float64 {
			i := samples(300 * ms)
			s[i] = math.Copysign(decibels(-11), s[i])
			return s
		}},
		{"20 ms of silence in front", "late", func(s []float64) []float64 {
			return append(make([]float64, samples(20*ms)), s[:len(s)-samples(20*ms)]...)
		}},
		{"a soft start", "comes up in", func(s []float64) []float64 {
			return each(s, func(i int, v float64) float64 { return v * raisedCosine(float64(i)/sampleRate/0.025) })
		}},
		{"a hard start", "comes up in", func(s []float64) []float64 {
			return each(s, func(i int, v float64) float64 { return v / max(raisedCosine(float64(i)/sampleRate/0.009), 0.02) })
		}},
		{"starts in the middle of a wave", "begins at", func(s []float64) []float64 {
			return append(s[60:], make([]float64, 60)...)
		}},
		{"a tail of -84 dBFS", "ends at", func(s []float64) []float64 {
			return each(s, func(i int, v float64) float64 { return v + 2*step*math.Sin(float64(i)/20) })
		}},
		{"a DC of -78 dBFS", "DC", func(s []float64) []float64 {
			return each(s, func(_ int, v float64) float64 { return v + decibels(-78) })
		}},
		{"a step of -40 dBFS", "click", func(s []float64) []float64 {
			for i := samples(time.Second); i < len(s)-samples(fade); i++ {
				s[i] += 0.01
			}
			return s
		}},
		{"a gap of 10 samples", "click", func(s []float64) []float64 {
			i := samples(400 * ms)
			clear(s[i : i+10])
			return s
		}},
		{"a buffer twice", "click", func(s []float64) []float64 {
			i := samples(400 * ms)
			copy(s[i+64:i+128], s[i:i+64])
			return s
		}},
		{"cut off at a third", "click", func(s []float64) []float64 {
			clear(s[samples(900*ms):])
			return s
		}},
	} {
		err := c.judge(measure(tt.plant(slices.Clone(good))))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.fault, err, tt.want)
		}
	}
}

// A decay that a person can check by hand: 20 dB in 1 s.
func TestDecay(t *testing.T) {
	s := make([]float64, 4*sampleRate)
	for i := range s {
		t := float64(i) / sampleRate
		s[i] = math.Pow(10, -t) * math.Sin(2*math.Pi*500*t)
	}
	if got := decay(s); math.Abs(got-3) > 0.01 {
		t.Errorf("got %v s, want 3", got)
	}
	if got := decay(s[:sampleRate/2]); got > 2 {
		t.Errorf("cut off: got %v s, want under 2", got)
	}
}

// An envelope that is known: 10 to 90 % of a raised cosine is 0.59 of it.
func TestAttack(t *testing.T) {
	for _, ms := range []float64{5, 10, 20} {
		s := make([]float64, sampleRate/10)
		for i := range s {
			t := float64(i) / sampleRate
			s[i] = raisedCosine(t/ms*1000) * math.Sin(2*math.Pi*800*t)
		}
		onset, rise := attack(s)
		if want := 0.59 * ms / 1000; math.Abs(rise-want) > want/10 {
			t.Errorf("%v ms: got %v s, want %v", ms, rise, want)
		}
		if want := 0.205 * ms / 1000; math.Abs(onset-want) > want/5 {
			t.Errorf("%v ms: got an onset at %v s, want %v", ms, onset, want)
		}
	}
}
