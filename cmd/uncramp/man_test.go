package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestMan: every command has a page, mandoc finds nothing to say about it, and the first one
// has what a person looks for.
func TestMan(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the generator is built for this test:", err)
	}
	folder := t.TempDir()
	generate := exec.Command("go", "run", "-tags", "man", ".", "man", folder)
	generate.Env = append(os.Environ(), "CGO_ENABLED=0", "SOURCE_DATE_EPOCH=86400")
	if out, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pages, want := map[string]string{}, 0
	files, _ := filepath.Glob(filepath.Join(folder, "*.1"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(file)] = string(text)
	}
	var count func(c *cobra.Command)
	count = func(c *cobra.Command) {
		if c.Hidden {
			return
		}
		want++
		for _, sub := range c.Commands() {
			count(sub)
		}
	}
	count(rootCommand())
	if len(pages) != want {
		t.Errorf("%d pages for %d commands", len(pages), want)
	}
	first := pages["uncramp.1"]
	if !strings.HasPrefix(first, `.TH UNCRAMP 1 1970-01-02 "uncramp `+version+`"`) {
		t.Errorf("begins with %.60q", first)
	}
	at := 0
	for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "THE SESSION", "KEYS", "COMMANDS", "OPTIONS", "FILES", "EXIT STATUS", "EXAMPLES"} {
		n := strings.Index(first[at:], "\n.SH "+section+"\n")
		if n < 0 {
			t.Fatalf("no %s, or not behind the section before", section)
		}
		at += n
	}
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip("pages are not checked:", err)
	}
	if out, err := exec.Command("mandoc", append([]string{"-Tlint"}, files...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
	shown, err := exec.Command("mandoc", "-Tutf8", filepath.Join(folder, "uncramp.1")).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`Ctrl-\ at once`, "uncramp --from 2:30", "130  interrupted"} {
		if !strings.Contains(string(shown), text) {
			t.Errorf("%q is not shown", text)
		}
	}
}
