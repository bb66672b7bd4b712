package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"uncramp/sounds"
)

// voiceRun runs "uncramp voice" with arguments.
func voiceRun(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	r := uncramp(t, append([]string{"voice"}, args...)...)
	return r.code, r.stdout, r.stderr
}

func TestVoiceScript(t *testing.T) {
	code, got, _ := voiceRun(t, "script")
	lines := strings.SplitAfter(got, "\n")
	if code != exitDone || len(lines) != len(sounds.Script())+1 {
		t.Fatalf("got %d, %d lines", code, len(lines))
	}
	first := sounds.Script()[0]
	if want := fmt.Sprintf("%s: %s\n", first.ID, first.Words); lines[0] != want {
		t.Errorf("got %q, want %q", lines[0], want)
	}
}

// What is printed to be filled in is a manifest of recordings, as it stands.
func TestVoiceScriptAsYAML(t *testing.T) {
	code, got, _ := voiceRun(t, "script", "--yaml")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, sounds.ManifestFile), []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := sounds.ReadManifest(folder)
	if code != exitDone || err != nil {
		t.Fatalf("exit %d, %v", code, err)
	}
	for i, l := range sounds.Script() {
		if c := m.Cues[i]; c != (sounds.Cue{ID: l.ID, Words: l.Words}) {
			t.Errorf("cue %d is %+v, want %+v", i, c, l)
		}
	}
	code, got, _ = voiceRun(t, "check", folder)
	if missing := strings.Count(got, ": missing: no recording of it\n"); code != exitFailed || missing != len(sounds.Script()) || strings.Contains(got, sounds.ManifestFile) {
		t.Errorf("exit %d, %d recordings missing, %s", code, missing, got)
	}
}

func TestVoiceCheckOfABuiltInVoice(t *testing.T) {
	code, got, complaints := voiceRun(t, "check", "heart")
	if code != exitDone || complaints != "" || strings.Count(got, " LUFS ") != len(sounds.Script()) {
		t.Errorf("got %d\n%s%s", code, got, complaints)
	}
}

// voiceFolder is a copy of a built-in voice, as a folder of one's own.
func voiceFolder(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../sounds/voices/heart")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestRemediesNameTheVoice: what is wrong with a voice is told of the voice, and
// the remedy names its folder as it was named.
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
			"uncramp: " + own + ":74:10: voice anna has no recording of \"hold\"\n    - say: hold\n" + remedy},
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
