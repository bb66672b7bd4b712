package main

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/meter"
	"uncramp/audio/wavtest"
)

// wavFormat is the format of the WAV files that these tests make.
var wavFormat = wavtest.Format{Rate: 48000, Channels: 2, Bits: 16}

// burstsFile returns a WAV file of noise, in which half a second of eight is 20 dB
// louder.
func burstsFile(t *testing.T) string {
	t.Helper()
	frames := wavtest.Noise(8*48000, 0.03)
	for i, v := range frames[4*48000 : 4.5*48000] {
		frames[4*48000+i] = [2]float64{10 * v[0], 10 * v[1]}
	}
	return wavtest.File(t, "bursts.wav", wavFormat.Encode(frames))
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
	silent := wavtest.File(t, "silent.wav", wavFormat.Encode(make([][2]float64, 1<<18)))
	if r := uncramp(t, "render", "-o", filepath.Join(t.TempDir(), "x.wav"), "--bed", silent); r.code != exitFailed || !strings.Contains(r.stderr, "silent") || !strings.Contains(r.stderr, "hint: --bed breath and --bed none need no file\n") {
		t.Errorf("a silent bed: exit %d, %s", r.code, r.stderr)
	}
}
