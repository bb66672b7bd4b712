package custombed

import (
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/wavtest"
)

// fake is a stream whose sample i is value(i). It ends with err.
type fake struct {
	n, at int
	value func(i int) [2]float64
	err   error
}

func (s *fake) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && s.at < s.n {
		samples[n] = s.value(s.at)
		n++
		s.at++
	}
	return n, n > 0
}

func (s *fake) Err() error {
	if s.at < s.n {
		return nil
	}
	return s.err
}

func (s *fake) rewind() error { s.at = 0; return nil }

// ramp returns i in the left channel and -i in the right one: exact in float32.
func ramp(i int) [2]float64 { return [2]float64{float64(i), -float64(i)} }

func noise(n int, peak float64) [][2]float64 { return wavtest.Noise(n, peak) }

// chord returns what every rate and every encoder carries.
func chord(rate beep.SampleRate, n int, peak float64) [][2]float64 {
	return wavtest.Tone(rate, n, peak, 227, 440, 991, 1499, 2303)
}

// read reads n samples, or all that there are, in buffers of a size.
func read(s beep.Streamer, n, size int) [][2]float64 {
	samples := make([][2]float64, n)
	for at := 0; at < n; {
		got, ok := s.Stream(samples[at:min(at+size, n)])
		at += got
		if !ok {
			return samples[:at]
		}
	}
	return samples
}

// fill fills n samples from a bed in buffers of a size.
func fill(b *Bed, n, size int) [][2]float64 {
	samples := make([][2]float64, n)
	for at := 0; at < n; at += size {
		b.Fill(samples[at:min(at+size, n)])
	}
	return samples
}

// wav returns a WAV file of integers or, with 32 bits, of floats.
func wav(rate beep.SampleRate, bits, channels int, samples [][2]float64) []byte {
	return wavtest.Format{Rate: rate, Channels: channels, Bits: bits, Float: bits == 32}.Encode(samples)
}

func filed(t testing.TB, name string, data []byte) string { return wavtest.File(t, name, data) }

// open opens a bed.
func open(t testing.TB, path string) *Bed {
	t.Helper()
	b, err := Open(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}
