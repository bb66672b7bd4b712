package sounds

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestScript(t *testing.T) {
	lines := Script()
	if len(lines) != 148 || lines[0].ID != "welcome-left" || lines[147].ID != "lying-rest" {
		t.Errorf("%d cues, from %s to %s", len(lines), lines[0].ID, lines[len(lines)-1].ID)
	}
	text, err := embedded.ReadFile("script.yaml")
	var words map[string]string
	if err := errors.Join(err, yaml.Unmarshal(text, &words)); err != nil || len(words) != len(lines) {
		t.Fatalf("%d cues, %v", len(words), err)
	}
	known := map[string]bool{}
	for _, l := range lines {
		if words[l.ID] != l.Words {
			t.Errorf("%s says %q, and in the file %q", l.ID, l.Words, words[l.ID])
		}
		if l.Words == "" || known[l.ID] {
			t.Errorf("cue %q stands twice, or without words", l.ID)
		}
		known[l.ID] = true
		for _, word := range []string{"this leg", "don't", "do not", "click"} {
			if strings.Contains(strings.ToLower(l.Words), word) {
				t.Errorf("%s says %q", l.ID, word)
			}
		}
	}
}

// TestVoicesAreWhole: every built-in voice speaks every cue of the script with
// the script's words, and each recording is the one of its manifest.
func TestVoicesAreWhole(t *testing.T) {
	if files, err := fs.Glob(embedded, "voices/*/"+ManifestFile); err != nil || len(files) != len(Voices()) {
		t.Errorf("%q are embedded, %v, and the voices are %q", files, err, Voices())
	}
	size := 0
	for _, name := range Voices() {
		v, err := OpenVoice(name)
		if err != nil {
			t.Fatal(err)
		}
		if v.Name != name || !v.Synthetic || v.Licence != "Apache-2.0" || len(v.Cues) != len(Script()) {
			t.Errorf("%s: %q, synthetic %v, licence %q, %d cues", name, v.Name, v.Synthetic, v.Licence, len(v.Cues))
		}
		for i, l := range Script() {
			if c := v.Cues[i]; c.ID != l.ID || c.Words != l.Words || c.Length <= 0 {
				t.Errorf("%s: cue %d is %+v, want %+v", name, i, c, l)
			}
			mp3, err := v.Recording(l.ID)
			if err != nil {
				t.Error(err)
			}
			if sum := sha256.Sum256(mp3); v.Cues[i].SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("%s: %s is not the recording of the manifest", name, l.ID)
			}
			size += len(mp3)
		}
	}
	if size > 9e6 {
		t.Errorf("the voices take %d bytes, 9 MB is the bound", size)
	}
}

func TestChimes(t *testing.T) {
	want := []string{"bell-final", "bell-opening", "bell-round", "chime-hold", "chime-in", "chime-key", "chime-out", "chime-pause", "chime-refused", "chime-release"}
	if got := Chimes(); !slices.Equal(got, want) {
		t.Errorf("chimes are %q", got)
	}
	if _, err := Chime("gong"); err == nil {
		t.Error("there is a gong")
	}
}

const small = `name: anna
language: de-DE
synthetic: false
source: her own recordings
author: Anna
licence: CC-BY-4.0
made: in the kitchen
extends: heart
cues:
  hold:
    words: Halten.
    length: 48000
    sha256: abc
    engine: espeak-ng:de
    loudest: -15.5
    peak: -1.25
  welcome-left:
    words: Guten Tag.
`

func TestManifest(t *testing.T) {
	m, err := parseManifest("voice.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	want := &Manifest{"anna", "de-DE", false, "her own recordings", "Anna", "CC-BY-4.0", "in the kitchen", "heart",
		[]Cue{{ID: "welcome-left", Words: "Guten Tag."}, {"hold", "Halten.", 48000, "abc", "espeak-ng:de", -15.5, -1.25}}}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("got  %+v\nwant %+v", m, want)
	}
	again, err := parseManifest("voice.yaml", m.Format())
	if err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("after Format: %+v, %v", again, err)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"name: anna\n", "", "voice.yaml: name is missing"},
		{"author: Anna", "autor: Anna", "voice.yaml:5:1: unknown field \"autor\""},
		{"    words: Halten.\n", "", `voice.yaml: cue "hold" has no words`},
		{"length: 48000", "length: -1", `voice.yaml: cue "hold" has a length of -1 samples`},
		{"peak: -1.25", "peak: .nan", `voice.yaml: cue "hold" has levels of -15.5 LUFS and NaN dBTP`},
		{"length: 48000", "length: long", `voice.yaml:12:13: "long" is not of the kind that belongs here`},
		{"  hold:", "  ../hold:", `voice.yaml: cue "../hold": a cue has letters, digits, - and _`},
		{"  welcome-left:", "  hold:", "voice.yaml:"},
		{small, "", "voice.yaml: name is missing"},
		{"cues:", "cues: [", "voice.yaml:"},
		{"cues:", "cues: " + strings.Repeat("[", 100_000), "voice.yaml:9:39: brackets in brackets, more than 32 deep"},
		{"name: anna", `name: "\e[31manna"`, `voice.yaml:1:1: name "\x1b[31manna": must be one line, without control characters`},
		{"author: Anna", "author: An\x07na", "voice.yaml:5:11: a control character, U+0007: a text has none"},
		{"author: Anna", "author: \xc4nna", "voice.yaml:5:9: not UTF-8: save the file as UTF-8"},
		{small, strings.Repeat("#", 1<<20), "voice.yaml: too long: such a file has at most 262144 bytes"},
	} {
		_, err := parseManifest("voice.yaml", []byte("\ufeff"+strings.Replace(small, tt.old, tt.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q for %q: got %v, want %s", tt.new, tt.old, err, tt.want)
		}
	}
}

// TestVoiceFolder: a folder is a voice like any, and what is wrong with it is
// told with the file.
func TestVoiceFolder(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("voices/heart")); err != nil {
		t.Fatal(err)
	}
	v, err := OpenVoice(folder)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "hold.mp3")
	whole, err := v.Recording("hold")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		do   func() error
		want string
	}{
		{"one bit off", func() error { b := bytes.Clone(whole); b[1000] ^= 1; return os.WriteFile(file, b, 0o644) }, file + ": damaged: its checksum is not the one in voice.yaml"},
		{"cut off", func() error { return os.Truncate(file, 100) }, file + ": damaged: its checksum is not the one in voice.yaml"},
		{"missing", func() error { return os.Remove(file) }, folder + ": missing: no hold.flac, .wav or .mp3"},
		{"as WAV", func() error { return os.WriteFile(filepath.Join(folder, "hold.wav"), whole, 0o644) }, "<nil>"},
		{"twice", func() error { return os.WriteFile(file, whole, 0o644) }, folder + ": both hold.wav and hold.mp3: a cue has one recording"},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Recording("hold"); fmt.Sprint(err) != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := v.Recording("sing"); err == nil {
		t.Error("a cue that is not in the manifest has a recording")
	}
	if _, err := OpenVoice(filepath.Join(folder, "no")); err == nil || !strings.HasPrefix(err.Error(), "unknown voice ") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestBuiltInManifests: they are as plain as the quick reader needs them, and in the
// form that Format writes.
func TestBuiltInManifests(t *testing.T) {
	for _, name := range Voices() {
		text, err := embedded.ReadFile("voices/" + name + "/voice.yaml")
		if err != nil {
			t.Fatal(err)
		}
		got := parseBuiltIn(string(text))
		if want, err := parseManifest(name, text); err != nil || !reflect.DeepEqual(got, want) || !bytes.Equal(got.Format(), text) {
			t.Errorf("%s: got %+v, want %+v, %v", name, got, want, err)
		}
	}
}
