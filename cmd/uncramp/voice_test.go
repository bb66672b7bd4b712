package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// TestSpeakers: a cue is spoken by the voice, by those that it extends, and by the one
// that a routine falls back on.
func TestSpeakers(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	for name, extends := range map[string]string{"anna": "maria", "maria": "", "eva": "eve", "eve": "eva", "lost": "nobody", "taped": ""} {
		folder := filepath.Join(data, "uncramp", "voices", name)
		m := sounds.Manifest{Name: name, Language: "en", Source: "s", Author: "a", Licence: "l", Extends: extends, Cues: []sounds.Cue{{ID: name, Words: "Hm."}, {ID: "hold", Words: "Hm.", SHA256: "0", Length: 1000}}}
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
	tags := openSession(t, "--voice", "anna").tags(nil)
	if want := "Voice: s, by a, l. Synthetic voice: Kokoro"; tags.Artist != "anna and heart" || !strings.HasPrefix(tags.Comment, want) {
		t.Errorf("tagged %q, %q, want %q", tags.Artist, tags.Comment, want)
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
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte("fallback: none\n"+leaning), 0o644); err != nil {
		t.Fatal(err)
	}
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
