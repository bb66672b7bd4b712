package mastering

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// wav is a WAV file with one data chunk, its format and its data as they are
// given, right or wrong.
func wav(tag, channels uint16, rate uint32, bits uint16, extensible bool, data []byte) []byte {
	le := binary.LittleEndian
	var f []byte
	outer := tag
	if extensible {
		outer = waveExtensible
	}
	f = le.AppendUint16(f, outer)
	f = le.AppendUint16(f, channels)
	f = le.AppendUint32(f, rate)
	f = le.AppendUint32(f, rate*uint32(channels)*uint32(bits)/8)
	f = le.AppendUint16(f, channels*bits/8)
	f = le.AppendUint16(f, bits)
	if extensible {
		f = le.AppendUint16(f, 22)
		f = le.AppendUint16(f, bits)
		f = le.AppendUint32(f, 4) // the speaker in front
		f = le.AppendUint16(f, tag)
		f = append(f, "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	}
	chunk := func(id string, body []byte) []byte {
		c := append(le.AppendUint32([]byte(id), uint32(len(body))), body...)
		return append(c, make([]byte, len(body)%2)...)
	}
	body := append([]byte("WAVE"), chunk("fmt ", f)...)
	body = append(body, chunk("LIST", []byte("odd"))...) // padded
	body = append(body, chunk("data", data)...)
	return append(le.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// pcm16 is samples as 16 bit little-endian integers.
func pcm16(samples ...int16) []byte {
	var b []byte
	for _, s := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return b
}

func float32s(samples ...float32) []byte {
	var b []byte
	for _, s := range samples {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	return b
}

func TestReadWAV(t *testing.T) {
	want := []float64{0, 0.5, -0.25, -1}
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"16 bit", wav(wavePCM, 1, 8000, 16, false, pcm16(0, 1<<14, -1<<13, -1<<15))},
		{"16 bit extensible", wav(wavePCM, 1, 192000, 16, true, pcm16(0, 1<<14, -1<<13, -1<<15))},
		{"16 bit stereo", wav(wavePCM, 2, 44100, 16, false, pcm16(0, 0, 1<<14, 1<<14, 0, -1<<14, -1<<15, -1<<15))},
		{"24 bit", wav(wavePCM, 1, 48000, 24, false, []byte{0, 0, 0, 0, 0, 0x40, 0, 0, 0xe0, 0, 0, 0x80})},
		{"32 bit", wav(wavePCM, 1, 48000, 32, true, []byte{0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0xe0, 0, 0, 0, 0x80})},
		{"float", wav(waveFloat, 1, 96000, 32, false, float32s(0, 0.5, -0.25, -1))},
		{"float extensible", wav(waveFloat, 1, 96000, 32, true, float32s(0, 0.5, -0.25, -1))},
	} {
		r, err := Read(c.file)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(r.Samples) != len(want) {
			t.Errorf("%s: got %v, want %v", c.name, r.Samples, want)
			continue
		}
		for i := range want {
			if r.Samples[i] != want[i] {
				t.Errorf("%s: sample %d: got %v, want %v", c.name, i, r.Samples[i], want[i])
			}
		}
	}
}

// flacFile encodes samples of a given number of bits.
func flacFile(t testing.TB, bits uint8, samples ...int32) []byte {
	t.Helper()
	var out bytes.Buffer
	e, err := flac.NewEncoder(&out, &meta.StreamInfo{
		BlockSizeMin: 16, BlockSizeMax: 65535, SampleRate: 48000, NChannels: 1, BitsPerSample: bits, NSamples: uint64(len(samples)),
	})
	if err != nil {
		t.Fatal(err)
	}
	err = e.WriteFrame(&frame.Frame{
		Header: frame.Header{HasFixedBlockSize: true, BlockSize: uint16(len(samples)), SampleRate: 48000, Channels: frame.ChannelsMono, BitsPerSample: bits},
		Subframes: []*frame.Subframe{{
			SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: samples, NSamples: len(samples),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadFLAC(t *testing.T) {
	for _, bits := range []uint8{16, 24} {
		one := int32(1) << (bits - 1)
		samples := make([]int32, 100)
		samples[1], samples[2], samples[3] = one/2, -one/4, -one
		r, err := Read(flacFile(t, bits, samples...))
		if err != nil {
			t.Errorf("%d bits: %v", bits, err)
			continue
		}
		if len(r.Samples) != 100 || r.Samples[0] != 0 || r.Samples[1] != 0.5 || r.Samples[2] != -0.25 || r.Samples[3] != -1 {
			t.Errorf("%d bits: got %d samples, %v", bits, len(r.Samples), r.Samples[:4])
		}
	}
}

// An MP3 of another program at another rate, in stereo, is read gapless.
func TestReadMP3(t *testing.T) {
	needLame(t)
	const n = 30000
	samples := make([]int16, 2*n)
	for i := range n {
		samples[2*i] = int16(8000 * math.Sin(2*math.Pi*441*float64(i)/44100))
		samples[2*i+1] = samples[2*i]
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out.mp3")
	if err := os.WriteFile(in, wav(wavePCM, 2, 44100, 16, false, pcm16(samples...)), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "lame", "--quiet", "-b", "192", "--tt", "a title", "--add-id3v2", in, out).CombinedOutput(); err != nil {
		t.Fatalf("lame: %v: %s", err, said)
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rate != 44100 || len(r.Samples) != n {
		t.Fatalf("got %d samples at %d Hz, want %d at 44100", len(r.Samples), r.Rate, n)
	}
	// Against the same sine, at lame's own gain: one sample late would leave 6 %.
	var dot, own float64
	for i := 2000; i < n-2000; i++ {
		want := float64(samples[2*i]) / 32768
		dot += r.Samples[i] * want
		own += want * want
	}
	gain := dot / own
	for i := 2000; i < n-2000; i++ {
		if d := math.Abs(r.Samples[i] - gain*float64(samples[2*i])/32768); d > 0.005 {
			t.Fatalf("sample %d is off by %v, with a gain of %v", i, d, gain)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	good := wav(wavePCM, 1, 48000, 16, false, pcm16(make([]int16, 1000)...))
	data := bytes.Index(good, []byte("data"))
	lie := bytes.Clone(good)
	binary.LittleEndian.PutUint32(lie[data+4:], 1<<31)
	align := bytes.Clone(good)
	align[32] = 3
	flc := flacFile(t, 16, make([]int32, 4000)...)
	flip := bytes.Clone(flc)
	flip[len(flip)/2] ^= 1
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"nothing", nil, "empty: a file of 0 bytes"},
		{"text", []byte("not a recording"), "not a WAV, FLAC or MP3 file"},
		{"no samples", wav(wavePCM, 1, 48000, 16, false, nil), "empty: no samples"},
		{"RIFF alone", []byte("RIFF"), "corrupt: a RIFF file without WAVE in it"},
		{"no data", good[:data], "corrupt: a WAV file without data"},
		{"cut off", good[:len(good)-100], `corrupt: chunk "data" has 1900 bytes of 2000`},
		{"length of 2 GB", lie, `corrupt: chunk "data" has 2000 bytes of 2147483648`},
		{"frames of 3 bytes", align, "corrupt: frames of 3 bytes, with 1 channels of 16 bits"},
		{"8 bit", wav(wavePCM, 1, 48000, 8, false, make([]byte, 100)), "samples of 8 bits: it takes 16, 24 and 32 (floats: 32)"},
		{"64 bit float", wav(waveFloat, 1, 48000, 64, false, make([]byte, 800)), "samples of 64 bits: it takes 16, 24 and 32 (floats: 32)"},
		{"A-law", wav(6, 1, 48000, 8, false, make([]byte, 100)), "a WAV file in format 0x6: it takes integers and floats"},
		{"4 kHz", wav(wavePCM, 1, 4000, 16, false, pcm16(1)), "recorded at 4000 Hz: it takes 8000 to 192000 Hz"},
		{"384 kHz", wav(wavePCM, 1, 384000, 16, false, pcm16(1)), "recorded at 384000 Hz: it takes 8000 to 192000 Hz"},
		{"0 channels", wav(wavePCM, 0, 48000, 16, false, pcm16(1)), "0 channels: it takes mono or stereo"},
		{"3 channels", wav(wavePCM, 3, 48000, 16, false, pcm16(1, 2, 3)), "3 channels: it takes mono or stereo"},
		{"not a number", wav(waveFloat, 1, 48000, 32, false, float32s(0, float32(math.NaN()))), "corrupt: sample 1 is NaN"},
		{"infinite", wav(waveFloat, 1, 48000, 32, false, float32s(float32(math.Inf(-1)))), "corrupt: sample 0 is -Inf"},
		{"25 s", wav(wavePCM, 1, 8000, 16, false, make([]byte, 25*8000*2)), "over-long: more than 24s, silence included"},
		{"FLAC alone", []byte("fLaC"), "corrupt: "},
		{"FLAC cut off", flc[:len(flc)-10], "corrupt: "},
		{"FLAC with one bit wrong", flip, "corrupt: "},
		{"MP3 alone", []byte{0xff, 0xfb}, "corrupt: too short for an MP3"},
		{"ID3 alone", []byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), "corrupt: too short for an MP3"},
		{"MPEG-2", []byte{0xff, 0xf3, 0x84, 0xc4, 0, 0}, "an MP3 below 32 kHz"},
		{"MP3 of noughts", append([]byte{0xff, 0xfb, 0x90, 0xc4}, make([]byte, 100)...), ""},
	} {
		if _, err := Read(c.file); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestClipped(t *testing.T) {
	const full = 32767
	for _, c := range []struct {
		name    string
		rate    uint32
		samples []int16
		want    bool
	}{
		{"two at full scale", 48000, []int16{0, full, full, 0, full, full, 0}, false},
		{"three", 48000, []int16{0, full, full, full, 0}, true},
		{"three below", 48000, []int16{0, -32768, -32768, -32767, 0}, true},
		{"up and down", 48000, []int16{0, full, -32768, full, -32768, 0}, false},
		{"just under", 48000, []int16{0, 32766, 32766, 32766, 32766, 0}, false},
		{"three at 192 kHz", 192000, []int16{0, full, full, full, 0}, false},
		{"twelve at 192 kHz", 192000, []int16{full, full, full, full, full, full, full, full, full, full, full, full}, true},
		{"three at 8 kHz", 8000, []int16{0, full, full, full, 0}, true},
	} {
		r, err := Read(wav(wavePCM, 1, c.rate, 16, false, pcm16(c.samples...)))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := r.clipped >= 0; got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	// In one channel of two it shows although the mean does not reach full scale.
	r, err := Read(wav(wavePCM, 2, 48000, 16, false, pcm16(0, 0, full, 0, full, 0, full, 0)))
	if err != nil || r.clipped < 0 {
		t.Errorf("in one channel: got %v %v", r, err)
	}
}

// Whatever is read is a recording within bounds, or an error.
func FuzzRead(f *testing.F) {
	f.Add(wav(wavePCM, 1, 48000, 16, false, pcm16(1, 2, 3)))
	f.Add(wav(wavePCM, 2, 8000, 24, true, make([]byte, 60)))
	f.Add(wav(waveFloat, 2, 192000, 32, true, float32s(0, 0.5, -1, 1)))
	f.Add(flacFile(f, 16, make([]int32, 64)...))
	f.Add([]byte{})
	if file, err := os.ReadFile("../../sounds/voices/heart/in.mp3"); err == nil {
		f.Add(file[:2000])
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Read(file)
		if err != nil {
			return
		}
		if r.Rate < minRate || r.Rate > maxRate || len(r.Samples) == 0 || len(r.Samples) > r.Rate.N(maxRaw) {
			t.Fatalf("%d samples at %d Hz", len(r.Samples), r.Rate)
		}
		for i, s := range r.Samples {
			if math.IsNaN(s) || math.IsInf(s, 0) {
				t.Fatalf("sample %d is %v", i, s)
			}
		}
	})
}
