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

var figures = regexp.MustCompile(`(?s).*I: +(\S+) LUFS.*Peak: +(\S+) dBFS`)

// TestAgainstFFmpeg: ffmpeg measures the same of every sixteenth recording in the
// repository, to 0.1 LU and 0.2 dB. A short one is filled up to a gating block.
func TestAgainstFFmpeg(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip(err)
	}
	voices, _ := filepath.Glob("../../sounds/voices/*/*.mp3")
	chimes, _ := filepath.Glob("../../sounds/chimes/*.mp3")
	files := append(voices, chimes...)
	if len(files) < 100 {
		t.Fatalf("%d recordings under sounds", len(files))
	}
	for i := 0; i < len(files); i += 16 {
		cmd := exec.CommandContext(t.Context(), "ffmpeg", "-hide_banner", "-nostats", "-i", files[i],
			"-af", "pan=mono|c0=c0,aresample=48000,apad=whole_len=19200,ebur128=peak=true", "-f", "f64le", "-")
		var said, raw bytes.Buffer
		cmd.Stdout, cmd.Stderr = &raw, &said
		if err := cmd.Run(); err != nil {
			t.Fatalf("ffmpeg: %v\n%s", err, &said)
		}
		m := figures.FindStringSubmatch(said.String())
		if m == nil {
			t.Fatalf("ffmpeg said no figures:\n%s", &said)
		}
		lufs, _ := strconv.ParseFloat(m[1], 64)
		dbtp, _ := strconv.ParseFloat(m[2], 64)
		samples := make([]float64, raw.Len()/8)
		if err := binary.Read(&raw, binary.LittleEndian, samples); err != nil {
			t.Fatal(err)
		}
		got := meter.Measure(samples)
		if !(math.Abs(float64(got.Integrated)-lufs) <= 0.1 && math.Abs(float64(got.TruePeak)-dbtp) <= 0.2) {
			t.Errorf("%s: got %.2f LUFS and %.2f dBTP, ffmpeg's %.1f and %.1f", files[i], got.Integrated, got.TruePeak, lufs, dbtp)
		}
	}
}
