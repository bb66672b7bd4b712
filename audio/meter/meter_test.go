package meter

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bursts returns noise in both channels, not the same, that comes and goes.
func bursts(n int) [][2]float64 {
	random := rand.New(rand.NewPCG(5, 6))
	frames := make([][2]float64, n)
	for i := range frames {
		level := 0.3 * math.Exp(-float64(i%30000)/6000)
		frames[i] = [2]float64{level * (random.Float64() - 0.5), 0.7 * level * (random.Float64() - 0.5)}
	}
	return frames
}

func measured(frames [][2]float64) Loudness {
	var m Meter
	m.Write(frames)
	return m.Loudness()
}

func within(got, want LUFS, tolerance float64) bool {
	return math.Abs(float64(got-want)) <= tolerance
}

// TestMeasure: a clip shorter than 400 ms has the loudness of 400 ms with it in them.
func TestMeasure(t *testing.T) {
	silence := LUFS(math.Inf(-1))
	for _, c := range []struct {
		samples int
		dB      float64
		want    LUFS
	}{
		{480000, -20, -23.01},
		{19200, -20, -23.01},
		{9600, -20, -26.02},
		{4800, -20, -29.03},
		{1, -1000, silence},
		{0, 0, silence},
	} {
		samples := make([]float64, c.samples)
		for i := range samples { // whole cycles: a cut one rings
			samples[i] = math.Pow(10, c.dB/20) * math.Sin(2*math.Pi*1000*float64(i)/float64(Rate))
		}
		got := Measure(samples)
		if c.want == silence {
			if got != (Loudness{silence, silence, DBTP(silence)}) {
				t.Errorf("%d samples of silence: got %v", c.samples, got)
			}
			continue
		}
		if !within(got.Integrated, c.want, 0.05) || !within(got.Momentary, c.want, 0.05) || math.Abs(float64(got.TruePeak)-c.dB) > 0.1 {
			t.Errorf("%d samples at %v dB: got %.2f, want %.2f", c.samples, c.dB, got, c.want)
		}
	}
}

// TestWritesOfAnySize: neither the size of a write nor a call of Loudness changes what is
// measured.
func TestWritesOfAnySize(t *testing.T) {
	frames := bursts(3*int(Rate) + 77)
	want := measured(frames)
	for _, size := range []int{1, 479, 8192} {
		var m, quick Meter
		quick.SkipPeak = true
		for part := range slices.Chunk(frames, size) {
			m.Write(part)
			quick.Write(part)
			if size > 100 {
				m.Loudness()
			}
		}
		if got := m.Loudness(); got != want {
			t.Errorf("writes of %d: got %v, want %v", size, got, want)
		}
		if got := quick.Loudness(); got != (Loudness{want.Integrated, want.Momentary, DBTP(math.Inf(-1))}) {
			t.Errorf("writes of %d without a peak: got %v, want %v", size, got, want)
		}
	}
}

// pulse returns a pulse of limited bandwidth. Its peak is 1, at an offset from sample 100.
func pulse(offset float64) []float64 {
	s := make([]float64, 200)
	for i := range s {
		x := float64(i) - 100 - offset
		s[i] = math.Exp(-x*x/200) * math.Cos(2*math.Pi*x/6)
	}
	return s
}

func TestPeakBetweenSamples(t *testing.T) {
	for _, offset := range []float64{0, 0.25, 0.5, 0.75} {
		s := pulse(offset)
		if got := float64(Measure(s).TruePeak); math.Abs(got) > 0.01 {
			t.Errorf("%v behind a sample: got %.3f dBTP, want 0", offset, got)
		}
		peaks := Peaks(s)
		greatest := slices.Index(peaks, slices.Max(peaks))
		if greatest != 100 || math.Abs(peaks[100]-1) > 0.001 {
			t.Errorf("%v behind sample 100: got %v at %d, want 1 at 100", offset, peaks[greatest], greatest)
		}
	}
}

// TestPeakBehindTheLastSample: the waveform rings on behind the last sample.
func TestPeakBehindTheLastSample(t *testing.T) {
	cut := []float64{0.5, 0.5}
	got, want := Measure(cut).TruePeak, Measure(append(cut, make([]float64, 100000)...)).TruePeak
	if got != want || got < -5 {
		t.Errorf("got %.2f dBTP, with silence behind it %.2f", got, want)
	}
}

// TestHopsCeiling: a peak above the ceiling is measured as without one.
func TestHopsCeiling(t *testing.T) {
	frames := bursts(4 * int(Rate))
	want := measured(frames)
	for _, ceiling := range []DBTP{-60, -24, want.TruePeak - 0.01, want.TruePeak + 0.01, 0} {
		h := Hops{Ceiling: math.Pow(10, float64(ceiling)/20)}
		var energies []float64
		var peak float64
		for part := range slices.Chunk(frames, HopLen) {
			e, p := h.Next(part)
			energies, peak = append(energies, e), max(peak, p)
		}
		if want := max(want.TruePeak, ceiling); math.Abs(20*math.Log10(peak)-float64(want)) > 1e-9 {
			t.Errorf("above %.2f dBTP: a peak of %.4f dBTP, want %.4f", ceiling, 20*math.Log10(peak), want)
		}
		if got, want := loudest(energies), Energy(want.Momentary, hopsInBlock); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("the energy of the loudest 400 ms is %v, want %v", got, want)
		}
	}
}

func TestNoGarbage(t *testing.T) {
	var h Hops
	frames := bursts(HopLen)
	if n := testing.AllocsPerRun(100, func() { h.Next(frames) }); n != 0 {
		t.Errorf("%v allocations for 10 ms", n)
	}
}
