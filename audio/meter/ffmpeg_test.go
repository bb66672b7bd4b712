package meter_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// Every recording in the repository reads the same on ffmpeg's meter, to
// 0.1 LU and 0.2 dB: another program's reading of the same standard.
func TestAgainstFFmpeg(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on PATH")
	}
	files, err := filepath.Glob("../../sounds/*/*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	voices, err := filepath.Glob("../../sounds/voices/*/*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, voices...)
	if len(files) == 0 {
		t.Fatal("no recordings under sounds")
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pcm, err := audio.DecodeMP3(data)
			if err != nil {
				t.Fatal(err)
			}
			samples := make([]float64, len(pcm))
			for i, s := range pcm {
				samples[i] = float64(s) / 32768
			}
			loudness, peak, err := meter.Clip(48000, samples)
			if err != nil {
				t.Fatal(err)
			}
			wantLoudness, wantPeak := ebur128(t, ffmpeg, pcm)
			if d := math.Abs(float64(loudness) - wantLoudness); d > 0.1 {
				t.Errorf("got %.2f LUFS, ffmpeg's %.1f", loudness, wantLoudness)
			}
			if d := math.Abs(float64(peak) - wantPeak); d > 0.2 {
				t.Errorf("got %.2f dBTP, ffmpeg's %.1f", peak, wantPeak)
			}
		})
	}
}

var figures = regexp.MustCompile(`(?s).*I: +(\S+) LUFS.*Peak: +(\S+) dBFS`)

// ebur128 is what ffmpeg reads of a clip, zero-padded to a gating block.
func ebur128(t *testing.T, ffmpeg string, pcm []int16) (lufs, dbtp float64) {
	t.Helper()
	raw := make([]byte, 2*max(len(pcm), 19200))
	for i, s := range pcm {
		binary.LittleEndian.PutUint16(raw[2*i:], uint16(s))
	}
	cmd := exec.CommandContext(t.Context(), ffmpeg, "-hide_banner", "-nostats",
		"-f", "s16le", "-ar", "48000", "-ac", "1", "-i", "-", "-af", "ebur128=peak=true", "-f", "null", "-")
	cmd.Stdin = bytes.NewReader(raw)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	m := figures.FindSubmatch(out)
	if m == nil {
		t.Fatalf("ffmpeg said no figures:\n%s", out)
	}
	for i, v := range []*float64{&lufs, &dbtp} {
		if *v, err = strconv.ParseFloat(string(m[i+1]), 64); err != nil {
			t.Fatal(err)
		}
	}
	return lufs, dbtp
}
