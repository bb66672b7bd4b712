package recording_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/recording"
)

var _ beep.StreamCloser = (*recording.Reader)(nil)

// Every coding gives the samples that were written, to its precision, twice.
func TestWAV(t *testing.T) {
	for _, c := range []struct {
		bits  int
		float bool
		step  float64
	}{{8, false, 1. / 64}, {16, false, 1. / (1 << 14)}, {24, false, 1. / (1 << 22)}, {32, false, 1e-9}, {32, true, 1e-7}, {64, true, 0}} {
		for _, rate := range []int{8000, 44100, 192000} {
			for _, channels := range []int{1, 2} {
				for _, extensible := range []bool{false, true} {
					name := fmt.Sprintf("%d bits float %t %d Hz %d channels extensible %t", c.bits, c.float, rate, channels, extensible)
					const n = 9999
					r, err := recording.New(bytes.NewReader(wavOf(rate, channels, c.bits, c.float, extensible, n)))
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if want := (recording.Format{Kind: "WAV", Bits: c.bits, Float: c.float, Rate: beep.SampleRate(rate), Channels: channels, Length: n}); r.Format != want {
						t.Errorf("%s: got %+v", name, r.Format)
					}
					for range 2 {
						frames, err := readAll(r)
						if err != nil || len(frames) != n || r.Position() != n {
							t.Fatalf("%s: %d samples, %v", name, len(frames), err)
						}
						for i, f := range frames {
							for ear, v := range f {
								if want := sample(i, min(ear, channels-1), rate); math.Abs(v-want) > c.step {
									t.Fatalf("%s: sample %d is %v, want %v", name, i, f, want)
								}
							}
						}
						if err := r.Rewind(); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
}

// A writer into a pipe does not know the length.
func TestWAVFromAPipe(t *testing.T) {
	for _, length := range []uint32{0xffffffff, 0x7ffff000, 0} {
		wav := wavOf(48000, 2, 16, false, false, 1000)
		wav = wav[:bytes.Index(wav, []byte("behind"))-8]
		binary.LittleEndian.PutUint32(wav[bytes.Index(wav, []byte("data"))+4:], length)
		binary.LittleEndian.PutUint32(wav[4:], length)
		r, err := recording.New(bytes.NewReader(wav))
		if err != nil {
			t.Fatal(err)
		}
		if frames, err := readAll(r); err != nil || len(frames) != 1000 || r.Length != 1000 {
			t.Errorf("length %#x: %d samples, %v", length, len(frames), err)
		}
	}
}

func TestFLAC(t *testing.T) {
	r, err := recording.New(bytes.NewReader(flacOf(t, 9999)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (recording.Format{Kind: "FLAC", Bits: 16, Rate: 48000, Channels: 2, Length: 9999}); r.Format != want {
		t.Errorf("got %+v", r.Format)
	}
	frames, err := readAll(r)
	if err != nil || len(frames) != 9999 {
		t.Fatalf("%d samples, %v", len(frames), err)
	}
	for i, f := range frames {
		if math.Abs(f[0]-sample(i, 0, 48000)) > 1./(1<<15) || math.Abs(f[1]-sample(i, 1, 48000)) > 1./(1<<15) {
			t.Fatalf("sample %d is %v", i, f)
		}
	}
}

// Of every depth full scale is -1.
func TestFLACBits(t *testing.T) {
	for _, bits := range []int{8, 12, 16, 20, 24} {
		one := int32(1) << (bits - 1)
		samples := make([]int32, 100)
		samples[1], samples[2], samples[3] = one/2, -one/4, -one
		got, err := read(flacOfBits(t, bits, samples...))
		if err != nil || len(got) != 100 {
			t.Errorf("%d bits: %d samples, %v", bits, len(got), err)
			continue
		}
		for i, want := range []float64{0, 0.5, -0.25, -1} {
			if got[i] != [2]float64{want, want} {
				t.Errorf("%d bits: sample %d is %v, want %v", bits, i, got[i], want)
			}
		}
	}
}

// An MP3 of lame is as long as what was encoded, and every sample at its time.
func TestMP3Gapless(t *testing.T) {
	for _, rate := range []int{22050, 24000, 44100} {
		n := rate * 2 / 3
		file := lame(t, wavOf(rate, 2, 16, false, false, n), "-b", "96", "--resample", fmt.Sprint(float64(rate)/1000), "--tt", "a title", "--add-id3v2")
		got, err := read(file)
		if err != nil || len(got) != n {
			t.Fatalf("%d Hz: %d samples, want %d, %v", rate, len(got), n, err)
		}
		// At lame's own gain: one sample late would be an error of 0.03.
		var dot, own float64
		for i := 2000; i < n-2000; i++ {
			want := sample(i, 0, rate)
			dot, own = dot+got[i][0]*want, own+want*want
		}
		for i := 2000; i < n-2000; i++ {
			for ear, v := range got[i] {
				if want := dot / own * sample(i, ear, rate); math.Abs(v-want) > 0.005 {
					t.Fatalf("%d Hz: sample %d is %v, want %v of ear %d", rate, i, v, want, ear)
				}
			}
		}
	}
}

// An MP3 of the repository is what the session's own decoder makes of it, to the
// two steps of 16 bits by which decoders differ.
func TestMP3(t *testing.T) {
	for _, path := range []string{"../../sounds/chimes/chime-in.mp3", "../../sounds/voices/heart/welcome-left.mp3"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := audio.DecodeMP3(data)
		if err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string][]byte{
			"":                        data,
			" behind ID3v2":           slices.Concat([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), make([]byte, 128), data),
			" before ID3v1":           slices.Concat(data, []byte("TAG\xff\xfb\x94\xc4"), make([]byte, 121)),
			" with zeros at the end":  slices.Concat(data, make([]byte, 1000)),
			" with frames at the end": slices.Concat(data, data[len(data)-len(data)/4:]),
		} {
			r, err := recording.New(bytes.NewReader(file))
			if err != nil {
				t.Fatalf("%s%s: %v", path, name, err)
			}
			frames, err := readAll(r)
			if err != nil || len(frames) != len(want) || r.Length != len(want) {
				t.Fatalf("%s%s: %d samples of %d, want %d, %v", path, name, len(frames), r.Length, len(want), err)
			}
			for i, f := range frames {
				if v := float64(want[i]) / 32768; f[0] != f[1] || math.Abs(f[0]-v) > 2./32768 {
					t.Fatalf("%s%s: sample %d is %v, want %v", path, name, i, f, v)
				}
			}
		}
	}
}

// A file that was cut is read up to the cut, and then says so.
func TestTruncated(t *testing.T) {
	mp3, err := os.ReadFile("../../sounds/chimes/chime-in.mp3")
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"WAV": wavOf(48000, 2, 24, false, false, 20000), "FLAC": flacOf(t, 20000), "MP3": mp3} {
		r, err := recording.New(bytes.NewReader(file[:len(file)/2]))
		if err != nil {
			t.Fatal(err)
		}
		frames, err := readAll(r)
		if !errors.Is(err, recording.ErrTruncated) || len(frames) < r.Length/4 || len(frames) > r.Length*3/4 {
			t.Errorf("%s: %d of %d samples, %v", name, len(frames), r.Length, err)
		}
		if n, ok := r.Stream(make([][2]float64, 10)); n != 0 || ok {
			t.Errorf("%s: goes on with %d samples", name, n)
		}
	}
}

// set is a copy of a file with some of its bytes, from a mark on, replaced.
func set(file []byte, mark string, offset int, with ...byte) []byte {
	file = slices.Clone(file)
	copy(file[bytes.Index(file, []byte(mark))+offset:], with)
	return file
}

// What cannot be read is one error, that says what is the matter.
func TestRefused(t *testing.T) {
	wav, flac := wavOf(48000, 2, 16, false, false, 1000), flacOf(t, 5000)
	mp3, err := os.ReadFile("../../sounds/chimes/chime-key.mp3")
	if err != nil {
		t.Fatal(err)
	}
	nan := wavOf(48000, 1, 32, true, false, 1000)
	copy(nan[bytes.Index(nan, []byte("data"))+8+400:], "\x00\x00\xc0\x7f")
	garbage := bytes.Repeat(append([]byte("\xff\xfb\x90\xc4"), bytes.Repeat([]byte{0xff}, 413)...), 10)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "empty: a file of 0 bytes"},
		{"one byte", []byte("R"), "not a WAV, FLAC or MP3 file: too short, with 1 bytes"},
		{"text", bytes.Repeat([]byte("text "), 1000), "not a WAV, FLAC or MP3 file"},
		{"looks like a frame", slices.Concat([]byte("\xff\xfb\x94\xc4"), bytes.Repeat([]byte("text "), 1000)), "not a WAV, FLAC or MP3 file"},
		{"Ogg", slices.Concat([]byte("OggS"), make([]byte, 500)), "not a WAV, FLAC or MP3 file"},
		{"an ID3 tag alone", append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), make([]byte, 128)...), "not a WAV, FLAC or MP3 file: an ID3 tag, and no sound behind it"},
		{"an ID3 tag that lies", append([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), make([]byte, 128)...), "not a WAV, FLAC or MP3 file: an ID3 tag, and no sound behind it"},
		{"WAV without a format", slices.Concat(wav[:12], []byte("data\x04\x00\x00\x00abcd")), "damaged: its sound stands before its format"},
		{"WAV without sound", wav[:bytes.Index(wav, []byte("data"))], "cut off before its sound"},
		{"WAV of no samples", wavOf(48000, 2, 16, false, false, 0), "holds no sound"},
		{"WAV of nine channels", wavOf(48000, 9, 16, false, false, 10), "9 channels (read are 1 to 8)"},
		{"WAV at 4 kHz", wavOf(4000, 1, 16, false, false, 10), "sampled at 4000 Hz (read are 8000 to 192000)"},
		{"WAV at 384 kHz", wavOf(384000, 1, 16, false, false, 10), "sampled at 384000 Hz (read are 8000 to 192000)"},
		{"WAV in ADPCM", set(wav, "fmt ", 8, 2, 0), "a WAV file in ADPCM, 0x2 (read are integers, floats, A-law and mu-law)"},
		{"WAV of 12 bits", set(wav, "fmt ", 8+14, 12), "samples of 12 bits (read are 8, 16, 24, 32, and floats of 32 and 64)"},
		{"WAV with frames that lie", set(wav, "fmt ", 8+12, 3), "damaged: frames of 3 bytes, with 2 channels of 16 bits"},
		{"WAV with a long format", set(wav, "fmt ", 4, 0, 0, 0, 0x40), `damaged: a "fmt " chunk of 1073741824 bytes`},
		{"WAV that promises more", set(wav, "data", 4, 0, 0, 1, 0), "cut off: 1003 of 16384 samples"},
		{"WAV with no number", nan, "damaged: sample 100 is not a number"},
		{"FLAC header alone", flac[:42], "cut off: 0 of 5000 samples"},
		{"FLAC with a flipped bit", set(flac, "", len(flac)/2, ^flac[len(flac)/2]), "damaged: "},
		{"MP3 with garbage", slices.Concat(mp3[:len(mp3)/2], bytes.Repeat([]byte("garbage"), 500)), "cut off: "},
		{"MP3 of garbage", garbage, "damaged: none of its "},
		{"MP3 in Ogg", slices.Concat([]byte("OggS"), mp3), "not a WAV, FLAC or MP3 file"},
	} {
		r, err := recording.New(bytes.NewReader(c.file))
		if err == nil {
			_, err = readAll(r)
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestOpen(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "x.mp3") // by what is in it
	if err := os.WriteFile(path, wavOf(48000, 1, 16, false, false, 100), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := recording.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, ok := r.Stream(make([][2]float64, 1)); ok || r.Err() == nil {
		t.Errorf("a closed file streams, %v", r.Err())
	}
	if _, err := recording.Open(folder); err == nil || err.Error() != folder+": is a directory" {
		t.Errorf("a folder: %v", err)
	}
	if _, err := recording.Open(filepath.Join(folder, "no")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := recording.Open(os.DevNull); err == nil || err.Error() != os.DevNull+": is a pipe or a device, not a file" {
		t.Errorf("a device: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := recording.Open(path); err == nil || err.Error() != path+": empty: a file of 0 bytes" {
		t.Errorf("an empty file: %v", err)
	}
}

// Reading takes no more memory for an hour than for a minute: nothing at all,
// once a file is open.
func TestReadingAllocatesNothing(t *testing.T) {
	r, err := recording.New(bytes.NewReader(wavOf(48000, 2, 16, false, false, 200000)))
	if err != nil {
		t.Fatal(err)
	}
	frames := make([][2]float64, 512)
	if n := testing.AllocsPerRun(100, func() { r.Stream(frames) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
