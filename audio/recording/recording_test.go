package recording_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
	"uncramp/audio/recording"
	"uncramp/audio/wavtest"
)

var _ beep.StreamCloser = (*recording.Reader)(nil)

// sample returns a sample of the sound in every file here: one tone in each channel.
func sample(i, channel, rate int) float64 {
	hz := [2]float64{440, 660}[channel]
	return 0.5 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))
}

// wavOf returns a WAV file of n samples; -32 bits are floats. At 44.1 kHz its format is
// an extensible one.
func wavOf(rate, channels, bits, n int) []byte {
	frames := make([][2]float64, n)
	for i := range frames {
		frames[i] = [2]float64{sample(i, 0, rate), sample(i, 1, rate)}
	}
	return wavtest.Format{
		Rate: beep.SampleRate(rate), Channels: channels, Bits: max(bits, -bits), Float: bits < 0,
		Extensible: rate == 44100, Extra: true,
	}.Encode(frames)
}

// made returns the file that a program makes of another one.
func made(t testing.TB, in []byte, name string, args ...string) []byte {
	t.Helper()
	program, err := exec.LookPath(args[0])
	if err != nil {
		t.Skip("needs ", args[0])
	}
	out := filepath.Join(t.TempDir(), name)
	from := file(t, "in.wav", in)
	for i, a := range args {
		args[i] = strings.NewReplacer("IN", from, "OUT", out).Replace(a)
	}
	if said, err := exec.Command(program, args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v: %s", args, err, said)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func lame(t testing.TB, wav []byte, args ...string) []byte {
	return made(t, wav, "out.mp3", append(append([]string{"lame", "--quiet"}, args...), "IN", "OUT")...)
}

func converted(t testing.TB, wav []byte, name string, args ...string) []byte {
	return made(t, wav, name, append(append([]string{"ffmpeg", "-v", "error", "-i", "IN"}, args...), "OUT")...)
}

func file(t testing.TB, name string, data []byte) string { return wavtest.File(t, name, data) }

// read reads a whole file in odd portions.
func read(t testing.TB, path string) (recording.Format, [][2]float64, error) {
	t.Helper()
	r, err := recording.Open(t.Context(), path)
	if err != nil {
		return recording.Format{}, nil, err
	}
	defer r.Close()
	frames, err := readAll(r)
	if err == nil && r.Position() != len(frames) {
		t.Errorf("%s: at %d after %d samples", path, r.Position(), len(frames))
	}
	return r.Format, frames, err
}

func readAll(r *recording.Reader) (frames [][2]float64, err error) {
	part := make([][2]float64, 479)
	for {
		n, ok := r.Stream(part)
		frames = append(frames, part[:n]...)
		if !ok {
			return frames, r.Err()
		}
	}
}

// far returns the greatest error of frames that should be the tones.
func far(frames [][2]float64, rate, channels int) (most float64) {
	for i, f := range frames {
		for ear, v := range f {
			most = max(most, math.Abs(v-sample(i, min(ear, channels-1), rate)))
		}
	}
	return most
}

// withoutFFmpeg hides all programs.
func withoutFFmpeg(t *testing.T) { t.Setenv("PATH", t.TempDir()) }

// TestNative: ordinary files give the samples that were written, to their
// precision, twice, without ffmpeg.
func TestNative(t *testing.T) {
	type made struct {
		name           string
		data           []byte
		rate, channels int
		step           float64
	}
	var files []made
	for _, bits := range []int{16, 24, 32, -32} {
		for _, rate := range []int{8000, 44100, 192000} {
			for _, channels := range []int{1, 2} {
				data := wavOf(rate, channels, bits, 9999)
				files = append(files, made{fmt.Sprintf("%d bits, %d Hz, %d channels", bits, rate, channels), data, rate, channels, 4 / math.Pow(2, min(math.Abs(float64(bits)), 26))})
			}
		}
	}
	stereo := wavOf(48000, 2, 16, 9999)
	flac := converted(t, stereo, "a.flac")
	files = append(files, made{"FLAC", flac, 48000, 2, 1e-4},
		made{"FLAC of 24 bits", converted(t, wavOf(96000, 1, 24, 9999), "a.flac"), 96000, 1, 1e-6},
		made{"FLAC with a tag behind", slices.Concat(flac, []byte("TAG"), make([]byte, 125)), 48000, 2, 1e-4},
		made{"FLAC with zeros behind", slices.Concat(flac, make([]byte, 3000)), 48000, 2, 1e-4})
	withoutFFmpeg(t)
	for _, f := range files {
		r, err := recording.Open(t.Context(), file(t, "a", f.data))
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if want := (recording.Format{Rate: beep.SampleRate(f.rate), Channels: f.channels, Length: 9999}); r.Format != want {
			t.Errorf("%s: got %+v, want %+v", f.name, r.Format, want)
		}
		for range 2 {
			frames, err := readAll(r)
			if off := far(frames, f.rate, f.channels); err != nil || len(frames) != 9999 || off > f.step {
				t.Errorf("%s: %d samples off by %g, %v", f.name, len(frames), off, err)
			}
			if err := r.Rewind(); err != nil {
				t.Fatal(err)
			}
		}
		r.Close()
	}
}

// TestMP3: an MP3 is as long as what was encoded, every sample at its time, with
// tags in front and behind; what is whole of one that is cut in its last frame.
func TestMP3(t *testing.T) {
	const n = 30000
	for _, tt := range []struct{ rate, channels int }{{22050, 1}, {32000, 2}, {44100, 2}, {48000, 1}} {
		whole := lame(t, wavOf(tt.rate, tt.channels, 16, n), "-b", "128", "--resample", fmt.Sprint(float64(tt.rate)/1000), "--tt", "a title", "--add-id3v2")
		noTag := lame(t, wavOf(tt.rate, tt.channels, 16, n), "-b", "128", "--resample", fmt.Sprint(float64(tt.rate)/1000), "-t")
		for _, f := range []struct {
			name  string
			data  []byte
			exact bool
		}{
			{"whole", whole, true},
			{"with zeros behind", slices.Concat(whole, make([]byte, 999)), true},
			{"a recorded stream", noTag[:len(noTag)-9], false},
			{"a stream from its middle on", noTag[bytes.LastIndex(noTag[:len(noTag)/2], noTag[:3]):], false},
		} {
			t.Run(fmt.Sprint(tt, f.name), func(t *testing.T) {
				withoutFFmpeg(t)
				format, frames, err := read(t, file(t, "a.mp3", f.data))
				if err != nil || format.Rate != beep.SampleRate(tt.rate) || format.Length != len(frames) {
					t.Fatalf("%+v, %d samples, %v", format, len(frames), err)
				}
				if !f.exact {
					if len(frames) < n/6 || len(frames) > n+3*1152 {
						t.Errorf("%d samples of %d", len(frames), n)
					}
					for i, v := range frames {
						if math.Abs(v[0]) > 0.6 {
							t.Fatalf("sample %d is noise: %v", i, v)
						}
					}
					return
				}
				if len(frames) != n {
					t.Fatalf("%d samples, want %d", len(frames), n)
				}
				// Lame takes 5 % off. One sample late would be off by 0.02 and more.
				for i := 2000; i < n-2000; i++ {
					if want := 0.95 * sample(i, 0, tt.rate); math.Abs(frames[i][0]-want) > 0.01 {
						t.Fatalf("sample %d is %v, want %v", i, frames[i], want)
					}
				}
			})
		}
	}
}

// TestThroughFFmpeg: an unusual file is as long as ffmpeg makes it. Without ffmpeg one
// line says what it is and what to do.
func TestThroughFFmpeg(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("needs ffmpeg")
	}
	const n = 48000
	wav := wavOf(48000, 2, 16, n)
	changed := func(at int, b ...byte) []byte {
		data := bytes.Clone(wav)
		copy(data[at:], b)
		return data
	}
	format, data := bytes.Index(wav, []byte("fmt ")), bytes.Index(wav, []byte("data"))
	bare := wav[:bytes.Index(wav, []byte("behind"))-8]
	mp3 := lame(t, wav, "-b", "96")
	mono := lame(t, wav, "-b", "64", "-m", "m")
	damaged := bytes.Clone(mp3)
	clear(damaged[len(damaged)/2 : len(damaged)/2+150])
	flac := converted(t, wav, "a.flac")
	flipped := bytes.Clone(flac)
	flipped[len(flipped)*3/4] ^= 0xff
	crashed := bytes.Clone(bare)
	binary.LittleEndian.PutUint32(crashed[4:], 36)
	clear(crashed[data+4 : data+8])
	for _, f := range []struct {
		name string
		data []byte
		n    int // samples at 48 kHz
		want string
	}{
		{"m4a", converted(t, wav, "a.m4a"), n, "MPEG-4: neither WAV, FLAC nor MP3"},
		{"opus", converted(t, wav, "a.opus", "-strict", "-2", "-c:a", "libopus"), n, "Ogg: neither"},
		{"ogg flac", converted(t, wav, "a.ogg", "-c:a", "flac"), n, "Ogg: neither"},
		{"webm", converted(t, wav, "a.webm", "-c:a", "libopus"), n, "Matroska or WebM: neither"},
		{"aac", converted(t, wav, "a.aac"), n, "AAC: neither"},
		{"aiff", converted(t, wav, "a.aiff"), n, "AIFF: neither"},
		{"A-law", converted(t, wav, "a.wav", "-c:a", "pcm_alaw"), n, "a WAV in coding 0x6 of 8 bits"},
		{"8 bits", wavOf(48000, 2, 8, n), n, "a WAV in coding 0x1 of 8 bits"},
		{"RF64", converted(t, wav, "a.wav", "-rf64", "always"), n, `"RF64" instead of a plain WAV`},
		{"six channels", wavOf(48000, 6, 16, n), n, "a WAV of 6 channels"},
		{"a killed recorder", crashed, n, "a WAV whose lengths do not agree"},
		{"into a pipe", changed(data+4, 0xff, 0xff, 0xff, 0xff), n, "a WAV whose lengths do not agree"},
		{"44 bytes too many", slices.Concat(bare[:data+4], binary.LittleEndian.AppendUint32(nil, 4*n+44), bare[data+8:]), n, "a WAV whose lengths do not agree"},
		{"cut off", bare[:data+8+4*n/2], n / 2, "a WAV whose lengths do not agree"},
		{"a wrong nBlockAlign", changed(format+8+12, 3), n, "a WAV with frames of 3 bytes for 2 channels of 16 bits"},
		{"MPEG-2 at 24 kHz", lame(t, wav, "-b", "64", "--resample", "24"), n, "an MP3 of MPEG-2 or 2.5 at 24000 Hz"},
		{"MPEG-2.5", lame(t, wav, "-b", "32", "--resample", "11.025"), n, "an MP3 of MPEG-2 or 2.5 at 11025 Hz"},
		{"joined", slices.Concat(mp3, mp3), 2 * n, "an MP3 "},
		{"joined mono and stereo", slices.Concat(mp3, mono), 2 * n, "an MP3 with something else at byte"},
		{"half of it", mp3[:len(mp3)/2], n / 2, "an MP3 of "},
		{"a hole", damaged, n, "an MP3 with something else at byte"},
		{"behind junk", slices.Concat([]byte("a server's answer"), mp3), n, "neither WAV, FLAC nor MP3"},
		{"a FLAC of unknown length", converted(t, wav, "a.flac", "-f", "flac", "-flags", "+bitexact", "-t", "1"), n, ""},
		{"a damaged FLAC", flipped, n, ""},
	} {
		t.Run(f.name, func(t *testing.T) {
			path := file(t, "a", f.data)
			form, frames, err := read(t, path)
			if off := len(frames) - f.n; err != nil || form.Rate != 48000 || off < -7000 || off > 7000 {
				t.Fatalf("%+v, %d samples, want %d, %v", form, len(frames), f.n, err)
			}
			if !slices.ContainsFunc(frames[1000:8000], func(v [2]float64) bool { return v[0] > 0.1 }) {
				t.Error("it is silent")
			}
			withoutFFmpeg(t)
			if _, _, err := read(t, path); f.want != "" {
				const remedy = "to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3"
				if err == nil || !strings.HasPrefix(err.Error(), f.want) || !strings.HasSuffix(err.Error(), remedy) || strings.Contains(err.Error(), "\n") {
					t.Errorf("without ffmpeg: %v, want %s", err, f.want)
				}
			}
		})
	}
}

// TestCases: the files of /work/shared/cases give what its README says.
func TestCases(t *testing.T) {
	const folder = "/work/shared/cases/files/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no folder of cases: ", err)
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("needs ffmpeg")
	}
	for name, want := range map[string]struct{ samples, rate int }{
		"joined-xing.mp3": {219503, 24000}, "joined-sentence.mp3": {168239, 24000}, "joined-mono-stereo.mp3": {270162, 44100},
		"stale-xing.mp3": {176400, 44100}, "cut-last-byte.mp3": {97344, 24000}, "vbri.mp3": {178560, 44100},
		"id3v1-behind.flac": {72000, 48000}, "zeros-behind.flac": {72000, 48000}, "ogg-flac.ogg": {44100, 44100},
		"data0_riff36.wav": {8000, 16000}, "avaudio_crash.wav": {8000, 16000}, "data_plus44.wav": {8000, 16000},
		"align1.wav": {8000, 16000}, "bw64.wav": {8000, 16000}, "inverted.wav": {21600, 24000},
	} {
		format, frames, err := read(t, folder+name)
		off := float64(len(frames))/float64(format.Rate) - float64(want.samples)/float64(want.rate)
		frame := 0.0
		if strings.HasSuffix(name, ".mp3") {
			frame = 1153 / float64(want.rate)
		}
		if err != nil || math.Abs(off) > frame+1.5/float64(format.Rate) {
			t.Errorf("%s: %.4f s too long, %v", name, off, err)
		}
	}
	const t32 = "a FLAC of 32 bits, and ffmpeg finds no sound in it: save it as WAV or FLAC of 16 or 24 bits with another program"
	if _, _, err := read(t, folder+"t32.flac"); err == nil || err.Error() != t32 {
		t.Errorf("got %v, want %s", err, t32)
	}
}

// TestRefused: what holds no sound is refused in one line.
func TestRefused(t *testing.T) {
	none := wavOf(48000, 1, 16, 0)
	none = none[:len(none)-14]
	binary.LittleEndian.PutUint32(none[4:], uint32(len(none)-8))
	nan := wavOf(48000, 2, -32, 9)
	copy(nan[bytes.Index(nan, []byte("data"))+16:], "\x00\x00\xc0\x7f\x00\x00\x00\x00")
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "empty: a file of 0 bytes"},
		{"text", []byte("not a recording"), "neither WAV, FLAC nor MP3"},
		{"no samples", none, "holds no sound"},
		{"4 kHz", wavOf(4000, 1, 16, 0), "sampled at 4000 Hz"},
		{"not a number", nan, "damaged: sample 1 is [NaN 0]"},
	} {
		path := file(t, "a.wav", tt.data)
		if _, _, err := read(t, path); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, _, err := read(t, "none.wav"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, _, err := read(t, t.TempDir()); err == nil || err.Error() != "is a directory" {
		t.Errorf("a directory: %v", err)
	}
}

// TestAwaitCloses: what comes too late is closed.
func TestAwaitCloses(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	late := make(lateFile)
	_, err := recording.Await(ctx, func() (io.Closer, error) { cancel(); return late, nil })
	if err == nil { // it came first after all
		late.Close()
	}
	<-late
}

type lateFile chan struct{}

func (f lateFile) Close() error { close(f); return nil }

// TestStalledFFmpeg: an ffmpeg that gives nothing is ended when its patience or the
// context is over.
func TestStalledFFmpeg(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("this ffmpeg is a shell script")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "ffmpeg"), []byte("#!/bin/sh\nexec sleep 60\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	path := file(t, "a.ogg", []byte("OggS, and no more than that"))
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("enough")
	go cancel(stop)
	if _, err := recording.Open(ctx, path); !errors.Is(err, stop) {
		t.Errorf("interrupted: %v", err)
	}
	recording.SetPatience(t, 10*time.Millisecond)
	if _, err := recording.Open(t.Context(), path); err == nil || !strings.HasSuffix(err.Error(), "and ffmpeg gave nothing for 10ms") {
		t.Errorf("stalled: %v", err)
	}
}

// FuzzNative: whatever is in a file, reading it ends, and never with more samples than
// promised.
func FuzzNative(f *testing.F) {
	for _, bits := range []int{16, 24, -32} {
		f.Add(wavOf(44100, 2, bits, 10))
	}
	mp3, err := os.ReadFile("../../sounds/voices/heart/in.mp3")
	if err != nil {
		f.Fatal(err)
	}
	mp3 = mp3[:3*192] // the tag and two frames, which are decoded sooner than all
	mp3[4+17+8+3] = 2 // as the tag has it
	f.Add(mp3)
	f.Add([]byte("fLaC\x00\x00\x00\x22\x10\x00\x10\x00"))
	frames := make([][2]float64, 5000)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2000 {
			return
		}
		format, read, err := recording.Decode(data)
		if err != nil {
			return
		}
		if n, err := read(frames); n > format.Length || n < min(format.Length, len(frames)) && (err == nil || errors.Is(err, io.EOF)) {
			t.Fatalf("%d samples of %d, %v", n, format.Length, err)
		}
	})
}

// TestConformance: what is read is a stream.
func TestConformance(t *testing.T) {
	path := file(t, "tone.wav", wavOf(44100, 2, 24, 20_000))
	streamtest.Run(t, 0, func(t *testing.T) beep.Streamer {
		r, err := recording.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		return r
	})
}
