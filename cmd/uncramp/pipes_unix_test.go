//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestRoutineFromAPipe: what another program prints is a routine, too.
func TestRoutineFromAPipe(t *testing.T) {
	const want = "OK: 90 combinations checked with voice heart, over the bed breath\n"
	source := uncramp(t, "routine", "show").stdout
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	go os.WriteFile(fifo, []byte(source), 0o600)
	if r := uncramp(t, "routine", "check", fifo); r.code != exitDone || !strings.HasPrefix(r.stdout, fifo+": "+want) {
		t.Errorf("a FIFO: exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
	check := exec.Command(program, "routine", "check", "/dev/stdin")
	check.Stdin = strings.NewReader(source)
	if out, err := check.CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "/dev/stdin: "+want) {
		t.Errorf("standard input: %v, %s", err, out)
	}
}

// TestVoiceOfPipes: a pipe in the place of a recording is not waited for.
func TestVoiceOfPipes(t *testing.T) {
	folder := voiceFolder(t)
	for _, tt := range []struct{ file, command string }{
		{"hold.mp3", "render -o - --voice"}, {"voice.yaml", "soundcheck -o - --voice"}, {"voice.yaml", "voice check"},
	} {
		pipe := filepath.Join(folder, tt.file)
		os.Remove(pipe)
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		r := uncramp(t, append(strings.Fields(tt.command), folder)...)
		if want := "uncramp: " + pipe + ": is a pipe or a device, not a file\n"; r.code != exitFailed || !strings.HasPrefix(r.stderr, want) {
			t.Errorf("%s: exit %d, %s, want %s", tt.command, r.code, r.stderr, want)
		}
	}
}
