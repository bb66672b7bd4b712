package main

import (
	"slices"
	"strings"
	"testing"

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

// TestOwnBed: a custom bed is heard, and sounds the same on every run. How far it was
// turned down is said.
func TestOwnBed(t *testing.T) {
	file, session := burstsFile(t), briefSession(t)
	heard := func(args ...string) (wav string) {
		r := uncramp(t, append(append([]string{"render", "-o", "-"}, args...), session...)...)
		if told, is := strings.Contains(r.stderr, "bursts.wav was turned down by up to "), slices.Contains(args, file); r.code != exitDone || told != is {
			t.Fatalf("%v: exit %d, %s", args, r.code, r.stderr)
		}
		return r.stdout
	}
	with := heard("--bed", file, "--bed-level", "1")
	if with != heard("--bed", file, "--bed-level", "1") {
		t.Error("other samples on the second run")
	}
	if with == heard("--bed", "none") {
		t.Error("there is no bed")
	}
}
