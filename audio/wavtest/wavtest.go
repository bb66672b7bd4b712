// Package wavtest makes WAV files and sounds for tests. [Format.Encode] makes a file
// of frames, and [Noise] and [Tone] make frames.
package wavtest

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"
)

// Format is the form of a WAV file.
type Format struct {
	Rate       beep.SampleRate
	Channels   int  // beyond two, copies of the second
	Bits       int  // 8, 16, 24 or 32
	Float      bool // 32 bits only
	Extensible bool // the longer form of the format chunk
	Extra      bool // a chunk of odd length before the sound, and one behind it
}

// Encode returns a file with these frames, full scale ±1.
func (f Format) Encode(frames [][2]float64) []byte {
	const pcm, float, extensible = 1, 3, 0xfffe
	le := binary.LittleEndian
	coding := uint16(pcm)
	if f.Float {
		coding = float
	}
	frame := f.Channels * f.Bits / 8
	format := le.AppendUint16(nil, coding)
	if f.Extensible {
		le.PutUint16(format, extensible)
	}
	format = le.AppendUint16(format, uint16(f.Channels))
	format = le.AppendUint32(format, uint32(f.Rate))
	format = le.AppendUint32(format, uint32(int(f.Rate)*frame))
	format = le.AppendUint16(format, uint16(frame))
	format = le.AppendUint16(format, uint16(f.Bits))
	if f.Extensible {
		format = le.AppendUint16(format, 22)
		format = le.AppendUint16(format, uint16(f.Bits))
		format = le.AppendUint32(format, 3) // left and right
		format = le.AppendUint16(format, coding)
		format = append(format, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	}
	data := make([]byte, 0, len(frames)*frame)
	for _, v := range frames {
		for c := range f.Channels {
			data = f.append(data, v[min(c, 1)])
		}
	}
	body := slices.Concat([]byte("WAVE"), chunk("fmt ", format), chunk("data", data))
	if f.Extra {
		body = slices.Concat([]byte("WAVE"), chunk("odd ", []byte("odd")), chunk("fmt ", format), chunk("data", data), chunk("even", []byte("behind")))
	}
	return chunk("RIFF", body)
}

// append appends a sample to data.
func (f Format) append(data []byte, v float64) []byte {
	if f.Float {
		return binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
	}
	steps := math.Ldexp(1, f.Bits-1)
	i := int32(min(max(math.Round(v*steps), -steps), steps-1))
	if f.Bits == 8 {
		return append(data, byte(i+128))
	}
	return append(data, binary.LittleEndian.AppendUint32(nil, uint32(i))[:f.Bits/8]...)
}

// chunk returns a RIFF chunk, padded to an even length.
func chunk(id string, body []byte) []byte {
	b := append([]byte(id), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...)
	return append(append(b, body...), make([]byte, len(body)%2)...)
}

// File writes a file that exists as long as the test, and returns its path.
func File(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Noise returns white noise, different in the two channels, the same on every run.
func Noise(n int, peak float64) [][2]float64 {
	r := rand.New(rand.NewPCG(1, 2))
	frames := make([][2]float64, n)
	for i := range frames {
		frames[i] = [2]float64{peak * (2*r.Float64() - 1), peak * (2*r.Float64() - 1)}
	}
	return frames
}

// Tone returns sines of these frequencies in both channels, which add up to a peak of
// at most the given one.
func Tone(rate beep.SampleRate, n int, peak float64, hz ...float64) [][2]float64 {
	frames := make([][2]float64, n)
	for i := range frames {
		var v float64
		for _, f := range hz {
			v += math.Sin(2 * math.Pi * f * float64(i) / float64(rate))
		}
		v *= peak / float64(len(hz))
		frames[i] = [2]float64{v, v}
	}
	return frames
}
