package mastering

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"uncramp/audio/process"
	"uncramp/audio/wavtest"
)

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

// bursts returns a tone that swells like a voice, with peaks that are crest times over
// the rest.
func bursts(n int, crest float64) []float64 {
	s := sine(n, 0.1, 400)
	for i := range s {
		s[i] *= 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/12000)
		if i%24000 > 5900 && i%24000 < 6100 {
			s[i] *= crest
		}
	}
	return s
}

func TestEncodeReachesBothFigures(t *testing.T) {
	from8, err := readFile(t, tone(8000, 0.2))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		r       raw
		limited bool
	}{
		{"a plain tone", raw{samples: sine(48000, 0.5, 440), clipped: -1}, false},
		{"shorter than a gating block", raw{samples: sine(9600, 0.1, 440), clipped: -1}, false},
		{"from 8 kHz", *from8, false},
		{"with peaks", raw{samples: bursts(96000, 6), clipped: -1}, true},
	} {
		p, err := c.r.prepare()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, f := range formats(t) {
			clip, err := p.Encode(t.Context(), f)
			if err != nil {
				t.Errorf("%s%s: %v", c.name, f, err)
				continue
			}
			if math.Abs(clip.GainNeeded()) > Tolerance || clip.Peak > Ceiling || int(clip.Length) != len(p.Samples) {
				t.Errorf("%s%s: got %.2f LUFS, %.2f dBTP, %d samples of %d", c.name, f, clip.Loudness, clip.Peak, clip.Length, len(p.Samples))
			}
			if (clip.Reduction > 0) != c.limited || clip.Reduction > maxReduction {
				t.Errorf("%s%s: the limiter took %.2f dB off", c.name, f, clip.Reduction)
			}
		}
	}
}

func TestEncodeRefusesWhatNeedsTooMuchLimiting(t *testing.T) {
	p, err := (&raw{samples: bursts(96000, 20), clipped: -1}).prepare()
	if err != nil {
		t.Fatal(err)
	}
	const want = "its peaks stand too far over its loudness: the limiter would take off "
	if _, err := p.Encode(t.Context(), FLAC); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
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

// TestEmptyEncoder: a file that is no MP3 is told as the encoder's, not the recording's.
func TestEmptyEncoder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the encoder is a shell script")
	}
	folder := t.TempDir()
	t.Setenv("PATH", folder)
	if err := os.WriteFile(filepath.Join(folder, "lame"), []byte("#!/bin/sh\nexec /bin/cat >/dev/null\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	p := &Prepared{Samples: sine(2*int(Rate), 0.1, 400)}
	const want = "what the encoder wrote: "
	if _, err := p.Encode(t.Context(), MP3); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}
