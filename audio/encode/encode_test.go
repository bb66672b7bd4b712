//go:build unix

package encode

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/process"
	"uncramp/audio/recording"
	"uncramp/audio/tags"
	"uncramp/audio/wavtest"
	"uncramp/routine/chapters"
)

const length = 240_000 // samples

var described = &tags.Tags{
	Title: `A title; with =, # and \.`, Artist: "heart", Album: "uncramp", Date: "2026-11-27",
	Language: "en-US", Comment: "Die Stimme gehört niemandem.", Cover: tags.Cover(),
	Chapters: []chapters.Chapter{
		{Title: "Opening", Start: 0, End: 48_000},
		{Title: "Left, round 1: hold", Start: 48_000, End: 120_000},
		{Title: "Ende; für heute", Start: 120_000, End: length},
	},
}

// tone writes a tone, another one in each ear.
func tone(w io.Writer) error {
	out := make([]byte, 0, 4*length)
	for i := range length {
		for _, hz := range []float64{440, 660} {
			out = binary.LittleEndian.AppendUint16(out, uint16(int16(8000*math.Sin(2*math.Pi*hz*float64(i)/48000))))
		}
	}
	_, err := w.Write(out)
	return err
}

type writer func(context.Context, io.Writer, Sound, *tags.Tags) error

var writers = []struct {
	name, programs string // on the PATH
	write          writer
}{
	{"lame.mp3", "lame", MP3},
	{"ffmpeg.mp3", "ffmpeg", MP3},
	{"ffmpeg.m4a", "ffmpeg", M4A},
	{"opusenc.opus", "opusenc", Opus},
	{"ffmpeg.opus", "ffmpeg", Opus},
}

// onlyPrograms makes a PATH with just these programs.
func onlyPrograms(t *testing.T, names ...string) {
	t.Helper()
	folder := t.TempDir()
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		if err := os.Symlink(path, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
}

// TestWrite reads every file back with ffprobe and ffmpeg: texts, chapters, cover, and
// the tone in its ear, where it was and as loud.
func TestWrite(t *testing.T) {
	for _, test := range writers {
		t.Run(test.name, func(t *testing.T) {
			onlyPrograms(t, test.programs, "ffmpeg", "ffprobe")
			t.Setenv("TMPDIR", t.TempDir())
			if test.programs != "ffmpeg" { // ffmpeg only stands beside it to read
				if first, _ := process.Find(test.programs, "ffmpeg"); first != test.programs {
					t.Fatal(first)
				}
			}
			path := filepath.Join(t.TempDir(), test.name)
			var out bytes.Buffer
			if err := test.write(t.Context(), &out, tone, described); err != nil {
				t.Fatal(err)
			}
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			checkProbed(t, path)
			checkTone(t, path)
			if strings.HasSuffix(path, "mp3") && !bytes.Contains(out.Bytes(), []byte("Xing")) {
				t.Error("no gapless tag")
			}
		})
	}
}

func checkProbed(t *testing.T, path string) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "flat", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`codec_type="video"`}
	for _, tag := range described.Texts() {
		name, value := tag[0], tag[1]
		if name == "LANGUAGE" && !strings.HasSuffix(path, "opus") {
			value = "eng"
		}
		want = append(want, fmt.Sprintf("tags.%s=%q", name, value))
	}
	for i, start := range []string{"0.000000", "1.000000", "2.500000"} {
		want = append(want, fmt.Sprintf("chapter.%d.start_time=%q", i, start), fmt.Sprintf("chapter.%d.tags.title=%q", i, described.Chapters[i].Title))
	}
	got := strings.ToLower(string(out)) // some formats have names in capitals
	for _, line := range want {
		if !strings.Contains(got, strings.ToLower(line)+"\n") {
			t.Errorf("no %s in\n%s", line, out)
		}
	}
	if strings.Contains(got, "chapter.3.") {
		t.Error("more chapters than three")
	}
}

func checkTone(t *testing.T, path string) {
	t.Helper()
	pcm, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(pcm) / 4; n < length || n > length+1152 { // LAME fills up its last frame, if nothing says how long the sound is
		t.Errorf("%d samples, want %d", n, length)
	}
	for ear, hz := range []float64{440, 660} {
		inPhase := 0.0
		const from, to = 4800, length - 4800
		for i := from; i < to; i++ {
			v := float64(int16(binary.LittleEndian.Uint16(pcm[4*i+2*ear:])))
			inPhase += v * math.Sin(2*math.Pi*hz*float64(i)/48000)
		}
		if got := 20 * math.Log10(2*inPhase/(to-from)/8000); math.Abs(got) > 0.1 {
			t.Errorf("ear %d: %.2f dB of the tone", ear, got)
		}
	}
}

// TestFailing: an encoder that is missing or fails is one line, nothing is left of it,
// and what could not be written is the error, whichever encoder it came from.
func TestFailing(t *testing.T) {
	full := errors.New("full")
	for _, test := range writers {
		t.Run(test.name, func(t *testing.T) {
			bin, real := t.TempDir(), os.Getenv("PATH")
			t.Setenv("PATH", bin)
			t.Setenv("TMPDIR", t.TempDir())
			missing := (*process.Missing)(nil)
			if err := test.write(t.Context(), io.Discard, tone, described); !errors.As(err, &missing) {
				t.Errorf("missing: %v", err)
			}
			script := "#!/bin/sh\n/bin/cat >/dev/null; echo 'no room' >&2; exit 1\n"
			if err := os.WriteFile(filepath.Join(bin, test.programs), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			err := test.write(t.Context(), io.Discard, tone, described)
			if want := test.programs + ": exit status 1: no room"; err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			t.Setenv("PATH", real)
			onlyPrograms(t, test.programs)
			if err := test.write(t.Context(), writes(func([]byte) (int, error) { return 0, full }), tone, described); !errors.Is(err, full) {
				t.Error(err)
			}
		})
	}
}

type writes func([]byte) (int, error)

func (w writes) Write(p []byte) (int, error) { return w(p) }

// TestClip: with either encoder a clip keeps its length, and every sample its time.
func TestClip(t *testing.T) {
	for _, name := range []string{"lame", "ffmpeg"} {
		t.Run(name, func(t *testing.T) {
			onlyPrograms(t, name)
			for _, n := range []int{1, 479, 1151, 1152, 1153, 48000} {
				want := wavtest.Tone(48000, n, 0.5, 440)
				mono := make([]float64, n)
				for i, v := range want {
					mono[i] = v[0]
				}
				data, err := Clip(t.Context(), mono, 64)
				if err != nil || bytes.HasPrefix(data, []byte("ID3")) {
					t.Fatalf("%d samples: %.3q, %v", n, data, err)
				}
				f, read, err := recording.Decode(data)
				if err != nil {
					t.Fatalf("%d samples: %v", n, err)
				}
				if more := f.Length - n; more < 0 || more > map[string]int{"ffmpeg": 48}[name] {
					t.Fatalf("got %d samples, want %d", f.Length, n)
				}
				got := make([][2]float64, n)
				if _, err := read(got); err != nil {
					t.Fatalf("%d samples: %v", n, err)
				}
				// One sample late would be an error of 0.029 at 440 Hz. A short clip ends
				// before the filter bank has settled.
				for i := 2000; i < n-2000; i++ {
					if d := math.Abs(got[i][0] - want[i][0]); d > 0.01 {
						t.Fatalf("sample %d: got %v, want %v", i, got[i][0], want[i][0])
					}
				}
			}
		})
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
