package resample

import (
	"errors"
	"math"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
)

// source has n samples of a function, inverted in the right channel.
type source struct {
	n, at int
	value func(i int) float64
}

func (s *source) Err() error { return nil }

func (s *source) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && s.at < s.n {
		v := s.value(s.at)
		samples[n] = [2]float64{v, -v}
		n++
		s.at++
	}
	return n, n > 0
}

func sine(frequency float64, rate beep.SampleRate) func(int) float64 {
	return func(i int) float64 { return math.Sin(2 * math.Pi * frequency * float64(i) / float64(rate)) }
}

func drain(s beep.Streamer) (all [][2]float64) {
	buf := make([][2]float64, 512)
	for ok := true; ok; {
		var n int
		n, ok = s.Stream(buf)
		all = append(all, buf[:n]...)
	}
	return all
}

const to beep.SampleRate = 48000

var rates = []beep.SampleRate{8000, 11025, 16000, 22050, 32000, 44100, 44101, 48000, 88200, 96000, 176400, 192000}

// kinds are the two functions, and what each promises.
var kinds = []struct {
	name     string
	made     func(src beep.Streamer, from, to beep.SampleRate) *Streamer
	passband float64 // share of the lower Nyquist frequency
	within   float64 // error in the passband
	down     float64 // dB, aliases in the passband
	folds    bool    // aliases above the passband are allowed
}{
	{"fine", New, 0.9, 2e-5, -100, false},
	{"quick", NewQuick, 0.83, 3e-4, -74, true},
}

func decibels(amplitude float64) float64 { return 20 * math.Log10(amplitude) }

// TestSine: what is in the passband comes out as it went in, at its time.
func TestSine(t *testing.T) {
	for _, kind := range kinds {
		for _, from := range rates {
			lower := float64(min(from, to)) / 2
			for _, frequency := range []float64{0, 100, 1000, 0.5 * lower, kind.passband * lower} {
				n := int(from) / 5
				wave, want := sine(frequency, from), sine(frequency, to)
				if frequency == 0 {
					wave = func(int) float64 { return 0.5 }
					want = wave
				}
				got := drain(kind.made(&source{n: n, value: wave}, from, to))
				if want := (n*int(to) + int(from)/2) / int(from); len(got) != want {
					t.Errorf("%s, %d Hz: %d samples, want %d", kind.name, from, len(got), want)
				}
				edge := int(fine.zeroCrossings()*float64(to)/lower/2) + 2
				var worst float64
				for i := edge; i < len(got)-edge; i++ {
					worst = max(worst, math.Abs(got[i][0]-want(i)), math.Abs(got[i][1]+want(i)))
				}
				if worst > kind.within {
					t.Errorf("%s, %d Hz, a sine of %.0f Hz: off by %.1g (%.0f dB)", kind.name, from, frequency, worst, decibels(worst))
				}
			}
		}
	}
}

// TestNoAlias: what the lower rate cannot carry does not come out; with the quick
// function, not in the passband.
func TestNoAlias(t *testing.T) {
	for _, kind := range kinds {
		for _, from := range []beep.SampleRate{88200, 96000, 96001, 176400, 192000} {
			for frequency := float64(to)/2 + 1; frequency < float64(from)/2; frequency += 1499 {
				folded := math.Abs(frequency - float64(to)*math.Round(frequency/float64(to)))
				if kind.folds && folded > kind.passband*float64(to)/2 {
					continue
				}
				got := drain(kind.made(&source{n: int(from) / 5, value: sine(frequency, from)}, from, to))
				var worst float64
				for _, v := range got[400 : len(got)-400] {
					worst = max(worst, math.Abs(v[0]))
				}
				if db := decibels(worst); db > kind.down {
					t.Errorf("%s, %d Hz: a sine of %.0f Hz comes out at %.1f dB", kind.name, from, frequency, db)
				}
			}
		}
	}
}

// TestNoImage: nothing is added above the Nyquist frequency of a lower rate, where
// its highest tones would be mirrored.
func TestNoImage(t *testing.T) {
	const n = 4800
	for _, from := range rates {
		frequency := 0.45 * float64(from)
		if from-beep.SampleRate(frequency) >= to/2 {
			continue // 48 kHz cannot carry an image
		}
		got := drain(New(&source{n: int(from) / 2, value: sine(frequency, from)}, from, to))
		for image := float64(from) - frequency; image < float64(to)/2; image += 1234 {
			var re, im, sum float64
			for i, v := range got[n : 3*n] {
				w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/(2*n))
				sin, cos := math.Sincos(2 * math.Pi * image * float64(i) / float64(to))
				re, im, sum = re+w*v[0]*cos, im+w*v[0]*sin, sum+w
			}
			if db := decibels(2 * math.Hypot(re, im) / sum); db > -100 {
				t.Errorf("%d Hz: an image of %.0f at %.0f Hz of %.1f dB", from, frequency, image, db)
			}
		}
	}
}

// TestConformance: buffers of any size give the same samples, the source's error
// comes behind them, and after Reset they come again.
func TestConformance(t *testing.T) {
	lost := errors.New("the source is lost")
	for _, kind := range kinds {
		for _, from := range rates {
			src := &source{n: 20_000, value: sine(440, from)}
			again := kind.made(src, from, to)
			streamtest.Run(t, 0, func(*testing.T) beep.Streamer {
				src.at = 0
				again.Reset()
				return again
			})
			streamtest.Fails(t, kind.made(streamtest.Counting(5000, lost), from, to), lost)
		}
	}
}

// TestShort: sources shorter than the low-pass, and an empty one.
func TestShort(t *testing.T) {
	for _, kind := range kinds {
		for _, n := range []int{0, 1, 2, 10, 2047, 2048, 2049} {
			for _, from := range rates {
				got := len(drain(kind.made(&source{n: n, value: func(int) float64 { return 1 }}, from, to)))
				if want := (n*int(to) + int(from)/2) / int(from); got != want {
					t.Errorf("%s, %d samples at %d Hz: %d, want %d", kind.name, n, from, got, want)
				}
			}
		}
	}
}
