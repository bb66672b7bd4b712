package mastering

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"uncramp/audio"
	"uncramp/audio/process"
	"uncramp/audio/wavtest"
)

// encoders returns the programs that can encode MP3s here.
func encoders(t testing.TB) (names []string) {
	t.Helper()
	for _, name := range []string{"lame", "ffmpeg"} {
		if _, err := exec.LookPath(name); err == nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		t.Skip("neither lame nor ffmpeg is on PATH")
	}
	return names
}

// formats returns the formats that can be encoded here.
func formats(t testing.TB) []Format {
	if MP3.Check(t.Context()) != nil {
		return []Format{FLAC}
	}
	return []Format{FLAC, MP3}
}

// sine returns n samples of a sine at 48 kHz with an amplitude of a.
func sine(n int, a, hz float64) []float64 {
	s := make([]float64, n)
	for i, v := range wavtest.Tone(Rate, n, a, hz) {
		s[i] = v[0]
	}
	return s
}

// TestEncodeMP3KeepsLengthAndPlace: with either encoder.
func TestEncodeMP3KeepsLengthAndPlace(t *testing.T) {
	for _, name := range encoders(t) {
		t.Run(name, func(t *testing.T) {
			only(t, name)
			for _, n := range []int{1, 479, 1151, 1152, 1153, 48000} {
				want := sine(n, 0.5, 440)
				data, err := EncodeMP3(t.Context(), want, 64)
				if err != nil {
					t.Fatalf("%d samples: %v", n, err)
				}
				if string(data[:3]) == "ID3" {
					t.Errorf("%d samples: an ID3 tag in front", n)
				}
				got, err := audio.DecodeMP3(data)
				if err != nil {
					t.Fatalf("%d samples: %v", n, err)
				}
				if more := len(got) - n; more < 0 || more > map[string]int{"ffmpeg": 48}[name] {
					t.Fatalf("got %d samples, want %d", len(got), n)
				}
				if n < 48000 {
					continue // too short for the filter bank to settle
				}
				// One sample late would be an error of 0.029 at 440 Hz.
				for i := 2000; i < n-2000; i++ {
					if d := math.Abs(float64(got[i])/32768 - want[i]); d > 0.01 {
						t.Fatalf("sample %d: got %v, want %v", i, float64(got[i])/32768, want[i])
					}
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := EncodeMP3(ctx, sine(48000, 0.5, 440), 64); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want %v", err, context.Canceled)
			}
		})
	}
}

// only makes a PATH with one program.
func only(t *testing.T, name string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(path, filepath.Join(folder, name)); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", folder)
}

// TestFormatCheck: an encoder that is missing or does not run is told before anything
// is made.
func TestFormatCheck(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	if err := FLAC.Check(t.Context()); err != nil {
		t.Error(err)
	}
	missing := (*process.Missing)(nil)
	if err := MP3.Check(t.Context()); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
	name := "lame"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/no/shell\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := MP3.Check(t.Context()); err == nil || errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}

func TestPCM24(t *testing.T) {
	for _, c := range []struct {
		in   float64
		want [3]byte
	}{
		{0, [3]byte{0, 0, 0}},
		{1.0 / (1 << 23), [3]byte{1, 0, 0}},
		{-1.0 / (1 << 23), [3]byte{0xff, 0xff, 0xff}},
		{0.5, [3]byte{0, 0, 0x40}},
		{1, [3]byte{0xff, 0xff, 0x7f}},
		{7, [3]byte{0xff, 0xff, 0x7f}},
		{-1, [3]byte{0, 0, 0x80}},
		{-7, [3]byte{0, 0, 0x80}},
	} {
		if got := pcm24([]float64{c.in}); [3]byte(got) != c.want || len(got) != 3 {
			t.Errorf("%v: got % x, want % x", c.in, got, c.want)
		}
	}
}
