package custombed

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/meter"
	"uncramp/audio/portable"
	"uncramp/audio/recording"
)

// TestPlays: a file comes out as it is, but for the gain, again and again.
func TestPlays(t *testing.T) {
	const n, cross = 6 * 48000, 2 * 48000
	samples := noise(n, 0.02)
	b := open(t, filed(t, "noise.wav", wav(48000, 32, 2, samples)))
	gain := portable.Ratio(float64(b.gain))
	for i, v := range fill(b, 14*48000, 479) {
		// The cross-fades begin at n-cross, and each leads to the beginning.
		at := i % (n - cross)
		if i >= n-cross && at < cross {
			continue // TestLoop
		}
		if want := samples[at][0] * gain; math.Abs(v[0]-want) > 1e-8 {
			t.Fatalf("sample %d is %v, want %v", i, v[0], want)
		}
	}
	if err := b.Failed(); err != nil {
		t.Error(err)
	}
}

// TestPlaysAgain: every pass through a file that is decoded and resampled again has the
// same samples.
func TestPlaysAgain(t *testing.T) {
	const cross, period = 2 * 48000, 4 * 48000
	b := open(t, filed(t, "noise.wav", wav(44100, 16, 2, noise(6*44100, 0.1))))
	got := fill(b, 13*48000, 479)
	for i := cross; i < period; i++ {
		if got[i] != got[i+period] || got[i] != got[i+2*period] {
			t.Fatalf("sample %d is %v, then %v, then %v", i, got[i], got[i+period], got[i+2*period])
		}
	}
}

// TestLevel: files of all rates, depths and channels come out at one loudness. Of noise
// at 192 kHz, only the quarter counts that can be heard.
func TestLevel(t *testing.T) {
	for _, c := range []struct {
		name           string
		rate           beep.SampleRate
		bits, channels int
		samples        [][2]float64
	}{
		{"a chord", 8000, 16, 1, chord(8000, 6*8000, 0.5)},
		{"a chord", 44101, 16, 1, chord(44101, 6*44101, 0.1)},
		{"a chord", 48000, 32, 1, chord(48000, 6*48000, 0.01)},
		{"a chord", 192000, 16, 2, chord(192000, 6*192000, 4)},
		{"noise", 192000, 16, 2, noise(6*192000, 0.2)},
	} {
		name := fmt.Sprintf("%s at %d Hz, %d bits, %d channels", c.name, c.rate, c.bits, c.channels)
		b := open(t, filed(t, "a.wav", wav(c.rate, c.bits, c.channels, c.samples)))
		var m meter.Meter
		m.Write(fill(b, 4*48000, 512)) // up to the seam, where a chord meets itself
		if l := m.Loudness().Integrated; math.Abs(float64(l-target)) > 0.3 {
			t.Errorf("%s: %.2f LUFS, want %v", name, l, target)
		}
		if p := m.Loudness().TruePeak; p > maxPeak {
			t.Errorf("%s: a peak of %.1f dBTP", name, p)
		}
		if err := b.Failed(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRaised: a bed that the session turns up keeps to the limits as well.
func TestRaised(t *testing.T) {
	samples := chord(48000, 8*48000, 0.5)
	for i := range samples {
		if i/24000 != 8 { // half a second of eight
			samples[i] = [2]float64{samples[i][0] * 0.1, samples[i][1] * 0.1}
		}
	}
	path := filed(t, "bursts.wav", wav(48000, 16, 2, samples))
	for _, raise := range []meter.LU{-3, 0, 1} {
		b, err := Open(t.Context(), path, raise)
		if err != nil {
			t.Fatal(err)
		}
		var m meter.Meter
		by := portable.Ratio(float64(raise))
		for _, v := range fill(b, 12*48000, 4096) {
			m.Write([][2]float64{{v[0] * by, v[1] * by}})
		}
		b.Close()
		want := maxMomentary + min(0, meter.LUFS(raise))
		if l := m.Loudness().Momentary; !(l <= want+0.05 && l > want-0.5) {
			t.Errorf("raised by %v: a moment of %.2f LUFS, want %v", raise, l, want)
		}
	}
}

// TestNoGarbage: reading and levelling allocate nothing.
func TestNoGarbage(t *testing.T) {
	b := open(t, filed(t, "noise.wav", wav(44100, 16, 2, noise(20*44100, 0.3))))
	samples := make([][2]float64, 4096)
	if n := testing.AllocsPerRun(100, func() { b.Fill(samples) }); n > 0.1 {
		t.Errorf("%v allocations in %d samples", n, len(samples))
	}
}

// TestRefused: the error is one line, with the path. Package recording tests what else
// can be wrong with a file.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte // nil: there is no file
		want string
	}{
		{"missing", nil, ""},
		{"text", []byte("not a sound"), "neither WAV, FLAC nor MP3"},
		{"3.9 s", wav(8000, 16, 1, noise(31200, 0.5)), "3.90 s long: what is repeated must last 4s or more"},
		{"silent", wav(8000, 16, 1, make([][2]float64, 4*8000)), "silent"},
		{"soft", wav(8000, 16, 1, noise(4*8000, 0.001)), "too soft"},
	} {
		path := filepath.Join(t.TempDir(), "bed.wav")
		if c.data != nil {
			path = filed(t, "bed.wav", c.data)
		}
		b, err := Open(t.Context(), path, 0)
		if err == nil {
			b.Close()
			t.Errorf("%s: it is accepted", c.name)
		} else if !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %q, want one line with %q and the path", c.name, err, c.want)
		}
		if c.data == nil && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want %v", c.name, err, fs.ErrNotExist)
		}
	}
}

// TestGivenUp: Open returns when its context is done.
func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, filed(t, "noise.wav", wav(8000, 16, 1, noise(10*8000, 0.02))), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestCancels: if the channels cancel each other, one is heard in both ears.
func TestCancels(t *testing.T) {
	samples := noise(6*48000, 0.1)
	for i, v := range samples {
		samples[i][1] = -0.98 * v[0]
	}
	b := open(t, filed(t, "noise.wav", wav(48000, 16, 2, samples)))
	got := fill(b, 48000, 4096)
	for i, v := range got {
		if v[0] != v[1] {
			t.Fatalf("sample %d is %v", i, v)
		}
	}
	if !b.Cancels || got[1000][0] == 0 {
		t.Errorf("cancels: %v, %v", b.Cancels, got[1000])
	}
	if open(t, filed(t, "noise.wav", wav(48000, 16, 2, noise(6*48000, 0.1)))).Cancels {
		t.Error("unlike channels cancel each other")
	}
}

// TestBreaksLater: a file that is cut off while it is played is heard to its end. Fill
// and Failed say where it leaves, and why.
func TestBreaksLater(t *testing.T) {
	const n, end = 16 * 48000, 10 * 48000
	samples := noise(n, 0.02)
	data := wav(48000, 32, 2, samples)
	path := filed(t, "noise.wav", data)
	b := open(t, path)
	// By now a few seconds are read; the guard and the loop hold some more.
	if err := os.Truncate(path, int64(len(data)-(n-end)*8)); err != nil {
		t.Fatal(err)
	}
	gain, part := portable.Ratio(float64(b.gain)), make([][2]float64, 480)
	for at := 0; at < 12*48000; at += len(part) {
		if leaves, want := b.Fill(part), min(len(part), end-Rate.N(audio.Takeover)-at); leaves != want {
			t.Fatalf("at %d it leaves at %d, want %d", at, leaves, want)
		}
		for i, v := range part {
			var want float64
			if at+i < end {
				want = samples[at+i][0] * gain
			}
			if math.Abs(v[0]-want) > 1e-8 {
				t.Fatalf("sample %d is %v, want %v", at+i, v[0], want)
			}
		}
	}
	if err := b.Failed(); !errors.Is(err, recording.ErrCut) || !strings.Contains(err.Error(), path) {
		t.Errorf("it failed with %v, want %v", err, recording.ErrCut)
	}
}

// TestChanged: a file that has another rate when it begins again is a failure.
func TestChanged(t *testing.T) {
	path := filed(t, "noise.wav", wav(48000, 16, 1, noise(16*48000, 0.02)))
	b := open(t, path)
	overwrite(t, path, 24, binary.LittleEndian.AppendUint32(nil, 44100)) // the rate
	fill(b, 20*48000, 4096)
	if err := b.Failed(); !errors.Is(err, errChanged) {
		t.Errorf("it failed with %v, want %v", err, errChanged)
	}
}

// TestMemory: a file that is fifteen times as long takes no more memory.
func TestMemory(t *testing.T) {
	data := wav(8000, 16, 1, noise(4*60*8000, 0.02))
	held := func(minutes int) int {
		path, sound := filed(t, "noise.wav", data), 60*8000*2*minutes
		if err := os.Truncate(path, int64(44+sound)); err != nil { // an hour ends with silence
			t.Fatal(err)
		}
		overwrite(t, path, 4, binary.LittleEndian.AppendUint32(nil, uint32(36+sound)))
		overwrite(t, path, 40, binary.LittleEndian.AppendUint32(nil, uint32(sound)))
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
	minutes, hour := held(4), held(60)
	if d := hour - minutes; d > 100<<10 {
		t.Errorf("an hour holds %d kB, four minutes %d kB", hour>>10, minutes>>10)
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
