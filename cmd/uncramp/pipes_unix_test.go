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
	for _, file := range []string{"hold.mp3", "voice.yaml"} {
		folder := voiceFolder(t)
		pipe := filepath.Join(folder, file)
		if err := os.Remove(pipe); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		want := "uncramp: " + pipe + ": is a pipe or a device, not a file\n"
		for _, args := range [][]string{{"render", "-o", filepath.Join(folder, "x.wav"), "--voice", folder}, {"soundcheck", "-o", filepath.Join(folder, "x.wav"), "--voice", folder}} {
			if file == "hold.mp3" && args[0] == "soundcheck" {
				continue // says nothing but its own sentences
			}
			if r := uncramp(t, args...); r.code != exitFailed || !strings.HasPrefix(r.stderr, want) {
				t.Errorf("%q: exit %d, %s", args, r.code, r.stderr)
			}
		}
	}
	// The same goes for recordings to make a voice of.
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, "hold.wav"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := uncramp(t, "voice", "check", folder); r.code != exitFailed || !strings.Contains(r.stdout, "hold.wav: is a pipe or a device, not a file\n") {
		t.Errorf("exit %d, %s%s", r.code, r.stdout, r.stderr)
	}
}
