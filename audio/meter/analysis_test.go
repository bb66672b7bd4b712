package meter

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// analysed is the report on frames, written in odd portions.
func analysed(t testing.TB, rate beep.SampleRate, channels int, frames [][2]float64) *Report {
	t.Helper()
	a, err := NewAnalysis(rate, channels)
	if err != nil {
		t.Fatal(err)
	}
	for portion := range slices.Chunk(frames, 4799) {
		a.Write(portion)
	}
	return a.Report()
}

// pair makes frames of two channels.
func pair(left, right []float64) [][2]float64 {
	frames := make([][2]float64, len(left))
	for i := range frames {
		frames[i] = [2]float64{left[i], right[i]}
	}
	return frames
}

func noise(n int, amplitude float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := make([]float64, n)
	for i := range s {
		s[i] = amplitude * (2*rng.Float64() - 1)
	}
	return s
}

// An analysis reads what a meter reads.
func TestAnalysisIsTheMeter(t *testing.T) {
	left, right := noise(480000, 0.3, 1), noise(480000, 0.1, 2)
	for i := range 96000 {
		left[200000+i] *= 0.01
	}
	r := analysed(t, 48000, 2, pair(left, right))
	var both []float64
	for i := range left {
		both = append(both, left[i], right[i])
	}
	m := measured(t, 48000, 2, both)
	for name, c := range map[string][2]float64{
		"integrated":     {float64(r.Integrated), float64(m.Integrated())},
		"max momentary":  {float64(r.MaxMomentary), float64(m.MaxMomentary())},
		"max short-term": {float64(r.MaxShortTerm), float64(m.MaxShortTerm())},
		"range":          {float64(r.Range), float64(m.Range())},
		"true peak":      {float64(r.TruePeak), float64(m.TruePeak())},
		"last momentary": {float64(r.Momentary[len(r.Momentary)-1]), float64(m.Momentary())},
	} {
		if math.Abs(c[0]-c[1]) > 1e-9 {
			t.Errorf("%s: got %v, want %v", name, c[0], c[1])
		}
	}
	if n := len(r.Momentary); n != 97 {
		t.Errorf("%d momentary loudnesses in 10 s, want 97", n)
	}
	mono := analysed(t, 48000, 1, pair(left, right))
	if want := measured(t, 48000, 1, left).Integrated(); mono.Integrated != want || mono.Ears != [2]LUFS{want, want} {
		t.Errorf("mono: got %v, %v, want %v", mono.Integrated, mono.Ears, want)
	}
}

// Looking only where a peak can be finds the same peak.
func TestPeakScan(t *testing.T) {
	for _, rate := range []beep.SampleRate{48000, 96000, 192000} {
		samples := noise(50000, 1, 3)
		for i := range samples { // mostly quiet, in waves
			samples[i] *= math.Pow(math.Sin(float64(i)/3000), 8)
		}
		for _, portion := range []int{1, 7, 32, 479, 50000} {
			all, scan := newTruePeak(rate), newPeakScan(newTruePeak(rate))
			for _, x := range samples {
				all.push(x)
			}
			for part := range slices.Chunk(samples, portion) {
				scan.write(part)
			}
			if got, want := scan.value(), all.value(); got != want {
				t.Errorf("%d Hz, %d at a time: got %v, want %v", rate, portion, got, want)
			}
		}
	}
}

func TestBalance(t *testing.T) {
	s := noise(96000, 0.1, 1)
	half := make([]float64, len(s))
	for i, x := range s {
		half[i] = x / 2
	}
	none := make([]float64, len(s))
	for name, c := range map[string]struct {
		left, right []float64
		want        float64
	}{
		"even":     {s, s, 0},
		"left":     {s, half, 6.02},
		"right":    {half, s, -6.02},
		"one ear":  {none, s, math.Inf(-1)},
		"no sound": {none, none, math.NaN()},
	} {
		got := float64(analysed(t, 48000, 2, pair(c.left, c.right)).Balance())
		if got != c.want && !(math.Abs(got-c.want) < 0.01) && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: got %.2f LU, want %.2f", name, got, c.want)
		}
	}
}

func TestDC(t *testing.T) {
	left, right := noise(48000, 0.1, 1), noise(48000, 0.1, 2)
	for i := range left {
		left[i] += 0.02
	}
	got := analysed(t, 48000, 2, pair(left, right)).DC
	if math.Abs(got[0]-0.02) > 0.001 || math.Abs(got[1]) > 0.001 {
		t.Errorf("got %v, want 0.02 and 0", got)
	}
}

func TestClipped(t *testing.T) {
	const top = 32767. / 32768
	for _, c := range []struct {
		samples []float64
		want    int
	}{
		{[]float64{0, 0.99, 0.99, 0.99, 0}, 0},
		{[]float64{0, top, 0, top, top, 0, -1, -1}, 0},
		{[]float64{0, top, top, top, 0}, 3},
		{[]float64{top, top, top, top}, 4},
		{[]float64{-1, -1, -1, 0.2, top, 1, 1, 1}, 7},
		{[]float64{top, top, -1, -1}, 0},
		{[]float64{0, 1.2, 0, -1.5, 0}, 2},
		{[]float64{top, 1.2, top, 0}, 3},
		{[]float64{top, 1.2, 0}, 1},
	} {
		var clip clipping
		for _, x := range c.samples {
			clip.write([]float64{x})
		}
		if got := clip.count(); got != c.want {
			t.Errorf("%v: got %d, want %d", c.samples, got, c.want)
		}
	}
	// A sine that is driven 6 dB too high spends two thirds of its time there.
	var s []float64
	for i := range 48000 {
		s = append(s, max(-1, min(2*math.Sin(2*math.Pi*100*float64(i)/48000), top)))
	}
	if got := analysed(t, 48000, 1, pair(s, s)).Clipped; math.Abs(float64(got)-32000) > 500 {
		t.Errorf("an overdriven sine: %d samples, want 32000", got)
	}
}

func TestLongestQuiet(t *testing.T) {
	frames := make([][2]float64, 1000)
	for _, i := range []int{100, 250, 700} {
		frames[i] = [2]float64{0, -0.001} // in one ear
	}
	if got, want := analysed(t, 48000, 2, frames).Quiet, (Stretch{251, 449}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := analysed(t, 48000, 1, frames).Quiet, (Stretch{0, 1000}); got != want {
		t.Errorf("the other ear alone: got %v, want %v", got, want)
	}
	if got := analysed(t, 48000, 2, frames[100:101]).Quiet; got.Length != 0 {
		t.Errorf("of none: got %v", got)
	}
}

func TestClicksOfBothEars(t *testing.T) {
	frames := make([][2]float64, 96000)
	frames[10000], frames[30000], frames[50000] = [2]float64{0.1, 0}, [2]float64{0.1, 0.2}, [2]float64{0, 0.1}
	want := []Click{{10000, 0}, {30000, 0}, {30000, 1}, {50000, 1}}
	if got := analysed(t, 48000, 2, frames).Clicks; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := analysed(t, 48000, 1, frames).Clicks; !slices.Equal(got, want[:2]) {
		t.Errorf("mono: got %v, want %v", got, want[:2])
	}
}

func TestAnalysisOfNothing(t *testing.T) {
	for _, n := range []int{0, 1, 479, 48000} {
		r := analysed(t, 48000, 2, make([][2]float64, n))
		if r.Length != n || !math.IsInf(float64(r.Integrated), -1) || !math.IsInf(float64(r.TruePeak), -1) ||
			!math.IsNaN(float64(r.Range)) || r.DC != [2]float64{} || r.Clipped != 0 || len(r.Clicks) != 0 || r.Quiet != (Stretch{0, n}) {
			t.Errorf("%d samples of silence: %+v", n, *r)
		}
	}
	if _, err := NewAnalysis(48000, 6); err == nil {
		t.Error("six channels: no error")
	}
	if _, err := NewAnalysis(4000, 1); err == nil {
		t.Error("4 kHz: no error")
	}
}

// BenchmarkAnalysis measures ten seconds of stereo noise: loud all the time, so
// that nothing can be skipped.
func BenchmarkAnalysis(b *testing.B) {
	frames := pair(noise(480000, 0.5, 1), noise(480000, 0.5, 2))
	b.ReportAllocs()
	for b.Loop() {
		analysed(b, 48000, 2, frames)
	}
}
