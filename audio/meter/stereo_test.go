package meter

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gopxl/beep/v2"
)

// bursts are two channels of noise, unlike, that come and go.
func bursts(n int) [][2]float64 {
	r := rand.New(rand.NewPCG(5, 6))
	frames := make([][2]float64, n)
	for i := range frames {
		level := 0.3 * math.Exp(-float64(i%30000)/6000)
		frames[i] = [2]float64{level * (r.Float64() - 0.5), 0.7 * level * (r.Float64() - 0.5)}
	}
	return frames
}

// Loudness is the same as a Meter's, whatever is written at once.
func TestLoudness(t *testing.T) {
	for _, rate := range []beep.SampleRate{8000, 11025, 44100, 48000, 192000} {
		frames := bursts(3 * int(rate))
		want := measured(t, rate, 2, interleaved(frames)).Integrated()
		for _, size := range []int{1, 479, 100000} {
			l, err := NewLoudness(rate)
			if err != nil {
				t.Fatal(err)
			}
			for rest := frames; len(rest) > 0; {
				n := min(size, len(rest))
				l.Write(rest[:n])
				rest = rest[n:]
			}
			if got := l.Integrated(); !within(got, want, 1e-9) {
				t.Errorf("%d Hz, %d at once: %.9f LUFS, want %.9f", rate, size, got, want)
			}
		}
	}
	if _, err := NewLoudness(7999); err == nil {
		t.Error("7999 Hz are taken")
	}
}

func interleaved(frames [][2]float64) []float64 {
	samples := make([]float64, 0, 2*len(frames))
	for _, f := range frames {
		samples = append(samples, f[0], f[1])
	}
	return samples
}

// The energies add up to what a Meter reads of the same 400 ms, and the peak is
// its true peak, wherever that is above the ceiling.
func TestHops(t *testing.T) {
	const rate = 48000
	frames := bursts(4 * rate)
	m := measured(t, rate, 2, interleaved(frames))
	for _, ceiling := range []DBTP{-60, -24, m.TruePeak() - 0.01, m.TruePeak() + 0.01, 0} {
		h := NewHops(rate, ceiling)
		var energies []float64
		var peak float64
		for rest := frames; len(rest) > 0; rest = rest[h.Len():] {
			e, p := h.Next(rest[:h.Len()])
			energies = append(energies, e)
			peak = max(peak, p)
		}
		_, p := h.Next(make([][2]float64, h.Len()))
		peak = max(peak, p)
		if want := max(m.TruePeak(), ceiling); math.Abs(20*math.Log10(peak)-float64(want)) > 1e-9 {
			t.Errorf("under %.2f dBTP: a peak of %.4f dBTP, want %.4f", ceiling, 20*math.Log10(peak), want)
		}
		var most float64
		for i := range len(energies) - hopsInBlock + 1 {
			var sum float64
			for _, e := range energies[i : i+hopsInBlock] {
				sum += e
			}
			most = max(most, sum)
		}
		if want := h.Most(m.MaxMomentary(), hopsInBlock); math.Abs(most/want-1) > 1e-9 {
			t.Errorf("the loudest 400 ms add up to %v, want %v", most, want)
		}
	}
}

func BenchmarkStereo(b *testing.B) {
	frames := bursts(48000)
	b.Run("loudness", func(b *testing.B) {
		l, _ := NewLoudness(48000)
		for b.Loop() {
			l.Write(frames)
		}
	})
	for name, ceiling := range map[string]DBTP{"hops, loud": -60, "hops, soft": 0} {
		b.Run(name, func(b *testing.B) {
			h := NewHops(48000, ceiling)
			for b.Loop() {
				for rest := frames; len(rest) > 0; rest = rest[h.Len():] {
					h.Next(rest[:h.Len()])
				}
			}
		})
	}
}
