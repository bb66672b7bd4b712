package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"uncramp/sounds"
)

// TestNewRoutine: what "routine new" writes plays at once, is found by its name,
// and is not written over.
func TestNewRoutine(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	r := uncramp(t, "routine", "new", "neck-roll")
	path, err := routineFile("neck-roll")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if r.code != exitDone || err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatalf("exit %d, %s, %v", r.code, r.stderr, info)
	}
	for _, tt := range []struct {
		args      []string
		code      int
		has, lack string
	}{
		{[]string{"routine", "check", "neck-roll"}, exitDone, "neck-roll: OK: ", "warning"},
		{[]string{"routine", "check", "neck-roll", "--verbose"}, exitDone, `"Halfway."`, ""},
		{[]string{"plan", "right", "--routine", "neck-roll", "--hold", "40s"}, exitDone, "Right side, 2 rounds of 40 s", ""},
		{[]string{"routine", "list"}, exitDone, "\nneck-roll  A stretch of my own\n", ""},
		{[]string{"routine", "show", "neck-roll"}, exitDone, "# yaml-language-server: $schema=" + schemaFile + "\n", ""},
		{[]string{"__complete", "plan", "--routine", "n"}, exitDone, "neck-roll\n", ""},
		{[]string{"routine", "new", "neck-roll"}, exitFailed, "neck-roll.yaml exists\nhint: ", ""},
		{[]string{"routine", "new", "lying"}, exitUsage, "is built in", ""},
		{[]string{"routine", "new", "../neck"}, exitUsage, "a name has letters, digits, - and _", ""},
		{[]string{"routine", "new", "none"}, exitUsage, "has a meaning already", ""},
	} {
		r := uncramp(t, tt.args...)
		out := r.stdout + r.stderr
		if r.code != tt.code || !strings.Contains(out, tt.has) || tt.lack != "" && strings.Contains(out, tt.lack) {
			t.Errorf("%q: exit %d, %s", tt.args, r.code, out)
		}
	}
	schema, err := os.ReadFile(filepath.Join(filepath.Dir(path), schemaFile))
	if err != nil || string(schema) != uncramp(t, "routine", "schema").stdout {
		t.Errorf("the schema beside it is another one: %v", err)
	}
}

// TestStrangeRoutines: whatever lies in the folder of routines is one line, and
// keeps no other one from being used.
func TestStrangeRoutines(t *testing.T) {
	data := t.TempDir()
	t.Setenv("XDG_DATA_HOME", data)
	folder := filepath.Join(data, "uncramp", routinesFolder)
	if err := os.MkdirAll(filepath.Join(folder, "folder.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"broken.yaml": "uncramp: 1\n", "lying.yaml": "", "no name.yaml": "", "notes.txt": ""} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("loop.yaml", filepath.Join(folder, "loop.yaml")); err != nil {
		t.Skip(err)
	}
	if _, err := os.Readlink(filepath.Join(folder, "loop.yaml")); err != nil {
		t.Skip("no symbolic links:", err) // Wine makes none, and says that it has
	}
	r := uncramp(t, "routine", "list")
	var names []string
	for line := range strings.Lines(r.stdout) {
		names = append(names, strings.Fields(line)[0])
		if own := !strings.Contains("breathing buttock lying", strings.Fields(line)[0]); own && !strings.Contains(line, "cannot be read: ") {
			t.Errorf("%q", line)
		}
	}
	if want := []string{"breathing", "buttock", "lying", "broken", "folder", "loop"}; r.code != exitDone || !slices.Equal(names, want) {
		t.Errorf("exit %d, %q, want %q", r.code, names, want)
	}
	for name, code := range map[string]int{"folder": exitFailed, "loop": exitFailed, "lying": exitDone} { // a built-in name wins
		if r := uncramp(t, "plan", "--routine", name); r.code != code || code != exitDone && strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, %s", name, r.code, r.stderr)
		}
	}
	if err := errors.Join(os.RemoveAll(folder), os.Symlink(routinesFolder, folder)); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"routine list", "routine new mine", "plan --routine mine"} {
		if r := uncramp(t, strings.Fields(args)...); r.code != exitFailed || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%q in a loop: exit %d, %s", args, r.code, r.stderr)
		}
	}
}

// TestRoutineOfTheReadme: the file of the README is right, and lacks nothing but a voice
// for its own sentences.
func TestRoutineOfTheReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "```yaml\nuncramp: 1")
	text, _, ok := strings.Cut("uncramp: 1"+after, "```")
	file := filepath.Join(t.TempDir(), "figure-four.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil || !ok {
		t.Fatal(err, ok)
	}
	r := uncramp(t, "routine", "check", file)
	if want := `uncramp: voice heart has no recording of "cross-left", "cross-right", "lean", "uncross"` + "\nhint: uncramp voice make figure-four "; r.code != exitFailed || !strings.HasPrefix(r.stderr, want) {
		t.Errorf("exit %d, %s", r.code, r.stderr)
	}
}

// TestCheckWarns: a step is warned of once, whatever the side.
func TestCheckWarns(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte("uncramp: 1\nname: own\nsides: [left, right]\nround:\n- hold: 20s\n- say: release-{side}\n- open: 5s\n  words: [close-eyes, chimes]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := uncramp(t, "routine", "check", own)
	if r.code != exitDone || strings.Count(r.stdout, "warning: ") != 2 || strings.Count(r.stdout, own+":6:3: ") != 1 || strings.Count(r.stdout, own+":7:3: ") != 1 {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
}

// TestCheckAgrees: what a session can be played without is no fault of a check.
func TestCheckAgrees(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte(strings.Replace(uncramp(t, "routine", "show").stdout, "\nsides:", "\nfallback: none\nsides:", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for cue, code := range map[string]int{"paused": exitDone, "steady": exitFailed} {
		folder := voiceFolder(t)
		manifest := filepath.Join(folder, sounds.ManifestFile)
		text, err := os.ReadFile(manifest)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.NewReplacer("name: heart", "name: anna", "\n  "+cue+":\n", "\n  x-"+cue+":\n").Replace(string(text))
		if err := errors.Join(os.WriteFile(manifest, []byte(changed), 0o600), os.Rename(filepath.Join(folder, cue+".mp3"), filepath.Join(folder, "x-"+cue+".mp3"))); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"routine", "check", own}, {"plan", "--routine", own}} {
			if r := uncramp(t, append(args, "--voice", folder)...); r.code != code || args[0] == "routine" && !strings.Contains(r.stderr, "has no recording of \""+cue+"\"") {
				t.Errorf("%s without %s: exit %d, %s", args[0], cue, r.code, r.stderr)
			}
		}
	}
}

// TestUnusedDefaults: a default that a routine has no use for is left out.
func TestUnusedDefaults(t *testing.T) {
	defaults := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(defaults, []byte("side: right\nhold: 25s\nminutes: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{"--routine breathing": "Breathing, 7 min of 4-6, ", "--rounds 1": "Right side, 1 round of 25 s, "} {
		if r := uncramp(t, append([]string{"plan", "--config", defaults}, strings.Fields(args)...)...); !strings.Contains(r.stdout, want) {
			t.Errorf("%s: exit %d, %s%s", args, r.code, r.stdout, r.stderr)
		}
	}
}
