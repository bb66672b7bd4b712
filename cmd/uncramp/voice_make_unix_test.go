//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"uncramp/audio/wavtest"
	"uncramp/sounds"
)

// mastersFolder returns a folder with the same sound for every cue, to make a voice of.
func mastersFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	word := wavFormat.Encode(wavtest.Tone(wavFormat.Rate, 9600, 0.1, 500))
	for _, l := range sounds.Script() {
		if err := os.WriteFile(filepath.Join(folder, l.ID+".wav"), word, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, sounds.ManifestFile), toFillIn().Format(), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestVoiceMakeEnds: with an encoder that hangs, making a voice ends within 2 s of
// a signal. Neither files nor processes are left; after SIGKILL, the next run
// removes the files.
func TestVoiceMakeEnds(t *testing.T) {
	t.Parallel()
	masters := mastersFolder(t)
	const hangs = "echo $$ >>pids; exec sleep 1000"
	for _, tt := range []struct {
		name, encoder string
		signals       []syscall.Signal
	}{
		{"once", hangs, []syscall.Signal{syscall.SIGINT}},
		{"twice", "echo $$ >>pids; cat >/dev/null; sleep 1000 & echo $! >>pids; wait", []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}},
		{"quit", "trap '' INT TERM HUP; echo $$ >>pids; while :; do sleep 1; done", []syscall.Signal{syscall.SIGQUIT}},
		{"killed", hangs, []syscall.Signal{syscall.SIGKILL}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			folder, path := t.TempDir(), t.TempDir()
			if err := os.WriteFile(filepath.Join(path, "lame"), []byte("#!/bin/sh\n"+tt.encoder+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(filepath.Join(folder, "tmp"), 0o755); err != nil {
				t.Fatal(err)
			}
			pids := filepath.Join(folder, "pids")
			encoders := func() []string {
				text, _ := os.ReadFile(pids)
				return strings.Fields(string(text))
			}
			start := func() *exec.Cmd {
				c := exec.Command(program, "voice", "make", "anna", "--from", masters)
				c.Dir, c.Env = folder, append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"), "TMPDIR="+filepath.Join(folder, "tmp"))
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				before := len(encoders())
				await(t, "it encodes", patience, func() bool { return len(encoders()) > before })
				return c
			}
			c := start()
			began := time.Now()
			for _, s := range tt.signals {
				c.Process.Signal(s)
			}
			c.Wait()
			took := time.Since(began)
			if tt.name == "killed" { // and the next run
				c = start()
				c.Process.Signal(syscall.SIGINT)
				c.Wait()
			}
			if code := c.ProcessState.ExitCode(); code != exitInterrupted || took > 2*time.Second {
				t.Errorf("exit %d, after %v", code, took)
			}
			for _, id := range encoders() {
				id, _ := strconv.Atoi(id)
				if tt.name == "killed" {
					syscall.Kill(id, syscall.SIGKILL)
				}
				await(t, "its encoders are gone", patience, func() bool { return syscall.Kill(id, 0) != nil || isZombie(id) })
			}
			os.Remove(pids)
			for _, folder := range []string{folder, filepath.Join(folder, "tmp")} {
				if entries, err := os.ReadDir(folder); err != nil || len(entries) > 1 || len(entries) == 1 && entries[0].Name() != "tmp" {
					t.Errorf("it left %v, %v", entries, err)
				}
			}
		})
	}
}

// isZombie reports whether a process has ended and is not yet waited for.
func isZombie(id int) bool {
	stat, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(id), "stat"))
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "Z")
}
