package mastering

import (
	"math"
	"testing"

	"github.com/gopxl/beep/v2"
)

var rates = []beep.SampleRate{8000, 11025, 16000, 22050, 32000, 44100, 44056, 88200, 96000, 176400, 192000}

// amplitude is that of the frequency hz in samples at 48 kHz, away from the ends.
func amplitude(samples []float64, hz float64) float64 {
	edge := len(samples) / 8
	var re, im, sum float64
	for i := edge; i < len(samples)-edge; i++ {
		w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i-edge)/float64(len(samples)-2*edge))
		sin, cos := math.Sincos(2 * math.Pi * hz * float64(i) / 48000)
		re, im, sum = re+w*cos*samples[i], im+w*sin*samples[i], sum+w
	}
	return 2 * math.Hypot(re, im) / sum
}

func sineAt(rate beep.SampleRate, hz float64) []float64 {
	s := make([]float64, int(rate)/4)
	for i := range s {
		s[i] = math.Sin(2 * math.Pi * hz * float64(i) / float64(rate))
	}
	return s
}

func TestResampleKeepsThePassband(t *testing.T) {
	for _, rate := range rates {
		nyquist := min(float64(rate), 48000) / 2
		for _, share := range []float64{0.02, 0.3, 0.6, 0.8, 0.9} {
			hz := share * nyquist
			if dB := 20 * math.Log10(amplitude(resample(sineAt(rate, hz), rate, Rate), hz)); math.Abs(dB) > 0.001 {
				t.Errorf("%.0f Hz from %d: %.5f dB", hz, rate, dB)
			}
		}
	}
}

// Nothing of what lies beyond the lower Nyquist frequency is left, wherever it
// would fold to.
func TestResampleRejectsAliases(t *testing.T) {
	for _, rate := range rates {
		if rate < 48000 {
			// Upwards, images stand behind the input's Nyquist frequency.
			hz := 0.9 * float64(rate) / 2
			if image := float64(rate) - hz; image < 24000 {
				if dB := 20 * math.Log10(amplitude(resample(sineAt(rate, hz), rate, Rate), image)); dB > -100 {
					t.Errorf("image of %.0f Hz from %d: %.1f dB", hz, rate, dB)
				}
			}
			continue
		}
		for hz := 24000.0; hz < float64(rate)/2; hz += 3777 {
			got := resample(sineAt(rate, hz), rate, Rate)
			var peak float64
			for _, s := range got[1000 : len(got)-1000] { // the ends are no sine
				peak = max(peak, math.Abs(s))
			}
			if dB := 20 * math.Log10(peak); dB > -100 {
				t.Errorf("%.0f Hz from %d: %.1f dB", hz, rate, dB)
			}
		}
	}
}

// Sample i of the result is the waveform at i/48000: no delay, not of a part of
// a sample either.
func TestResampleAligns(t *testing.T) {
	for _, rate := range rates {
		const hz = 1234
		got := resample(sineAt(rate, hz), rate, Rate)
		for i := 2000; i < len(got)-2000; i++ {
			if want := math.Sin(2 * math.Pi * hz * float64(i) / 48000); math.Abs(got[i]-want) > 2e-5 {
				t.Fatalf("from %d: sample %d: got %v, want %v", rate, i, got[i], want)
			}
		}
	}
}

func TestResampleLength(t *testing.T) {
	for _, rate := range append(rates, Rate) {
		for _, n := range []int{0, 1, 2, 147, 1000, 44101} {
			want := int(math.Round(float64(n) * 48000 / float64(rate)))
			if got := len(resample(make([]float64, n), rate, Rate)); got != want {
				t.Errorf("%d samples from %d: got %d, want %d", n, rate, got, want)
			}
		}
	}
}
