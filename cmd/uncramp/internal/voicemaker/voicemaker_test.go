package voicemaker

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/mastering"
	"uncramp/audio/process"
	"uncramp/audio/wavtest"
	"uncramp/sounds"
)

// wav returns a WAV file of a tone.
func wav(seconds, amplitude float64) []byte {
	const rate = 16000
	return wavtest.Format{Rate: rate, Channels: 1, Bits: 16}.Encode(wavtest.Tone(rate, int(seconds*rate), amplitude, 500))
}

// masters is a folder with a short tone for each cue, and its voice.yaml.
func masters(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	m := &sounds.Manifest{Name: "masters", Language: "en-US", Source: "a test", Author: "nobody", Licence: "CC0-1.0"}
	tone := wav(0.25, 0.1)
	for _, l := range sounds.Script() {
		m.Cues = append(m.Cues, sounds.Cue{ID: l.ID, Words: l.Words})
		write(t, filepath.Join(dir, l.ID+".wav"), tone)
	}
	write(t, filepath.Join(dir, sounds.ManifestFile), m.Format())
	write(t, filepath.Join(dir, "notes.txt"), []byte("passed over"))
	write(t, filepath.Join(dir, ".hold.wav"), []byte("passed over"))
	return dir
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

// names of all files in a folder, hidden ones too.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func needLame(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not on PATH")
	}
}

func TestMake(t *testing.T) {
	needLame(t)
	from, parent := masters(t), t.TempDir()
	out := filepath.Join(parent, "anna")
	var told []string
	tell := func(m Made) {
		told = append(told, m.Cue)
		if math.Abs(m.Clip.GainNeeded()) > mastering.Tolerance || m.Gain < 1 {
			t.Errorf("%s: %.1f LUFS after %.1f dB", m.Cue, m.Loudness, m.Gain)
		}
	}
	if err := Make(t.Context(), "anna", from, out, tell); err != nil {
		t.Fatal(err)
	}
	if want := scriptIDs(); !slices.Equal(told, want) {
		t.Errorf("told of %v, want the script's order", told)
	}
	v, err := sounds.OpenVoice(out)
	if err != nil {
		t.Fatal(err)
	}
	if v.Name != "anna" || v.Author != "nobody" {
		t.Errorf("got voice %q by %q", v.Name, v.Author)
	}
	report, err := Check(t.Context(), out)
	if err != nil || !report.Made || len(report.Rows) != len(sounds.Script()) || len(report.Faults) > 0 {
		t.Errorf("check: %+v %v", report, err)
	}

	// Somebody's song in the voice's folder is not taken for a part of it.
	song := filepath.Join(out, "song.mp3")
	write(t, song, []byte("mine"))
	const lost = "song.mp3, which is no part of the voice there and would be lost"
	if err := Make(t.Context(), "anna", from, out, tell); err == nil || !strings.Contains(err.Error(), lost) {
		t.Errorf("got %v, want %s", err, lost)
	}
	remove(t, song)

	// A voice is replaced by one made anew, and stays while one fails.
	write(t, filepath.Join(from, "hold.wav"), wav(0.3, 0.2))
	before, err := v.Recording("hold")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(from, "rest.wav"), nil)
	if err := Make(t.Context(), "anna", from, out, func(Made) {}); err == nil {
		t.Error("made of a recording of 0 bytes")
	}
	if still, err := v.Recording("hold"); err != nil || !slices.Equal(still, before) {
		t.Errorf("the voice changed although making failed: %v", err)
	}
	write(t, filepath.Join(from, "rest.wav"), wav(0.25, 0.1))
	if err := Make(t.Context(), "anna", from, out, func(Made) {}); err != nil {
		t.Fatal(err)
	}
	if v, err = sounds.OpenVoice(out); err != nil {
		t.Fatal(err)
	}
	if now, err := v.Recording("hold"); err != nil || slices.Equal(now, before) {
		t.Errorf("the voice is the old one: %v", err)
	}
	if got := names(t, parent); !slices.Equal(got, []string{"anna"}) {
		t.Errorf("left behind: %v", got)
	}

	// What falls short in a finished voice.
	write(t, filepath.Join(out, "hold.mp3"), before)
	remove(t, filepath.Join(out, "rest.mp3"))
	report, err = Check(t.Context(), out)
	if err != nil || len(report.Faults) != 2 ||
		!strings.Contains(report.Faults[0].Err.Error(), "checksum") || !strings.Contains(report.Faults[1].Err.Error(), "missing") {
		t.Errorf("check: %+v %v", report.Faults, err)
	}
}

func TestMakeFindsEveryFault(t *testing.T) {
	needLame(t)
	from, parent := masters(t), t.TempDir()
	in := func(name string) string { return filepath.Join(from, name) }
	write(t, in("in.wav"), nil)
	write(t, in("out.wav"), wav(1, 0))
	write(t, in("hold.wav"), wav(1, 2))
	write(t, in("rest.wav"), wav(13, 0.1))
	write(t, in("food.wav"), []byte("not a recording"))
	write(t, in("relese-left.wav"), wav(1, 0.1))
	write(t, in("steady.flac"), wav(1, 0.1))
	remove(t, in("water.wav"))
	food := "food.wav: neither WAV, FLAC nor MP3: to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3"
	if _, err := exec.LookPath("ffmpeg"); err == nil {
		food = "food.wav: neither WAV, FLAC nor MP3, and ffmpeg cannot read it: Invalid data found when processing input"
	}
	want := []string{
		`relese-left.wav: unknown cue "relese-left": did you mean "release-left"?`,
		`in.wav: empty: a file of 0 bytes`,
		`out.wav: silent`,
		`hold.wav: clipped: it stays at full scale at 0.00 s`,
		`steady.wav: a second recording of "steady" beside steady.flac`,
		`rest.wav: over-long: 13.0 s, at most 12 s`,
		`water: missing: no recording of it`,
		food,
	}
	has := func(where string, all []Fault) {
		t.Helper()
		var got []string
		for _, f := range all {
			got = append(got, f.Where+": "+f.Err.Error())
		}
		slices.Sort(got)
		sorted := slices.Sorted(slices.Values(want))
		if !slices.Equal(got, sorted) {
			t.Errorf("%s: got\n%s\nwant\n%s", where, strings.Join(got, "\n"), strings.Join(sorted, "\n"))
		}
	}
	out := filepath.Join(parent, "anna")
	err := Make(t.Context(), "anna", from, out, func(Made) {})
	faults := (*Faults)(nil)
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	has("make", faults.All)
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 7 || !strings.HasSuffix(lines[0], ": 8 problems") || lines[6] != "  and 3 more" {
		t.Errorf("got %s", err)
	}
	if got := names(t, parent); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
	report, err := Check(t.Context(), from)
	if err != nil || report.Made {
		t.Fatalf("check: %+v %v", report, err)
	}
	has("check", report.Faults)
}

func TestCheckMastersByTheirManifest(t *testing.T) {
	from := masters(t)
	m := &sounds.Manifest{Name: "a", Language: "en", Source: "s", Author: "a", Licence: "l"}
	for _, l := range sounds.Script() {
		if l.ID != "hold" {
			m.Cues = append(m.Cues, sounds.Cue{ID: l.ID, Words: l.Words})
		}
	}
	m.Cues = append(m.Cues, sounds.Cue{ID: "holt", Words: "Holt."})
	write(t, filepath.Join(from, sounds.ManifestFile), m.Format())
	report, err := Check(t.Context(), from)
	if err != nil || len(report.Faults) != 2 ||
		report.Faults[0].Err.Error() != `unknown cue "holt": did you mean "hold"?` || report.Faults[1].Err.Error() != `no words for cue "hold"` {
		t.Errorf("got %+v %v", report, err)
	}
	remove(t, filepath.Join(from, sounds.ManifestFile))
	report, err = Check(t.Context(), from)
	if err != nil || len(report.Faults) != 1 || report.Faults[0].Where != sounds.ManifestFile {
		t.Errorf("without a manifest: got %+v %v", report, err)
	}
	write(t, filepath.Join(from, sounds.ManifestFile), []byte("name: [\n"))
	if _, err := Check(t.Context(), from); err == nil || !strings.Contains(err.Error(), sounds.ManifestFile+":") {
		t.Errorf("of a manifest that is none: got %v", err)
	}
}

func TestMakeReplacesNothingButAVoice(t *testing.T) {
	from := masters(t)
	parent := t.TempDir()
	empty, notes, file := filepath.Join(parent, "empty"), filepath.Join(parent, "notes"), filepath.Join(parent, "file")
	for _, dir := range []string{empty, notes} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(notes, "diary.txt"), nil)
	write(t, file, nil)
	mp3s := masters(t)
	for _, name := range names(t, mp3s) {
		if filepath.Ext(name) != ".yaml" {
			remove(t, filepath.Join(mp3s, name))
		}
	}
	for _, c := range []struct{ out, want string }{
		{notes, "exists and is not a voice: it holds diary.txt"},
		{file, "is not a folder"},
		{from, "holds the recordings that the voice is made of"},
		{mp3s, "holds recordings that no voice was made of yet"},
	} {
		if err := Make(t.Context(), "anna", from, c.out, func(Made) {}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if err := checkReplaceable(empty, from); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestMakeCancelled(t *testing.T) {
	needLame(t)
	from, parent := masters(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	err := Make(ctx, "anna", from, filepath.Join(parent, "anna"), func(Made) { cancel() }) // by the first clip
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if got := names(t, parent); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestMakeWithoutLame(t *testing.T) {
	from, parent := masters(t), t.TempDir()
	t.Setenv("PATH", t.TempDir())
	missing := (*process.Missing)(nil)
	if err := Make(t.Context(), "anna", from, filepath.Join(parent, "anna"), func(Made) {}); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
	if got := names(t, parent); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
}
