package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestReport: a line of an error is a line on the terminal, whatever is in it.
func TestReport(t *testing.T) {
	x := strings.Repeat("x", 100_000)
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a fact", errors.New("no"), "uncramp: no\n"},
		{"a fact and its source", errors.New("no\n    - say: x"), "uncramp: no\n    - say: x\n"},
		{"what a terminal obeys", errors.New("\x1b]0;mine\aa\r\nb\tc\u202e\x9b2J"), "uncramp: ]0;minea \nb c?2J\n"},
		{"a hint", hint(errors.New("no"), "try %s", "\x1b[2Jthis\nand that"), "uncramp: no\nhint: try [2Jthis and that\n"},
		{"a long line", errors.New("no " + x + " yes"), "uncramp: no " + x[:168] + " ... " + x[:116] + " yes\n"},
	} {
		var out strings.Builder
		if code := report(&out, tt.err); code != exitFailed || out.String() != tt.want {
			t.Errorf("%s: exit %d, %q, want %q", tt.name, code, out.String(), tt.want)
		}
	}
}

// TestForeignFiles: errors quote files from anywhere in short lines, without
// anything that a terminal would obey.
func TestForeignFiles(t *testing.T) {
	folder := t.TempDir()
	x := strings.Repeat("x", 100_000)
	routine := uncramp(t, "routine", "show").stdout
	manifest, err := os.ReadFile("../../sounds/voices/heart/voice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"one line":              x,
		"one line of a list":    "[" + strings.Repeat(`"\e[2J", `, 10_000) + "]",
		"an unknown cue":        strings.Replace(routine, "say: hold", "say: "+x, 1),
		"an unknown key":        routine + x + ": y\n",
		"a name to obey":        strings.Replace(routine, "name: buttock", `name: "\e[2J"`, 1),
		"a title to obey":       strings.Replace(routine, "title: ", "title: \x1b[2J", 1),
		"a length to obey":      strings.Replace(routine, "hold: 30s", `hold: "\e[2J`+x+`"`, 1),
		"UTF-16 without a mark": "u\x00n\x00c\x00r\x00a\x00m\x00p\x00",
	} {
		file := filepath.Join(folder, "mine.yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		refused(t, name, uncramp(t, "plan", "--routine", file), file)
	}
	for name, text := range map[string]string{
		"one line":       x,
		"a name to obey": strings.Replace(string(manifest), "name: heart", `name: "\e[2J"`, 1),
		"a cue to obey":  strings.Replace(string(manifest), "  hold:\n", "  \"\\e[2J"+x+"\":\n    wrds: x\n  hold:\n", 1),
		"no kind":        strings.Replace(string(manifest), "length: ", "length: "+x, 1),
	} {
		file := filepath.Join(folder, "voice.yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		refused(t, name, uncramp(t, "plan", "--voice", folder), file)
	}
}

// refused checks that a command refuses a file, in lines that a terminal can take.
func refused(t *testing.T, name string, r result, file string) {
	t.Helper()
	if r.code != exitFailed || r.stdout != "" || !strings.HasPrefix(r.stderr, "uncramp: "+file+":") {
		t.Errorf("%s: exit %d, %.300q", name, r.code, r.stderr)
	}
	for line := range strings.Lines(r.stderr) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 310 || strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("%s: it prints %.1000q", name, line)
		}
	}
}
