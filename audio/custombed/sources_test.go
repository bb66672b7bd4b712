package custombed

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopxl/beep/v2"
)

// fake is a stream of which sample i is value(i). It breaks with err at its
// end, if there is one.
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

// ramp is i in the left ear and -i in the right one: exact in 32-bit floats.
func ramp(i int) [2]float64 { return [2]float64{float64(i), -float64(i)} }

// noise is white, unlike in the ears, the same on every run.
func noise(n int, peak float64) [][2]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	samples := make([][2]float64, n)
	for i := range samples {
		samples[i] = [2]float64{peak * (2*r.Float64() - 1), peak * (2*r.Float64() - 1)}
	}
	return samples
}

// chord is what every rate and every encoder carries, the same in both ears.
func chord(rate beep.SampleRate, n int, peak float64) [][2]float64 {
	samples := make([][2]float64, n)
	for i := range samples {
		var v float64
		for _, f := range []float64{227, 440, 991, 1499, 2303} {
			v += math.Sin(2 * math.Pi * f * float64(i) / float64(rate))
		}
		samples[i] = [2]float64{peak * v / 5, peak * v / 5}
	}
	return samples
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
func fill(b interface{ Fill([][2]float64) int }, n, size int) [][2]float64 {
	samples := make([][2]float64, n)
	for at := 0; at < n; at += size {
		b.Fill(samples[at:min(at+size, n)])
	}
	return samples
}

// wav is a WAV file of 32-bit floats, or with bits of 16 or 8 of integers, in
// one channel or two.
func wav(rate beep.SampleRate, bits, channels int, samples [][2]float64) []byte {
	tag := 1
	if bits == 32 {
		tag = 3
	}
	var b bytes.Buffer
	frame := channels * bits / 8
	b.WriteString("RIFF")
	put := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				panic(err)
			}
		}
	}
	put(uint32(36 + len(samples)*frame))
	b.WriteString("WAVEfmt ")
	put(uint32(16), uint16(tag), uint16(channels), uint32(rate), uint32(int(rate)*frame), uint16(frame), uint16(bits))
	b.WriteString("data")
	put(uint32(len(samples) * frame))
	out := make([]byte, 0, len(samples)*frame)
	for _, v := range samples {
		for _, v := range v[:channels] {
			switch bits {
			case 32:
				out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(v)))
			case 16:
				v = min(max(math.Round(v*32768), -32768), 32767)
				out = binary.LittleEndian.AppendUint16(out, uint16(int16(v)))
			case 8:
				out = append(out, byte(128+math.Round(v*127)))
			}
		}
	}
	return append(b.Bytes(), out...)
}

// filed writes a file for the time of a test.
func filed(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a bed.
func open(t testing.TB, path string) *Bed {
	t.Helper()
	b, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}
