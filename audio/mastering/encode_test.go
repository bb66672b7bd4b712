package mastering

import (
	"context"
	"errors"
	"math"
	"os/exec"
	"testing"

	"uncramp/audio"
	"uncramp/audio/process"
	"uncramp/audio/wavtest"
)

// needLame skips a test that encodes where there is no encoder.
func needLame(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not on PATH")
	}
}

// sine returns n samples of a sine at 48 kHz with an amplitude of a.
func sine(n int, a, hz float64) []float64 {
	s := make([]float64, n)
	for i, v := range wavtest.Tone(Rate, n, a, hz) {
		s[i] = v[0]
	}
	return s
}

func TestEncodeMP3KeepsLengthAndPlace(t *testing.T) {
	needLame(t)
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
		if len(got) != n {
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
}

func TestEncodeMP3WithoutLame(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	missing := (*process.Missing)(nil)
	if _, err := EncodeMP3(t.Context(), []float64{0}, 64); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}

func TestEncodeMP3Cancelled(t *testing.T) {
	needLame(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := EncodeMP3(ctx, sine(48000, 0.5, 440), 64); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
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
