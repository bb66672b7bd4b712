package voicemaker

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/mastering"
	"uncramp/audio/process"
	"uncramp/audio/wavtest"
	"uncramp/routine"
	"uncramp/sounds"
)

// wav returns a WAV file of a tone.
func wav(seconds, amplitude float64) []byte {
	const rate = 16000
	return wavtest.Format{Rate: rate, Channels: 1, Bits: 16}.Encode(wavtest.Tone(rate, int(seconds*rate), amplitude, 500))
}

// needs are a few cues of the script.
var needs = func() (all []routine.Cue) {
	for _, id := range []string{"in", "out", "hold", "steady", "rest", "food", "water", "check-level"} {
		all = append(all, routine.Cue{ID: id, Words: sounds.Words()[id]})
	}
	slices.SortFunc(all, func(a, b routine.Cue) int { return sounds.Compare(a.ID, b.ID) })
	return all
}()

// masters is a folder with a short tone for each of the needs, and its voice.yaml.
func masters(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	m := &sounds.Manifest{Name: "masters", Language: "en-US", Source: "a test", Author: "nobody", Licence: "CC0-1.0"}
	tone := wav(0.25, 0.1)
	for _, c := range needs {
		m.Cues = append(m.Cues, sounds.Cue{ID: c.ID, Words: c.Words})
		write(t, filepath.Join(dir, c.ID+".wav"), tone)
	}
	write(t, filepath.Join(dir, sounds.ManifestFile), m.Format())
	write(t, filepath.Join(dir, "notes.txt"), []byte("passed over"))
	write(t, filepath.Join(dir, ".hold.wav"), []byte("passed over"))
	return dir
}

// of returns the options for a voice of recordings.
func of(from, out string) Options {
	return Options{Name: "anna", From: from, Out: out, Format: mastering.FLAC, Needs: needs, Lends: lends}
}

// lends is what the built-in voices lend.
func lends(voice string) (func(string) bool, error) {
	if voice == "" {
		return func(string) bool { return false }, nil
	}
	v, err := sounds.OpenVoice(voice)
	return func(cue string) bool { _, ok := v.Find(cue); return ok }, err
}

// unseen is a progress that nobody looks at.
func unseen(int, int) {}

// fails makes a voice, which must fail with an error that ends in some words.
func fails(t *testing.T, o Options, words string) {
	t.Helper()
	if _, _, err := Make(t.Context(), o, unseen); err == nil || !strings.HasSuffix(err.Error(), words) {
		t.Errorf("got %v, want %s", err, words)
	}
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

func TestMake(t *testing.T) {
	from, parent := masters(t), t.TempDir()
	out := filepath.Join(parent, "anna")
	o := of(from, out)
	// An unknown cue is taken along, if somebody says what it speaks.
	manifest, err := os.ReadFile(filepath.Join(from, sounds.ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(from, sounds.ManifestFile), append(manifest, "  lean:\n    words: Lean forward.\n"...))
	write(t, filepath.Join(from, "lean.wav"), wav(0.25, 0.1))
	told := 0
	m, clips, err := Make(t.Context(), o, func(done, of int) {
		if told++; done != told || of != len(needs)+1 {
			t.Errorf("told of %d of %d, after %d", done, of, told-1)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range append(slices.Clone(needs), routine.Cue{ID: "lean"}) {
		if len(clips) != len(needs)+1 || clips[i].ID != c.ID {
			t.Fatalf("made %v, want the script's order", clips)
		}
	}
	v, err := sounds.OpenVoice(out)
	if err != nil {
		t.Fatal(err)
	}
	if lean, _ := v.Find("lean"); v.Name != "anna" || v.Author != "nobody" || v.Source != "a test" || v.Synthetic || lean.Words != "Lean forward." || !reflect.DeepEqual(v.Manifest, *m) {
		t.Errorf("got %+v", v.Manifest)
	}
	report, err := Check(t.Context(), out, append(needs, routine.Cue{ID: "done"}))
	if err != nil || !report.Made || len(report.Clips) != len(needs)+1 || len(report.Faults) > 0 || !slices.Equal(report.Lacks, []string{"done"}) {
		t.Errorf("check: %+v %v", report, err)
	}
	for i, c := range report.Clips {
		if louder := c.ID == sounds.LevelCue; louder != (c.Loudness > mastering.Target+levelLouder/2) {
			t.Errorf("clip %d, %s, has %.2f LUFS", i, c.ID, c.Loudness)
		}
	}

	// Somebody's file in the voice's folder is not taken for a part of it.
	for name, lost := range map[string]string{
		"song.mp3": "holds song.mp3, which is no part of the voice there and would be lost",
		"hold.wav": "both hold.flac and hold.wav: a cue has one recording",
	} {
		file := filepath.Join(out, name)
		write(t, file, []byte("mine"))
		fails(t, o, lost)
		remove(t, file)
	}

	// A voice is replaced by one made anew, and stays while one fails.
	write(t, filepath.Join(from, "hold.wav"), wav(0.3, 0.2))
	before, err := v.Recording("hold")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(from, "rest.wav"), nil)
	fails(t, o, "rest.wav: empty: a file of 0 bytes")
	remove(t, filepath.Join(from, "rest.wav"))
	fails(t, o, "rest: missing: no recording of it")
	if still, err := v.Recording("hold"); err != nil || !slices.Equal(still, before) {
		t.Errorf("the voice changed although making failed: %v", err)
	}
	write(t, filepath.Join(from, "rest.wav"), wav(0.25, 0.1))
	if mastering.MP3.Check(t.Context()) == nil {
		o.Format = mastering.MP3
	}
	if _, _, err := Make(t.Context(), o, unseen); err != nil {
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
	if got := names(t, out); len(got) != len(needs)+2 || got[0] != "check-level"+string(o.Format) {
		t.Errorf("the voice's folder holds %v", got)
	}

	// What falls short in a finished voice.
	write(t, filepath.Join(out, "hold"+string(o.Format)), before)
	remove(t, filepath.Join(out, "rest"+string(o.Format)))
	report, err = Check(t.Context(), out, needs)
	if err != nil || len(report.Faults) != 2 ||
		!strings.Contains(report.Faults[0].Err.Error(), "checksum") || !strings.Contains(report.Faults[1].Err.Error(), "missing") {
		t.Errorf("check: %+v %v", report.Faults, err)
	}
}

func TestMakeFindsEveryFault(t *testing.T) {
	from, parent := masters(t), t.TempDir()
	in := func(name string) string { return filepath.Join(from, name) }
	write(t, in("in.wav"), nil)
	write(t, in("out.wav"), wav(1, 0))
	write(t, in("hold.wav"), wav(1, 2))
	write(t, in("rest.wav"), wav(13, 0.1))
	write(t, in("food.wav"), []byte("not a recording"))
	food := "food.wav: neither WAV, FLAC nor MP3: to read it, install ffmpeg (apt install ffmpeg), or convert it to WAV, FLAC or MP3"
	if _, err := exec.LookPath("ffmpeg"); err == nil {
		food = "food.wav: neither WAV, FLAC nor MP3, and ffmpeg cannot read it: Invalid data found when processing input"
	}
	has := func(where string, all []Fault, want ...string) {
		t.Helper()
		var got []string
		for _, f := range all {
			got = append(got, f.Where+": "+f.Err.Error())
		}
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", where, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	makes := func() (faults *Faults) {
		t.Helper()
		if _, _, err := Make(t.Context(), of(from, filepath.Join(parent, "anna")), unseen); !errors.As(err, &faults) {
			t.Fatalf("got %v", err)
		}
		return faults
	}
	// Of the sound,
	sound := []string{
		"in.wav: empty: a file of 0 bytes", "out.wav: silent", "hold.wav: clipped: it stays at full scale at 0.00 s",
		"rest.wav: over-long: 13.0 s, at most 12 s", food,
	}
	has("make", makes().All, slices.Clone(sound)...)
	// and of the names, before any sound is read.
	write(t, in("watr.wav"), wav(1, 0.1))
	write(t, in("lean.wav"), wav(1, 0.1))
	write(t, in("steady.flac"), wav(1, 0.1))
	remove(t, in("water.wav"))
	folder := []string{
		`watr.wav: unknown cue "watr": did you mean "water"?`, `lean.wav: cue "lean" has no words in voice.yaml`,
		`steady.wav: a second recording of "steady" beside steady.flac`, "water: missing: no recording of it",
	}
	faults := makes()
	has("make", faults.All, slices.Clone(folder)...)
	faults.All = append(faults.All, faults.All...)
	if lines := strings.Split(faults.Error(), "\n"); len(lines) != 7 || !strings.HasSuffix(lines[0], ": 8 problems") || lines[6] != "  and 3 more" {
		t.Errorf("got %s", faults)
	}
	if got := names(t, parent); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
	report, err := Check(t.Context(), from, needs)
	if err != nil || report.Made {
		t.Fatalf("check: %+v %v", report, err)
	}
	has("check", report.Faults, append(sound, folder...)...)

	// A folder without a manifest lacks that, too; one that cannot be read is an error.
	manifest := in(sounds.ManifestFile)
	remove(t, manifest)
	if report, err = Check(t.Context(), from, needs); err != nil || !slices.ContainsFunc(report.Faults, func(f Fault) bool { return f.Where == sounds.ManifestFile }) {
		t.Errorf("without a manifest: got %+v %v", report, err)
	}
	write(t, manifest, []byte("name: [\n"))
	if _, err := Check(t.Context(), from, needs); err == nil || !strings.Contains(err.Error(), sounds.ManifestFile+":") {
		t.Errorf("of a manifest that is none: got %v", err)
	}
}

// TestMakeRefuses: only a voice is replaced, and a missing encoder is told of first.
func TestMakeRefuses(t *testing.T) {
	from := masters(t)
	empty, notes := t.TempDir(), t.TempDir()
	diary := filepath.Join(notes, "diary.txt")
	write(t, diary, nil)
	for _, c := range []struct{ out, want string }{
		{notes, "exists and is not a voice: it holds diary.txt"},
		{diary, "is not a folder"},
		{from, "holds the recordings that the voice is made of"},
		{masters(t), "holds recordings that no voice was made of yet"},
	} {
		fails(t, of(from, c.out), c.want)
	}
	if _, _, err := Make(t.Context(), of(from, empty), unseen); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	o, missing := of("no such folder", empty), (*process.Missing)(nil)
	o.Format = mastering.MP3
	if _, _, err := Make(t.Context(), o, unseen); !errors.As(err, &missing) {
		t.Errorf("without an encoder: got %v", err)
	}
}

func TestMakeCancelled(t *testing.T) {
	from, parent := masters(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	_, _, err := Make(ctx, of(from, filepath.Join(parent, "anna")), func(int, int) { cancel() }) // by the first clip
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if got := names(t, parent); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
}

// TestAbout: who made a voice is said by flags, by the manifest beside its recordings,
// or by the voice as it was; not by what is printed there to be filled in.
func TestAbout(t *testing.T) {
	filled := sounds.Manifest{Language: "de", Source: "her kitchen", Author: "Anna", Licence: "MIT", Extends: "heart"}
	for _, tt := range []struct {
		name          string
		o             Options
		recorded, old sounds.Manifest
		want, err     string
	}{
		{"recorded", Options{From: "x"}, filled, sounds.Manifest{}, "de, her kitchen, Anna, MIT, heart", ""},
		{"flags", Options{From: "x", Author: "Eva", Extends: "michael"}, filled, sounds.Manifest{}, "de, her kitchen, Eva, MIT, michael", ""},
		{"as it was", Options{}, sounds.Manifest{}, filled, "de, her kitchen, Anna, MIT, heart", ""},
		{"another source", Options{From: "x"}, sounds.Manifest{Source: "a studio"}, filled, "de, a studio, Anna, MIT, heart", ""},
		{"nothing", Options{}, sounds.Manifest{}, sounds.Manifest{}, "", "whose voice is it? say it with --language en-US --author \"Anna Brown\" --licence CC-BY-4.0"},
		{"an engine", Options{Engine: &Engine{key: "espeak-ng:pt-br+f2"}, Author: "Eva", Licence: "MIT"}, sounds.Manifest{}, sounds.Manifest{}, "pt-br, , Eva, MIT, ", ""},
		{"another engine", Options{Engine: &Engine{key: "espeak-ng:es"}}, sounds.Manifest{}, filled, "es, her kitchen, Anna, MIT, heart", ""},
		{"two lines", Options{From: "x", Author: "Anna\nEva"}, filled, sounds.Manifest{}, "", `author "Anna\nEva": must be one line, without control characters`},
		{"as printed", Options{From: "x"}, sounds.Manifest{Language: "en-US", Author: ToFillIn, Licence: ToFillIn, Source: ToFillIn + ", such as"}, sounds.Manifest{}, "", "voice.yaml: fill in source, author, licence: it still says what was printed there"},
		{"as printed, and flags", Options{From: "x", Author: "Eva", Licence: "MIT"}, sounds.Manifest{Language: "en-US", Author: ToFillIn, Licence: ToFillIn, Source: "home"}, sounds.Manifest{}, "en-US, home, Eva, MIT, ", ""},
	} {
		m, err := tt.o.about(tt.recorded, tt.old)
		got, fault := "", ""
		if err != nil {
			fault = err.Error()
		} else {
			got = strings.Join([]string{m.Language, m.Source, m.Author, m.Licence, m.Extends}, ", ")
		}
		if got != tt.want || fault != tt.err {
			t.Errorf("%s: got %s, %s, want %s, %s", tt.name, got, fault, tt.want, tt.err)
		}
	}
}
