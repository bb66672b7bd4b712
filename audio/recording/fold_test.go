package recording_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"uncramp/audio/recording"
)

// channelsOf makes a WAV file of 16 bits in which the only sample that is not
// silent is number c of channel c, with a mask, or without one if that is 0.
func channelsOf(channels int, mask uint32) []byte {
	le := binary.LittleEndian
	var data []byte
	for i := range 2 * channels {
		for c := range channels {
			v := int16(0)
			if i == c {
				v = 1 << 14
			}
			data = le.AppendUint16(data, uint16(v))
		}
	}
	tag := uint16(1)
	if mask != 0 {
		tag = 0xfffe
	}
	format := le.AppendUint16(nil, tag)
	format = le.AppendUint16(format, uint16(channels))
	format = le.AppendUint32(format, 48000)
	format = le.AppendUint32(format, uint32(48000*2*channels))
	format = le.AppendUint16(format, uint16(2*channels))
	format = le.AppendUint16(format, 16)
	if mask != 0 {
		format = le.AppendUint16(format, 22)
		format = le.AppendUint16(format, 16)
		format = le.AppendUint32(format, mask)
		format = append(format, "\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"...)
	}
	b := append([]byte("RIFF"), le.AppendUint32(nil, uint32(20+len(format)+len(data)))...)
	b = append(append(b, "WAVEfmt "...), le.AppendUint32(nil, uint32(len(format)))...)
	b = append(append(b, format...), "data"...)
	return append(le.AppendUint32(b, uint32(len(data))), data...)
}

// More than two channels are folded down: each into the ears that it belongs to,
// the centre and the surrounds 3 dB down, the low frequencies not at all.
func TestFold(t *testing.T) {
	const d = math.Sqrt2 / 2
	l, r, c, ls, rs, none, s := [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{d, d}, [2]float64{d, 0}, [2]float64{0, d}, [2]float64{}, [2]float64{0.5, 0.5}
	for _, f := range []struct {
		channels int
		mask     uint32
		want     [][2]float64
	}{
		{3, 0, [][2]float64{l, r, c}},
		{3, 0xb, [][2]float64{l, r, none}}, // 2.1
		{4, 0, [][2]float64{l, r, ls, rs}},
		{4, 0x107, [][2]float64{l, r, c, s}}, // a single one behind
		{5, 0, [][2]float64{l, r, c, ls, rs}},
		{6, 0, [][2]float64{l, r, c, none, ls, rs}},
		{6, 0x3f, [][2]float64{l, r, c, none, ls, rs}},
		{6, 0x60f, [][2]float64{l, r, c, none, ls, rs}}, // the sides, not behind
		{6, 0x3, [][2]float64{l, r, c, none, ls, rs}},   // a mask of two
		{8, 0, [][2]float64{l, r, c, none, ls, rs, ls, rs}},
	} {
		name := fmt.Sprintf("%d channels, mask %#x", f.channels, f.mask)
		file, err := recording.New(bytes.NewReader(channelsOf(f.channels, f.mask)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := readAll(file)
		if err != nil || len(got) != 2*f.channels || file.Channels != f.channels {
			t.Errorf("%s: %d samples, %+v, %v", name, len(got), file.Format, err)
			continue
		}
		for i, want := range f.want {
			if want = [2]float64{want[0] / 2, want[1] / 2}; got[i] != want {
				t.Errorf("%s: channel %d is %v, want %v", name, i, got[i], want)
			}
		}
	}
}

// ffmpegMade is what ffmpeg makes of a file: options for what it reads, "to", and
// those for what it makes, which its name tells.
func ffmpegMade(t *testing.T, in []byte, options ...string) []byte {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("needs ffmpeg: ", err)
	}
	folder := t.TempDir()
	from, to := filepath.Join(folder, "in"), filepath.Join(folder, options[len(options)-1])
	if err := os.WriteFile(from, in, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-v", "error"}
	for _, o := range options[:len(options)-1] {
		if o == "to" {
			args = append(args, "-i", from)
			continue
		}
		args = append(args, o)
	}
	args = append(args, to)
	if said, err := exec.Command(ffmpeg, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	out, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The laws of G.711 are those of ffmpeg, all 256 codes of them.
func TestG711(t *testing.T) {
	var codes []byte
	for i := range 256 {
		codes = append(codes, byte(i))
	}
	for law, c := range map[string]struct {
		format string
		tag    byte
	}{"A-law": {"alaw", 6}, "mu-law": {"mulaw", 7}} {
		wav := set(wavOf(8000, 1, 8, false, false, 256), "fmt ", 8, c.tag, 0)
		wav = set(wav, "data", 8, codes...)
		r, err := recording.New(bytes.NewReader(wav))
		if err != nil {
			t.Fatal(err)
		}
		if r.Coding != law || r.Bits != 8 {
			t.Errorf("%s: %+v", law, r.Format)
		}
		got, err := readAll(r)
		if err != nil || len(got) != 256 {
			t.Fatalf("%s: %d samples, %v", law, len(got), err)
		}
		raw := ffmpegMade(t, codes, "-f", c.format, "-ar", "8000", "to", "-f", "s16le", "out.raw")
		for i, v := range got {
			if want := float64(int16(binary.LittleEndian.Uint16(raw[2*i:]))) / (1 << 15); v != [2]float64{want, want} {
				t.Errorf("%s %#x: %v, want %v", law, i, v, want)
			}
		}
	}
}
