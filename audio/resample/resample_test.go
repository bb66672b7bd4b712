package resample

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// source is n samples of a function of time, the right ear's inverted.
type source struct {
	n, at int
	value func(i int) float64
	err   error
}

func (s *source) Err() error { return s.err }

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

// drain reads all of a stream in buffers of a size.
func drain(t *testing.T, s beep.Streamer, size int) (all [][2]float64) {
	t.Helper()
	buf := make([][2]float64, size)
	for {
		n, ok := s.Stream(buf)
		all = append(all, buf[:n]...)
		if !ok {
			return all
		}
	}
}

var rates = []beep.SampleRate{8000, 11025, 16000, 22050, 32000, 44100, 44101, 48000, 88200, 96000, 176400, 192000}

// kinds are the two ways, and what each promises.
var kinds = []struct {
	name     string
	made     func(src beep.Streamer, from, to beep.SampleRate) *Streamer
	passband float64 // of the lower Nyquist frequency
	within   float64 // in the passband
	down     float64 // dB, what is folded into it
	more     int     // samples at the end
}{
	{"fine", New, 0.9, 2e-5, -100, 0},
	{"quick", NewQuick, 0.83, 3e-4, -74, 1},
}

// TestSine: what is in the passband comes out as it went in, at its time.
func TestSine(t *testing.T) {
	for _, kind := range kinds {
		for _, from := range rates {
			const to = 48000
			lower := float64(min(from, to)) / 2
			for _, frequency := range []float64{0, 100, 1000, 0.5 * lower, kind.passband * lower} {
				n := int(from) / 5
				wave, want := sine(frequency, from), sine(frequency, to)
				if frequency == 0 {
					wave = func(int) float64 { return 0.5 }
					want = wave
				}
				got := drain(t, kind.made(&source{n: n, value: wave}, from, to), 512)
				if want := (n*to + int(from)/2) / int(from); len(got) < want || len(got) > want+kind.more {
					t.Errorf("%s, %d Hz: %d samples, want %d", kind.name, from, len(got), want)
				}
				edge := int(fine.zeroCrossings()*to/lower/2) + 2
				var worst float64
				for i := edge; i < len(got)-edge; i++ {
					worst = max(worst, math.Abs(got[i][0]-want(i)))
					if got[i][1] != -got[i][0] {
						t.Fatalf("%s, %d Hz: the ears differ at %d: %v", kind.name, from, i, got[i])
					}
				}
				if worst > kind.within {
					t.Errorf("%s, %d Hz, a sine of %.0f Hz: off by %.1g (%.0f dB)", kind.name, from, frequency, worst, 20*math.Log10(worst))
				}
			}
		}
	}
}

// TestNoAlias: what the new rate cannot carry does not come out, the quick way
// not where it would be heard.
func TestNoAlias(t *testing.T) {
	for _, kind := range kinds {
		for _, from := range []beep.SampleRate{88200, 96000, 96001, 176400, 192000} {
			const to = 48000
			for frequency := to/2 + 1.; frequency < float64(from)/2; frequency += 1499 {
				if folded := math.Abs(frequency - to*math.Round(frequency/to)); kind.more > 0 && folded > kind.passband*to/2 {
					continue
				}
				s := kind.made(&source{n: int(from) / 5, value: sine(frequency, from)}, from, to)
				got := drain(t, s, 1000)
				var worst float64
				for _, v := range got[400 : len(got)-400] {
					worst = max(worst, math.Abs(v[0]))
				}
				if db := 20 * math.Log10(worst); db > kind.down {
					t.Errorf("%s, %d Hz: a sine of %.0f Hz comes out at %.1f dB", kind.name, from, frequency, db)
				}
			}
		}
	}
}

// TestNoImage: nothing is added above what a lower rate carried, least of all
// where its highest notes are mirrored.
func TestNoImage(t *testing.T) {
	const to, n = 48000, 4800
	for _, from := range rates {
		frequency := 0.45 * float64(from)
		if float64(from)-frequency >= to/2 {
			continue // no image below it can be carried
		}
		got := drain(t, New(&source{n: int(from) / 2, value: sine(frequency, from)}, from, to), 700)
		for image := float64(from) - frequency; image < to/2; image += 1234 {
			var re, im, sum float64
			for i, v := range got[n : 3*n] {
				w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/(2*n))
				sin, cos := math.Sincos(2 * math.Pi * image * float64(i) / to)
				re, im, sum = re+w*v[0]*cos, im+w*v[0]*sin, sum+w
			}
			if db := 20 * math.Log10(2*math.Hypot(re, im)/sum); db > -100 {
				t.Errorf("%d Hz: an image of %.0f at %.0f Hz of %.1f dB", from, frequency, image, db)
			}
		}
	}
}

// TestBuffers: the size of the buffers does not show, and a rewound source
// comes out as at first.
func TestBuffers(t *testing.T) {
	for _, kind := range kinds {
		for _, from := range rates {
			t.Run(fmt.Sprint(kind.name, " ", int(from)), func(t *testing.T) {
				src := &source{n: int(from) / 10, value: sine(440, from)}
				s := kind.made(src, from, 48000)
				want := drain(t, s, 1<<16)
				for _, size := range []int{1, 7, 479, 512} {
					src.at = 0
					s.Reset()
					if got := drain(t, s, size); !slices.Equal(got, want) {
						t.Errorf("in buffers of %d: other samples", size)
					}
				}
			})
		}
	}
}

// TestShort: a source shorter than the low-pass, and an empty one.
func TestShort(t *testing.T) {
	for _, kind := range kinds {
		for _, n := range []int{0, 1, 2, 10, 2047, 2048, 2049} {
			for _, from := range []beep.SampleRate{8000, 44100, 96000, 192000} {
				got := drain(t, kind.made(&source{n: n, value: func(int) float64 { return 1 }}, from, 48000), 512)
				if want := (n*48000 + int(from)/2) / int(from); len(got) < want || len(got) > want+kind.more {
					t.Errorf("%s, %d samples at %d Hz: %d, want %d", kind.name, n, from, len(got), want)
				}
			}
		}
	}
}

func TestError(t *testing.T) {
	broken := errors.New("broken")
	s := New(&source{n: 44100, value: sine(440, 44100), err: broken}, 44100, 48000)
	if got := len(drain(t, s, 512)); got != 48000 {
		t.Errorf("%d samples before an error, want 48000", got)
	}
	if !errors.Is(s.Err(), broken) {
		t.Errorf("error %v, want %v", s.Err(), broken)
	}
}

func BenchmarkSecond(b *testing.B) {
	for name, resampled := range map[string]func(beep.Streamer, beep.SampleRate, beep.SampleRate) *Streamer{"fine": New, "quick": NewQuick} {
		for _, from := range []beep.SampleRate{44100, 44101, 88200, 96000, 192000} {
			b.Run(fmt.Sprint(name, " ", int(from)), func(b *testing.B) {
				s := resampled(&source{n: math.MaxInt, value: func(i int) float64 { return float64(i & 1) }}, from, 48000)
				buf := make([][2]float64, 48000)
				b.ReportAllocs()
				for b.Loop() {
					s.Stream(buf)
				}
			})
		}
	}
}
