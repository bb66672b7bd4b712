package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/meter"
)

// burstsFile is a WAV file of noise, half a second of eight 20 dB louder.
func burstsFile(t *testing.T) string {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var data []byte
	for i := range 8 * 48000 {
		peak := 1000.
		if i/24000 == 8 {
			peak = 10000
		}
		for range 2 {
			data = binary.LittleEndian.AppendUint16(data, uint16(int16(peak*(2*r.Float64()-1))))
		}
	}
	file := filepath.Join(t.TempDir(), "bursts.wav")
	if err := os.WriteFile(file, append(wavHeader(len(data)), data...), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// sessionSamples is a session of two minutes, as 16-bit samples.
func sessionSamples(t *testing.T, args ...string) []byte {
	t.Helper()
	r := uncramp(t, append([]string{"render", "-o", "-", "--words", "few", "--rounds", "1", "--after", "none"}, args...)...)
	if r.code != exitDone {
		t.Fatalf("exit %d, %s", r.code, r.stderr)
	}
	if told, is := strings.Contains(r.stderr, "bursts.wav was turned down by up to "), slices.Contains(args, "--bed-level"); told != is {
		t.Errorf("%v: it says %q", args, r.stderr)
	}
	return samplesOf(r.stdout)
}

// TestOwnBed: a custom bed sounds the same on every run, and no moment of it is
// louder than -30 LUFS, however far it is turned up.
func TestOwnBed(t *testing.T) {
	file := burstsFile(t)
	bare := sessionSamples(t, "--bed", "none")
	for _, level := range []string{"0", "1"} {
		with := sessionSamples(t, "--bed", file, "--bed-level", level)
		if again := sessionSamples(t, "--bed", file, "--bed-level", level); !bytes.Equal(with, again) {
			t.Errorf("at %s dB: other samples on the second run", level)
		}
		var m meter.Meter
		bed := make([][2]float64, len(with)/4)
		for i := range bed {
			for c := range bed[i] {
				at := 4*i + 2*c
				w, b := int16(binary.LittleEndian.Uint16(with[at:])), int16(binary.LittleEndian.Uint16(bare[at:]))
				bed[i][c] = float64(int(w)-int(b)) / (1 << 15)
			}
		}
		m.Write(bed)
		if l := m.Loudness().Momentary; !(l <= -29.95 && l > -31) {
			t.Errorf("at %s dB: a moment of %.2f LUFS, want -30 at most, and the bursts to come near", level, l)
		}
	}
}

// TestBedsRefused: a bed that cannot be used is refused with a hint.
func TestBedsRefused(t *testing.T) {
	silent := filepath.Join(t.TempDir(), "silent.wav")
	if err := os.WriteFile(silent, append(wavHeader(1<<20), make([]byte, 1<<20)...), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := uncramp(t, "render", "-o", filepath.Join(t.TempDir(), "x.wav"), "--bed", silent); r.code != exitFailed || !strings.Contains(r.stderr, "silent") || !strings.Contains(r.stderr, "hint: --bed breath and --bed none need no file\n") {
		t.Errorf("a silent bed: exit %d, %s", r.code, r.stderr)
	}
}

// wavHeader returns the header of a WAV file at 48 kHz, stereo, 16 bits.
func wavHeader(bytes int) []byte {
	le := binary.LittleEndian
	h := append(le.AppendUint32([]byte("RIFF"), uint32(36+bytes)), "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"...)
	h = append(le.AppendUint32(le.AppendUint32(h, 48000), 192000), "\x04\x00\x10\x00data"...)
	return le.AppendUint32(h, uint32(bytes))
}
