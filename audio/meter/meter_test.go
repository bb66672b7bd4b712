package meter

import (
	"math"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// The coefficients of BS.1770-4, annex 1, tables 1 and 2.
func TestWeightingAt48kHzIsTheStandards(t *testing.T) {
	f := newKFilter(48000)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"shelf b0", f.shelf.b0, 1.53512485958697},
		{"shelf b1", f.shelf.b1, -2.69169618940638},
		{"shelf b2", f.shelf.b2, 1.19839281085285},
		{"shelf a1", f.shelf.a1, -1.69065929318241},
		{"shelf a2", f.shelf.a2, 0.73248077421585},
		{"high-pass b0", f.highPass.b0, 1},
		{"high-pass b1", f.highPass.b1, -2},
		{"high-pass b2", f.highPass.b2, 1},
		{"high-pass a1", f.highPass.a1, -1.99004745483398},
		{"high-pass a2", f.highPass.a2, 0.99007225036621},
	} {
		if math.Abs(c.got-c.want) > 1e-14 {
			t.Errorf("%s: got %.15f, want %.14f", c.name, c.got, c.want)
		}
	}
}

// A sine of 997 Hz at full scale in one channel is -3.01 LUFS (BS.1770-4,
// annex 1), at every rate; in both it is twice that.
func TestFullScaleSine(t *testing.T) {
	for _, rate := range []beep.SampleRate{8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000} {
		var mono, stereo []float64
		for i := range 4 * int(rate) {
			s := math.Sin(2 * math.Pi * 997 * float64(i) / float64(rate))
			mono, stereo = append(mono, s), append(stereo, s, s)
		}
		if got := measured(t, rate, 1, mono).Integrated(); !within(got, -3.01, 0.02) {
			t.Errorf("mono at %d Hz: got %.3f LUFS, want -3.01", rate, got)
		}
		if got := measured(t, rate, 2, stereo).Integrated(); !within(got, 0, 0.02) {
			t.Errorf("stereo at %d Hz: got %.3f LUFS, want 0", rate, got)
		}
	}
}

// Up to 3 kHz, where speech has its weight, a rate of 8 kHz weighs like 48 kHz.
func TestWeightingAtLowRates(t *testing.T) {
	standard := newKFilter(48000)
	for _, rate := range []beep.SampleRate{8000, 11025, 16000, 22050, 32000, 44100, 96000, 192000} {
		f := newKFilter(rate)
		for hz := 20.0; hz <= 3000; hz *= 1.1 {
			if d := 20 * math.Log10(f.gain(hz, rate)/standard.gain(hz, 48000)); math.Abs(d) > 0.5 || rate >= 32000 && math.Abs(d) > 0.05 {
				t.Errorf("%.0f Hz at %d Hz: off by %.2f dB", hz, rate, d)
			}
		}
	}
}

func TestSilence(t *testing.T) {
	for _, n := range []int{0, 1, 19199, 19200, 96000} {
		m := measured(t, 48000, 1, make([]float64, n))
		for name, got := range map[string]float64{
			"momentary": float64(m.Momentary()), "max momentary": float64(m.MaxMomentary()),
			"integrated": float64(m.Integrated()), "true peak": float64(m.TruePeak()),
		} {
			if !math.IsInf(got, -1) {
				t.Errorf("%s of %d zeros: got %v, want -Inf", name, n, got)
			}
		}
	}
}

// How a stream is cut into writes does not change what is read, and reading
// does not change the stream.
func TestWritesOfAnySize(t *testing.T) {
	signal := tones(44100, tone{0.33, -20}, tone{0.71, -30}, tone{0.5, -12})
	want := measured(t, 44100, 2, signal)
	for _, n := range []int{2, 14, 958, 8192} {
		m := measured(t, 44100, 2, nil)
		for part := range slices.Chunk(signal, n) {
			m.Write(part)
			m.TruePeak()
			m.Integrated()
		}
		if m.Integrated() != want.Integrated() || m.MaxMomentary() != want.MaxMomentary() || m.TruePeak() != want.TruePeak() {
			t.Errorf("writes of %d: got %v %v %v, want %v %v %v", n, m.Integrated(), m.MaxMomentary(), m.TruePeak(),
				want.Integrated(), want.MaxMomentary(), want.TruePeak())
		}
	}
}

// A band-limited pulse whose peak of 1 lies anywhere between two samples.
func TestTruePeakBetweenSamples(t *testing.T) {
	for _, offset := range []float64{0, 0.25, 0.5, 0.75} {
		s := make([]float64, 200)
		for i := range s {
			x := float64(i) - 100 - offset
			s[i] = math.Exp(-x*x/200) * math.Cos(2*math.Pi*x/6)
		}
		if got := float64(measured(t, 48000, 1, s).TruePeak()); math.Abs(got) > 0.01 {
			t.Errorf("peak %v behind a sample: got %.3f dBTP, want 0", offset, got)
		}
	}
}

// Peaks lie where they are, to the sample.
func TestPeaks(t *testing.T) {
	s := make([]float64, 200)
	for i := range s {
		x := float64(i) - 100.5
		s[i] = math.Exp(-x*x/200) * math.Cos(2*math.Pi*x/6)
	}
	peaks := Peaks(48000, s)
	greatest := 0
	for i, p := range peaks {
		if p > peaks[greatest] {
			greatest = i
		}
	}
	if greatest != 100 || math.Abs(peaks[100]-1) > 0.001 {
		t.Errorf("got %v at %d, want 1 at 100", peaks[greatest], greatest)
	}
}

// The waveform rings on behind the last sample, and that counts.
func TestTruePeakBehindTheLastSample(t *testing.T) {
	cut := []float64{0.5, 0.5}
	got, want := measured(t, 48000, 1, cut).TruePeak(), measured(t, 48000, 1, append(cut, make([]float64, 100)...)).TruePeak()
	if got != want || got < -5 {
		t.Errorf("got %.2f dBTP, with silence behind it %.2f", got, want)
	}
}

func TestClip(t *testing.T) {
	burst := func(n int) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = 0.1 * math.Sin(2*math.Pi*1000*float64(i)/48000) // whole cycles: a cut one rings
		}
		return s
	}
	for _, c := range []struct {
		samples int
		want    LUFS
	}{
		{480000, -23.01}, // -20 dB, one channel
		{24000, -23.01},
		{19200, -23.01},
		{9600, -23.01 - 3.01}, // half of the 400 ms
		{4800, -23.01 - 6.02},
	} {
		got, peak, err := Clip(48000, burst(c.samples))
		if err != nil || !within(got, c.want, 0.05) || math.Abs(float64(peak)+20) > 0.1 {
			t.Errorf("%d samples: got %.2f LUFS %.2f dBTP %v, want %.2f and -20", c.samples, got, peak, err, c.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		rate     beep.SampleRate
		channels int
	}{{7999, 1}, {192001, 1}, {0, 1}, {48000, 0}, {48000, 3}} {
		if _, err := New(c.rate, c.channels); err == nil {
			t.Errorf("%d Hz, %d channels: no error", c.rate, c.channels)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	m, err := New(48000, 2)
	if err != nil {
		b.Fatal(err)
	}
	second := tones(48000, tone{1, -20})
	b.SetBytes(int64(len(second)) * 8)
	for b.Loop() {
		m.Write(second)
		m.hops.sums = m.hops.sums[:0]
		m.hops.at, m.hops.ends = 0, m.hops.begin(1)
	}
}
