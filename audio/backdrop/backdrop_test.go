package backdrop

import (
	"encoding/binary"
	"errors"
	"fmt"
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

	"uncramp/audio/meter"
	"uncramp/audio/recording"
)

// raced tells that the race detector is at work, which makes a meter 30 times
// as slow.
var raced bool

// skipRaced leaves to the other run a test of arithmetic, in which no goroutine
// does what it does not do in the tests that are left.
func skipRaced(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("arithmetic")
	}
}

// TestPlays: a file comes out as it is, but for the gain, again and again, in
// buffers of every size.
func TestPlays(t *testing.T) {
	const n, cross = 6 * 48000, 2 * 48000
	samples := noise(n, 0.02)
	path := file(t, "noise.wav", wav(48000, 32, 2, samples))
	const length = 14 * 48000
	var first [][2]float64
	for _, size := range []int{479, 4096, 100000} {
		b := open(t, path)
		got := fill(b, length, size)
		if first == nil {
			first = got
		}
		if !slices.Equal(got, first) {
			t.Errorf("buffers of %d: other samples", size)
		}
		gain := ratio(float64(b.Gain))
		for i, v := range got {
			// Where it is in the file: the cross-fades begin at n-cross, and each
			// leads to the beginning.
			at := i % (n - cross)
			if i >= n-cross && at < cross {
				continue // TestLoop
			}
			for c := range v {
				if want := samples[at][c] * gain; math.Abs(v[c]-want) > 1e-8 {
					t.Fatalf("buffers of %d: sample %d is %v, want %v", size, i, v[c], want)
				}
			}
		}
		if err := b.Failed(); err != nil {
			t.Error(err)
		}
		b.Close()
	}
}

// TestLevel: files of all rates, depths and channels come out at one loudness.
func TestLevel(t *testing.T) {
	if raced {
		t.Skip("much arithmetic, in which no goroutine does what it does not do elsewhere")
	}
	for _, c := range []struct {
		rate           beep.SampleRate
		bits, channels int
		peak           float64
	}{
		{8000, 8, 1, 0.5}, {8000, 16, 1, 0.5}, {11025, 16, 2, 0.9}, {44100, 16, 2, 0.1}, {44101, 16, 1, 0.1},
		{48000, 32, 1, 0.01}, {96000, 16, 2, 1}, {192000, 32, 2, 0.2}, {192000, 16, 2, 4},
	} {
		name := fmt.Sprintf("%d Hz, %d bits, %d channels", c.rate, c.bits, c.channels)
		b := open(t, file(t, "chord.wav", wav(c.rate, c.bits, c.channels, chord(c.rate, 6*int(c.rate), c.peak))))
		got := fill(b, 4*48000, 512) // up to the seam, where a chord meets itself
		m, err := meter.New(Rate, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range got {
			m.Write(v[:])
		}
		if l := m.Integrated(); math.Abs(float64(l-Loudness)) > 0.3 {
			t.Errorf("%s: %.2f LUFS, want %v", name, l, Loudness)
		}
		if p := m.TruePeak(); p > MaxPeak {
			t.Errorf("%s: a peak of %.1f dBTP", name, p)
		}
		if clipped := c.peak > 1; clipped != (b.Clipped > 0) {
			t.Errorf("%s: %d samples are clipped", name, b.Clipped)
		}
		if err := b.Failed(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRefused: the fact, in one line, with the path.
func TestRefused(t *testing.T) {
	good := wav(8000, 16, 1, noise(4*8000, 0.5))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "empty"},
		{"text", []byte(strings.Repeat("not a sound ", 100)), "not a WAV, FLAC or MP3 file"},
		{"one byte", []byte{0xff}, "not a WAV, FLAC or MP3 file"},
		{"0.2 s", wav(8000, 16, 1, noise(1600, 0.5)), "0.2 s long"},
		{"silent", wav(8000, 16, 1, make([][2]float64, 4*8000)), "silent"},
		{"soft", wav(8000, 16, 1, noise(4*8000, 0.0003)), "too soft"},
		{"cut off", good[:len(good)/2], "cut off"},
		{"no samples", wav(8000, 16, 1, nil), "holds no sound"},
		{"not numbers", wav(48000, 32, 1, slices.Repeat([][2]float64{{math.NaN()}}, 4*48000)), "not a number"},
		{"4 kHz", wav(4000, 16, 1, noise(4*4000, 0.5)), "4000 Hz"},
		{"384 kHz", wav(384000, 16, 1, noise(4*384000, 0.5)), "384000 Hz"},
	} {
		refuse(t, c.name, file(t, "bed.wav", c.data), c.want)
	}
	refuse(t, "a directory", t.TempDir(), "directory")
	missing := filepath.Join(t.TempDir(), "missing.wav")
	refuse(t, "missing", missing, "missing.wav")
	if _, err := Open(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if os.Geteuid() != 0 {
		path := file(t, "bed.wav", good)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		refuse(t, "unreadable", path, "permission")
	}
}

func refuse(t *testing.T, name, path, want string) {
	t.Helper()
	b, err := Open(path)
	if err == nil {
		b.Close()
		t.Errorf("%s: taken", name)
		return
	}
	if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: %q, want one line with %q and the path", name, err, want)
	}
}

// TestSlow: a file of which there was no time to measure anything is refused,
// and one that hangs is given up.
func TestSlow(t *testing.T) {
	path := file(t, "noise.wav", wav(48000, 16, 1, noise(20*48000, 0.02)))
	if b, err := openWithin(path, limits{0, time.Hour}); !errors.Is(err, errSlow) {
		t.Errorf("without any time: %v, %v, want %v", b, err, errSlow)
	}
	_, err := openWithin(path, limits{time.Hour, 0})
	if err == nil || !strings.Contains(err.Error(), "too long to read") {
		t.Errorf("hanging: %v", err)
	}
}

// TestBreaksLater: a file that is cut off while it is played is given to its end,
// and tells when it leaves, and why.
func TestBreaksLater(t *testing.T) {
	const n = 16 * 48000
	samples := noise(n, 0.02)
	data := wav(48000, 32, 2, samples)
	var first [][2]float64
	for _, size := range []int{479, 4096} {
		path := file(t, "noise.wav", data)
		b := open(t, path)
		// By now a few seconds are read; the guard and the loop hold some more.
		if err := os.Truncate(path, int64(len(data)-6*48000*8)); err != nil {
			t.Fatal(err)
		}
		const end = n - 6*48000
		got := make([][2]float64, 12*48000)
		for at := 0; at < len(got); at += size {
			part := got[at:min(at+size, len(got))]
			leaves := b.Fill(part)
			if want := min(len(part), end-Rate.N(Leaving)-at); leaves != want {
				t.Fatalf("buffers of %d: at %d it leaves at %d, want %d", size, at, leaves, want)
			}
		}
		gain := ratio(float64(b.Gain))
		for i, v := range got {
			var want float64
			if i < end {
				want = samples[i][0] * gain
			}
			if math.Abs(v[0]-want) > 1e-8 {
				t.Fatalf("buffers of %d: sample %d is %v, want %v", size, i, v[0], want)
			}
		}
		if first == nil {
			first = got
		}
		if !slices.Equal(got, first) {
			t.Errorf("buffers of %d: other samples", size)
		}
		if err := b.Failed(); !errors.Is(err, recording.ErrTruncated) || !strings.Contains(err.Error(), path) {
			t.Errorf("it failed with %v, want %v", err, recording.ErrTruncated)
		}
	}
}

// TestChanged: a file that is another one when it begins anew.
func TestChanged(t *testing.T) {
	path := file(t, "noise.wav", wav(48000, 16, 1, noise(8*48000, 0.02)))
	b := open(t, path)
	overwrite(t, path, 24, binary.LittleEndian.AppendUint32(nil, 44100)) // the rate
	fill(b, 10*48000, 4096)
	if err := b.Failed(); !errors.Is(err, errChanged) {
		t.Errorf("it failed with %v, want %v", err, errChanged)
	}
}

// TestMemory: of a file that is sixty times as long not one byte more is held.
func TestMemory(t *testing.T) {
	held := func(minutes int) int {
		data := wav(8000, 16, 1, noise(60*8000, 0.02))
		path := file(t, "noise.wav", data[:44])
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for range minutes {
			if _, err := f.Write(data[44:]); err != nil {
				t.Fatal(err)
			}
		}
		overwrite(t, path, 40, []byte{0xff, 0xff, 0xff, 0xff}) // no length is known
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		b := open(t, path)
		defer b.Close()
		fill(b, 10*48000, 4096)
		runtime.GC()
		runtime.ReadMemStats(&after)
		return int(after.HeapAlloc) - int(before.HeapAlloc)
	}
	minute, hour := held(1), held(60)
	if d := hour - minute; d > 100<<10 {
		t.Errorf("an hour holds %d kB, a minute %d kB", hour>>10, minute>>10)
	}
	if hour > 5<<20 {
		t.Errorf("%d kB are held", hour>>10)
	}
}

// overwrite changes a file in its place.
func overwrite(t *testing.T, path string, at int64, with []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(with, at); err != nil {
		t.Fatal(err)
	}
}

// TestMP3Parts: what is taken from six places of an MP3 is as loud as all of
// it, and a softer beginning is not mistaken for the whole.
func TestMP3Parts(t *testing.T) {
	if raced {
		t.Skip("minutes of sound, in which no goroutine does what it does not do elsewhere")
	}
	samples := chord(44100, 80*44100, 0.5)
	for i := range 15 * 44100 {
		samples[i][0] *= 0.1
		samples[i][1] *= 0.1
	}
	in := file(t, "chord.wav", wav(44100, 16, 2, samples))
	whole := open(t, in).Loudness
	for _, args := range [][]string{{"-b", "128"}, {"-V", "4"}, {"-b", "128", "-t"}} {
		b := open(t, lame(t, in, args...))
		if d := math.Abs(float64(b.Loudness - whole)); d > 0.5 {
			t.Errorf("lame %v: %.1f LUFS, %.1f of the WAV file", args, b.Loudness, whole)
		}
		want := 80.
		if slices.Contains(args, "-t") { // no tag, no length
			want = 0
		}
		if math.Abs(b.Length.Seconds()-want) > 0.01 {
			t.Errorf("lame %v: %v long, want %v s", args, b.Length, want)
		}
		b.Close()
	}
}

// TestMP3Loops: an MP3 is repeated sample by sample, although it is resampled
// and its decoder begins anew.
func TestMP3Loops(t *testing.T) {
	const cross = 2 * 48000
	b := open(t, lame(t, file(t, "noise.wav", wav(44100, 16, 2, noise(6*44100, 0.1))), "-b", "128"))
	got := fill(b, 13*48000, 479)
	period := 6*48000 - cross
	for i := cross; i < period; i++ {
		if got[i] != got[i+period] || got[i] != got[i+2*period] {
			t.Fatalf("sample %d is %v, then %v, then %v", i, got[i], got[i+period], got[i+2*period])
		}
	}
	if err := b.Failed(); err != nil {
		t.Error(err)
	}
}

// lame encodes a WAV file.
func lame(t *testing.T, in string, args ...string) (out string) {
	t.Helper()
	lame, err := exec.LookPath("lame")
	if err != nil {
		t.Skip("needs lame: ", err)
	}
	out = filepath.Join(t.TempDir(), "bed.mp3")
	if msg, err := exec.Command(lame, append(append([]string{"--quiet"}, args...), in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	return out
}

// BenchmarkFill fills 10 ms as a session that is rendered asks for it. The time
// is that of reading, which it waits for.
func BenchmarkFill(b *testing.B) {
	bed := open(b, file(b, "noise.wav", wav(44100, 16, 2, noise(10*44100, 0.5))))
	samples := make([][2]float64, 480)
	b.ReportAllocs()
	for b.Loop() {
		bed.Fill(samples)
	}
}
