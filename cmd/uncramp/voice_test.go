package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/wavtest"
	"uncramp/sounds"
)

// TestVoiceScript: the script has a line for every cue; as YAML it is a manifest to
// which only the recordings are missing.
func TestVoiceScript(t *testing.T) {
	needs, err := allNeeds()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(uncramp(t, "voice", "script").stdout, "\n")
	table, err := csv.NewReader(strings.NewReader(uncramp(t, "voice", "script", "--csv").stdout)).ReadAll()
	folder := t.TempDir()
	if err := errors.Join(err, os.WriteFile(filepath.Join(folder, sounds.ManifestFile), []byte(uncramp(t, "voice", "script", "--yaml").stdout), 0o644)); err != nil {
		t.Fatal(err)
	}
	m, err := sounds.ReadManifest(folder)
	if err != nil || len(m.Cues) != len(needs) || len(lines) != len(needs)+1 || len(table) != len(needs)+1 {
		t.Fatalf("%v, %d lines", err, len(lines))
	}
	for i, l := range needs {
		if want := l.ID + ": " + l.Words + "\n"; m.Cues[i] != (sounds.Cue{ID: l.ID, Words: l.Words}) || lines[i] != want {
			t.Errorf("cue %d is %+v and %q, want %q", i, m.Cues[i], lines[i], want)
		}
		if want := []string{l.ID, l.Words, "heart"}; !slices.Equal(table[i+1], want) {
			t.Errorf("line %d is %q, want %q", i+1, table[i+1], want)
		}
	}
	r := uncramp(t, "voice", "check", folder)
	if missing := strings.Count(r.stdout, ": missing: no recording of it\n"); r.code != exitFailed || missing != len(needs) || strings.Contains(r.stdout, sounds.ManifestFile) {
		t.Errorf("exit %d, %d recordings missing, %s", r.code, missing, r.stdout)
	}
	r = uncramp(t, "voice", "make", "anna", "--from", folder)
	if want := "uncramp: voice.yaml: fill in source, author, licence: it still says what was printed there\n"; r.code != exitFailed || !strings.HasPrefix(r.stderr, want) {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}

// TestVoiceCheckOfBuiltInVoices: each clip has the figures of every clip, and those that
// its manifest says.
func TestVoiceCheckOfBuiltInVoices(t *testing.T) {
	for _, voice := range sounds.Voices() {
		r := uncramp(t, "voice", "check", voice)
		if r.code != exitDone || r.stderr != "" || strings.Count(r.stdout, " LUFS ") != len(sounds.Script()) {
			t.Errorf("%s: exit %d, %s%s", voice, r.code, r.stdout, r.stderr)
		}
	}
}

// ownRoutine writes the built-in routine with a sentence of its own.
func ownRoutine(t *testing.T, top string) (file string) {
	t.Helper()
	src := uncramp(t, "routine", "show").stdout
	own := strings.Replace(src, "\nsides:", "\n"+top+"words: {lean: \"Lean forward, with a long back.\"}\nsides:", 1)
	own = strings.Replace(own, "- say: hold\n", "- say: [hold, lean]\n", 1)
	file = filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte(own), 0o644); err != nil || !strings.Contains(own, "[hold, lean]") || !strings.Contains(own, "\nwords: ") {
		t.Fatal(err, own)
	}
	return file
}

// TestOwnWords: what a routine says of its own is missed with the command that makes
// it. That makes a voice that is found by name, and has heart for the rest.
func TestOwnWords(t *testing.T) {
	own, bin := ownRoutine(t, ""), t.TempDir()
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	t.Setenv("USER", "eva")
	const name = "buttock" // of the routine
	command := []string{"voice", "make", name, "--routine", own, "--with", "espeak-ng:en-us", "--extends", "heart", "--author", "eva", "--licence", "CC0-1.0"}
	for _, args := range [][]string{{"plan", "--routine", own}, {"routine", "check", own}} {
		r := uncramp(t, args...)
		if want := "uncramp: voice heart has no recording of \"lean\"\nhint: uncramp " + strings.Join(command, " ") + "\n"; r.code != exitFailed || r.stderr != want {
			t.Errorf("%s: exit %d, %s, want %s", args, r.code, r.stderr, want)
		}
	}
	if r := uncramp(t, "voice", "script", "--routine", own, "--csv"); !strings.Contains(r.stdout, "\nlean,\"Lean forward, with a long back.\",no\n") || strings.Contains(r.stdout, "lying-") {
		t.Errorf("the script is %s", r.stdout)
	}
	tone := wavFormat.Encode(wavtest.Tone(wavFormat.Rate, 4*9600, 0.1, 500))
	if err := errors.Join(
		os.WriteFile(filepath.Join(bin, "tone.wav"), tone, 0o644),
		os.WriteFile(filepath.Join(bin, "espeak-ng"), []byte("#!/bin/sh\n/bin/cp "+bin+"/tone.wav \"$6\"\n"), 0o755),
	); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin) // without LAME and ffmpeg
	folder := filepath.Join(data, "uncramp", "voices", name)
	if r := uncramp(t, command...); r.code != exitDone || r.stdout != folder+": 1 sentence; heart speaks the others\n" {
		if runtime.GOOS == "windows" {
			t.Skip("no shell")
		}
		t.Fatalf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	if r := uncramp(t, "plan", "--routine", own); r.code != exitFailed || !strings.HasSuffix(r.stderr, "\nhint: --voice buttock speaks them\n") {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
	session := []string{"--routine", own, "--voice", name, "--rounds", "1", "--before", "none", "--after", "none"}
	if r := uncramp(t, append([]string{"plan"}, session...)...); r.code != exitDone || !strings.Contains(r.stdout, ", voice buttock and heart, ") || !strings.Contains(r.stdout, "\"Lean forward") {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	if r := uncramp(t, "routine", "check", own, "--voice", name); r.code != exitDone || !strings.Contains(r.stdout, "with voice buttock, heart for ") {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	changed := filepath.Join(t.TempDir(), "mine.yaml")
	if text, err := os.ReadFile(own); err != nil || os.WriteFile(changed, []byte(strings.ReplaceAll(string(text), "Lean forward", "Lean back")), 0o644) != nil {
		t.Fatal(err)
	}
	if r := uncramp(t, "routine", "check", changed, "--voice", name); r.code != exitDone || r.stderr != "lean: voice buttock says \"Lean forward, with a long back.\", and the routine \"Lean back, with a long back.\"\n" {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
	if r := uncramp(t, "voice", "list"); !strings.Contains(r.stdout, "\nbuttock     en-us   synthetic: spoken by espeak-ng:en-us, by eva (CC0-1.0)\n") {
		t.Errorf("listed %s", r.stdout)
	}
	if r := uncramp(t, "__complete", "plan", "--voice", ""); !strings.Contains(r.stdout, "\nmichael\nbuttock\n") {
		t.Errorf("completed %s", r.stdout)
	}
	if r := uncramp(t, "voice", "check", name); r.code != exitDone || !strings.Contains(r.stdout, "\nNot in it, so heart speaks them: ") {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	s := openSession(t, session...)
	if c := s.tags(nil).Comment; !strings.Contains(c, "espeak-ng:en-us, by eva, CC0-1.0. Synthetic voice: Kokoro") || s.tags(nil).Artist != "buttock and heart" {
		t.Errorf("tagged %s", c)
	}
	if got := len(rendered(t, "render", session...)); got != int(s.plan.Length) {
		t.Errorf("%d samples, want %d", got, s.plan.Length)
	}
	rendered(t, "soundcheck", "--voice", name)
	// By the routine's own choice, nobody speaks for the voice.
	alone := ownRoutine(t, "fallback: none\nvoice: "+name+"\n")
	if r := uncramp(t, "plan", "--routine", alone); r.code != exitDone { // which heart is for, by extends
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}

// TestSpeakers: a cue is spoken by the voice, by those that it extends, and by the one
// that a routine falls back on.
func TestSpeakers(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	for name, extends := range map[string]string{"anna": "maria", "maria": "", "eva": "eve", "eve": "eva", "lost": "nobody", "taped": ""} {
		folder := filepath.Join(data, "uncramp", "voices", name)
		m := sounds.Manifest{Name: name, Language: "en", Source: "s", Author: "a", Licence: "l", Extends: extends, Cues: []sounds.Cue{{ID: name, Words: "Hm."}, {ID: "hold", Words: "Hm.", SHA256: "0"}}}
		if name == "taped" {
			m.Cues[1].SHA256 = ""
		}
		if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, sounds.ManifestFile), m.Format(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ voice, fallback, cue, want string }{
		{"anna", "", "hold", "anna"},
		{"anna", "", "maria", "maria"},
		{"anna", "", "rest", "heart"},
		{"anna", "michael", "rest", "michael"},
		{"anna", "none", "rest", "nobody"},
		{"heart", "maria", "maria", "maria"},
		{"eva", "", "hold", "voice eva extends itself"},
		{"taped", "", "hold", "taped: recordings, not a voice yet"},
		{"lost", "", "hold", `voice lost extends nobody: unknown voice "nobody" (built in: heart, michael)`},
	} {
		got := "nobody"
		all, err := openSpeakers(tt.voice, tt.fallback)
		if err != nil {
			got = err.Error()
		} else if v, _ := all.of(tt.cue); v != nil {
			got = v.Name
		}
		if got != tt.want {
			t.Errorf("%s of %s, else %s: got %s, want %s", tt.cue, tt.voice, tt.fallback, got, tt.want)
		}
	}
	for _, tt := range []struct{ name, extends, want string }{
		{"zoe", "anna", "<nil>"},
		{"maria", "anna", `voice "maria" would extend itself`},
		{"zoe", "./anna", `extends "./anna": a voice to extend is found by its name`},
	} {
		if _, err := lendsTo(tt.name)(tt.extends); fmt.Sprint(err) != tt.want {
			t.Errorf("%s extends %s: got %v, want %s", tt.name, tt.extends, err, tt.want)
		}
	}
}

// voiceFolder returns a folder with a copy of a built-in voice.
func voiceFolder(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../sounds/voices/heart")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestRemediesNameTheVoice: the error for a faulty voice names the voice, and the
// hint its folder as it was given.
func TestRemediesNameTheVoice(t *testing.T) {
	folder := voiceFolder(t)
	manifest := filepath.Join(folder, sounds.ManifestFile)
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	named := strings.Replace(string(text), "name: heart", "name: anna", 1)
	remedy := "hint: uncramp voice check " + shellWord(folder) + " says what is wrong with the voice\n"
	session, check := []string{"plan", "--voice", folder}, []string{"soundcheck", "-o", "-", "--voice", folder}
	own := ownRoutine(t, "fallback: none\n")
	makes := "hint: uncramp voice make anna --out " + shellWord(folder) + " --routine " + own + " --with espeak-ng:en-us\n"
	for _, tt := range []struct {
		name, manifest string
		args           []string
		want           string
	}{
		{"no hold", strings.Replace(named, "\n  hold:\n", "\n  hild:\n", 1), append(session, "--routine", own), "uncramp: voice anna has no recording of \"hold\", \"lean\"\n" + makes},
		{"a bad clip", strings.Replace(named, "sha256: ", "sha256: 0", 1), []string{"render", "-o", "-", "--voice", folder}, "uncramp: " + folder},
		{"a clip longer than it says", strings.Replace(named, "length: ", "length: 1", 1), []string{"render", "-o", "-", "--voice", folder}, "uncramp: recording welcome-left has "},
		{"a clip longer than it says, planned", strings.Replace(named, "length: 3", "length: 2", 1), session, "uncramp: recording welcome-left has "},
		{"a clip longer than it says, checked", strings.Replace(named, "length: 3", "length: 2", 1), []string{"routine", "check", "lying", "--voice", folder}, "uncramp: recording welcome-left has "},
		{"no loudest moment", strings.Replace(named, "loudest: ", "# ", 1), check, "uncramp: voice anna: voice.yaml does not say how loud \"welcome-left\" gets\n"},
	} {
		if tt.manifest == named {
			t.Fatalf("%s: nothing is wrong with it", tt.name)
		}
		if err := os.WriteFile(manifest, []byte(tt.manifest), 0o644); err != nil {
			t.Fatal(err)
		}
		r := uncramp(t, tt.args...)
		if r.code != exitFailed || !strings.HasPrefix(r.stderr, tt.want) || !strings.HasSuffix(r.stderr, remedy) && !strings.HasSuffix(r.stderr, makes) {
			t.Errorf("%s: exit %d, %s", tt.name, r.code, r.stderr)
		}
	}
}
