package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBuilt(t *testing.T) {
	const revision = "0123456789abcdef0123456789abcdef01234567"
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	system := "\ngo      " + runtime.Version() + "\nsystem  " + runtime.GOOS + "/" + runtime.GOARCH
	for _, test := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "unknown" + system},
		{&debug.BuildInfo{}, "unknown" + system},
		{&debug.BuildInfo{Settings: []debug.BuildSetting{setting("vcs.revision", revision), setting("vcs.modified", "false")}}, revision + system},
		{&debug.BuildInfo{Settings: []debug.BuildSetting{setting("vcs.revision", revision), setting("vcs.modified", "true")}}, revision + ", with changes" + system},
		{&debug.BuildInfo{Settings: []debug.BuildSetting{setting("-tags", "other,static")}}, "unknown" + system + ", static: sound through PulseAudio and PipeWire only"},
	} {
		if got, want := built(test.info), "uncramp "+version+"\ncommit  "+test.want+"\n"; got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestVersionOfInstalled: a program that go install makes in a copy of the repository knows
// its commit.
func TestVersionOfInstalled(t *testing.T) {
	if git, err := os.Stat("../../.git"); err != nil || !git.IsDir() {
		t.Skip("no repository of its own: go install finds no commit in a worktree, or in an archive")
	}
	head, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		t.Skip(err)
	}
	folder := t.TempDir()
	install := exec.Command("go", "install", ".")
	install.Env = append(os.Environ(), "GOBIN="+folder, "GOFLAGS=-buildvcs=true", "CGO_ENABLED=0")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := exec.Command(filepath.Join(folder, "uncramp"), "version").CombinedOutput()
	want := regexp.MustCompile("^uncramp [0-9.]+\ncommit  " + string(head[:40]) + "(, with changes)?\ngo      go[0-9.]+\nsystem  " + runtime.GOOS + "/" + runtime.GOARCH + "\n$")
	if err != nil || !want.Match(got) {
		t.Errorf("%v: %s", err, got)
	}
}
