package meter_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"uncramp/audio/meter"
)

// TestAgainstFFmpeg: ffmpeg measures the same of every sixteenth recording in the
// repository, to 0.1 LU and 0.2 dB.
func TestAgainstFFmpeg(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on PATH")
	}
	var files []string
	for _, pattern := range []string{"../../sounds/*/*.mp3", "../../sounds/voices/*/*.mp3"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 100 {
		t.Fatalf("%d recordings under sounds", len(files))
	}
	for i, file := range files {
		if i%16 != 0 {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			samples, wantLoudness, wantPeak := ebur128(t, ffmpeg, file)
			got := meter.Measure(samples)
			if d := math.Abs(float64(got.Integrated) - wantLoudness); !(d <= 0.1) {
				t.Errorf("got %.2f LUFS, ffmpeg's %.1f", got.Integrated, wantLoudness)
			}
			if d := math.Abs(float64(got.TruePeak) - wantPeak); !(d <= 0.2) {
				t.Errorf("got %.2f dBTP, ffmpeg's %.1f", got.TruePeak, wantPeak)
			}
		})
	}
}

var figures = regexp.MustCompile(`(?s).*I: +(\S+) LUFS.*Peak: +(\S+) dBFS`)

// ebur128 returns the samples that ffmpeg decodes, the left channel of stereo, and
// their loudness and true peak. A short file is filled up to a gating block.
func ebur128(t *testing.T, ffmpeg, file string) (samples []float64, lufs, dbtp float64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), ffmpeg, "-hide_banner", "-nostats", "-i", file,
		"-af", "pan=mono|c0=c0,aresample=48000,apad=whole_len=19200,ebur128=peak=true", "-f", "f64le", "-")
	var said, raw bytes.Buffer
	cmd.Stdout, cmd.Stderr = &raw, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, &said)
	}
	samples = make([]float64, raw.Len()/8)
	if err := binary.Read(&raw, binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	m := figures.FindSubmatch(said.Bytes())
	if m == nil {
		t.Fatalf("ffmpeg said no figures:\n%s", &said)
	}
	for i, v := range []*float64{&lufs, &dbtp} {
		var err error
		if *v, err = strconv.ParseFloat(string(m[i+1]), 64); err != nil {
			t.Fatal(err)
		}
	}
	return samples, lufs, dbtp
}
