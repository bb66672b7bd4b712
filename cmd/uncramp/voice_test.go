package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uncramp/sounds"
)

// TestVoiceScript: the script has a line for every cue; as YAML it is a manifest to
// which only the recordings are missing.
func TestVoiceScript(t *testing.T) {
	lines := strings.SplitAfter(uncramp(t, "voice", "script").stdout, "\n")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, sounds.ManifestFile), []byte(uncramp(t, "voice", "script", "--yaml").stdout), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := sounds.ReadManifest(folder)
	if err != nil || len(m.Cues) != len(sounds.Script()) || len(lines) != len(sounds.Script())+1 {
		t.Fatalf("%v, %d lines", err, len(lines))
	}
	for i, l := range sounds.Script() {
		if want := l.ID + ": " + l.Words + "\n"; m.Cues[i] != (sounds.Cue{ID: l.ID, Words: l.Words}) || lines[i] != want {
			t.Errorf("cue %d is %+v and %q, want %q", i, m.Cues[i], lines[i], want)
		}
	}
	r := uncramp(t, "voice", "check", folder)
	if missing := strings.Count(r.stdout, ": missing: no recording of it\n"); r.code != exitFailed || missing != len(sounds.Script()) || strings.Contains(r.stdout, sounds.ManifestFile) {
		t.Errorf("exit %d, %d recordings missing, %s", r.code, missing, r.stdout)
	}
}

func TestVoiceCheckOfABuiltInVoice(t *testing.T) {
	r := uncramp(t, "voice", "check", "heart")
	if r.code != exitDone || r.stderr != "" || strings.Count(r.stdout, " LUFS ") != len(sounds.Script()) {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
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
	own := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(own, []byte(uncramp(t, "routine", "show").stdout), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, manifest string
		args           []string
		want           string
	}{
		{"no hold", strings.Replace(named, "\n  hold:\n", "\n  hild:\n", 1), session, "uncramp: voice anna has no recording of \"hold\"\n" + remedy},
		{"no hold, a routine of one's own", strings.Replace(named, "\n  hold:\n", "\n  hild:\n", 1), append(session, "--routine", own),
			"uncramp: voice anna has no recording of \"hold\"\n" + remedy},
		{"no welcome", strings.Replace(named, "\n  welcome-left:\n", "\n  welcome-lft:\n", 1), session, "uncramp: voice anna has no recording of \"welcome-left\"\n" + remedy},
		{"no level", strings.Replace(named, "\n  check-level:\n", "\n  check-levle:\n", 1), check, ""},
		{"a bad clip", strings.Replace(named, "sha256: ", "sha256: 0", 1), []string{"render", "-o", "-", "--voice", folder}, "uncramp: " + folder},
		{"a clip longer than it says", strings.Replace(named, "length: ", "length: 1", 1), []string{"render", "-o", "-", "--voice", folder}, "uncramp: recording welcome-left has "},
		{"no loudest moment", strings.Replace(named, "loudest: ", "# ", 1), check, "uncramp: voice anna: voice.yaml does not say how loud \"welcome-left\" gets\n"},
	} {
		if tt.manifest == named {
			t.Fatalf("%s: nothing is wrong with it", tt.name)
		}
		if err := os.WriteFile(manifest, []byte(tt.manifest), 0o644); err != nil {
			t.Fatal(err)
		}
		r := uncramp(t, tt.args...)
		if r.code != exitFailed || !strings.HasPrefix(r.stderr, tt.want) || !strings.HasSuffix(r.stderr, remedy) {
			t.Errorf("%s: exit %d, %s", tt.name, r.code, r.stderr)
		}
	}
}
