package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"uncramp/audio"
	"uncramp/routine/chapters"
)

// TestTakeAlong renders a session as every kind of file and reads it back with ffprobe
// and ffmpeg: what it is, its chapters, as loud as the WAV, no peak over -1 dBTP.
func TestTakeAlong(t *testing.T) {
	if testing.Short() {
		t.Skip("encodes and decodes five files")
	}
	for _, program := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	t.Parallel()
	folder := t.TempDir()
	session := briefSession(t)
	plan := planJSON(t, session...)
	var loudness float64
	for _, f := range audio.Formats() { // WAV first
		t.Run(string(f), func(t *testing.T) {
			path := filepath.Join(folder, "s."+string(f))
			c := exec.Command(program, append([]string{"render", "-o", path}, session...)...)
			c.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=86400")
			if out, err := c.CombinedOutput(); bytes.Contains(out, []byte("found on the PATH")) {
				t.Skip(string(out))
			} else if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var got struct {
				Chapters []struct {
					Start string `json:"start_time"`
					Tags  struct{ Title string }
				}
				Format  struct{ Tags map[string]string }
				Streams []struct {
					Kind string `json:"codec_type"`
					Tags map[string]string
				}
			}
			text, err := exec.Command("ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "json", path).Output()
			if err != nil || json.Unmarshal(text, &got) != nil {
				t.Fatalf("%v: %s", err, text)
			}
			all, kinds := map[string]string{}, ""
			for _, s := range got.Streams {
				kinds += s.Kind + " "
				for name, value := range s.Tags {
					all[strings.ToLower(name)] = value
				}
			}
			for name, value := range got.Format.Tags {
				all[strings.ToLower(name)] = value
			}
			for name, want := range map[string]string{
				"title": "A brief stretch (left side)", "artist": "heart", "album": "uncramp", "date": "1970-01-02",
				"comment": "Synthetic voice: Kokoro-82M v1.0, style af_heart, by hexgrad, Apache-2.0.",
			} {
				if all[name] != want && (name != "comment" || f == audio.WAV) { // elsewhere ffprobe shows the cover's comment
					t.Errorf("%s is %q, want %q", name, all[name], want)
				}
			}
			if lang := all["language"]; !strings.HasPrefix(lang, "en") {
				t.Errorf("language is %q", lang)
			}
			if !strings.Contains(kinds, "video") {
				t.Errorf("no cover: %s", kinds)
			}
			want := chapters.Of(plan)
			if len(got.Chapters) != len(want) {
				t.Fatalf("%d chapters, want %d", len(got.Chapters), len(want))
			}
			for i, c := range got.Chapters {
				start, err := strconv.ParseFloat(c.Start, 64)
				if err != nil || math.Abs(start-want[i].Start.Duration().Seconds()) > 0.0011 || c.Tags.Title != want[i].Title {
					t.Errorf("chapter %d is %+v, want %+v", i, c, want[i])
				}
			}
			i, peak := byFFmpeg(t, path)
			if f == audio.WAV {
				loudness = i
			}
			if math.Abs(i-loudness) > 0.11 || peak > -1.1 { // tenths, so less than 0.2 LU and over no -1 dBTP
				t.Errorf("%.1f LUFS, the WAV has %.1f; true peak %.1f dBTP", i, loudness, peak)
			}
			t.Logf("%.1f LUFS, %.1f dBTP", i, peak)
		})
	}
}

// byFFmpeg returns the integrated loudness and the true peak of a file, to tenths.
func byFFmpeg(t *testing.T, path string) (lufs, peak float64) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-nostats", "-i", path, "-map", "0:a", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for label, to := range map[string]*float64{"I": &lufs, "Peak": &peak} {
		m := regexp.MustCompile(`\b` + label + `: +(-?[0-9.]+) `).FindSubmatch(out)
		if m == nil {
			t.Fatalf("no %s: %s", label, out)
		}
		if *to, err = strconv.ParseFloat(string(m[1]), 64); err != nil {
			t.Fatal(err)
		}
	}
	return lufs, peak
}

// TestCaptionsAndCover: captions stand beside the sound file when both are whole, and
// name every sentence. In the file there is the image that was named.
func TestCaptionsAndCover(t *testing.T) {
	folder, session := t.TempDir(), briefSession(t)
	sound, text, image := filepath.Join(folder, "s.wav"), filepath.Join(folder, "s.vtt"), filepath.Join(t.TempDir(), "cover.png")
	own := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01\x48\xaf\xa4\x71\x00\x00\x00\x00IEND\xaeB`\x82")
	if err := os.WriteFile(image, own, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := uncramp(t, append([]string{"render", "-o", sound, "--captions", "auto", "--cover", image}, session...)...); r.code != exitDone {
		t.Fatalf("exit %d, %s", r.code, r.stderr)
	}
	if got, err := os.ReadFile(sound); err != nil || !bytes.Contains(got, own) {
		t.Errorf("%v: another cover", err)
	}
	got, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range planJSON(t, session...).Events {
		if !bytes.Contains(got, []byte(e.Text)) {
			t.Errorf("%q is not in it", e.Text)
		}
	}
	if !bytes.Contains(got, []byte("\n[breathe in]\n")) {
		t.Error("no breath in it")
	}
	// If the sound cannot be written, there are no captions either.
	os.Remove(text)
	if r := uncramp(t, append([]string{"render", "-o", sound, "--captions", "auto"}, session...)...); r.code != exitFailed || r.stderr != fmt.Sprintf("uncramp: %s exists\nhint: --force replaces it\n", sound) {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
	if files, _ := os.ReadDir(folder); len(files) != 1 {
		t.Errorf("left: %v", files)
	}
	// Captions that exist are not replaced unasked.
	os.Rename(sound, text)
	if r := uncramp(t, append([]string{"render", "-o", sound, "--captions", "auto"}, session...)...); r.code != exitFailed || r.stderr != fmt.Sprintf("uncramp: %s exists\nhint: --force replaces it\n", text) {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}

// TestNoEncoder renders without encoders: one line with a remedy, and nothing under the
// name or beside it. Package encode tests those that fail.
func TestNoEncoder(t *testing.T) {
	for format, want := range map[string]string{
		"mp3":  "neither lame nor ffmpeg found on the PATH\nhint: to install it: apt install lame, or brew install lame\n",
		"m4a":  "ffmpeg not found on the PATH\nhint: to install it: apt install ffmpeg, or brew install ffmpeg\n",
		"opus": "neither opusenc nor ffmpeg found on the PATH\nhint: to install it: apt install opus-tools, or brew install opus-tools\n",
	} {
		folder := t.TempDir()
		t.Setenv("PATH", folder)
		path := filepath.Join(folder, "s."+format)
		r := uncramp(t, append([]string{"render", "-o", path, "--captions", "auto"}, shortSession...)...)
		files, _ := os.ReadDir(folder)
		if want := "uncramp: " + path + ": " + want; r.code != exitFailed || r.stderr != want || len(files) > 0 {
			t.Errorf("%s: exit %d, %q, want %q; left %v", format, r.code, r.stderr, want, files)
		}
	}
}
