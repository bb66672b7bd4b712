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
)

// TestVoiceMakeEnds: with an engine or an encoder that hangs, making a voice ends
// within 2 s of a signal. Neither files nor processes are left; after SIGKILL, the next run
// removes the files.
func TestVoiceMakeEnds(t *testing.T) {
	const hangs = "echo $$ >>pids; exec sleep 1000"
	for _, tt := range []struct {
		name, script string
		signals      []syscall.Signal
	}{
		{"once", hangs, []syscall.Signal{syscall.SIGINT}},
		{"twice", "echo $$ >>pids; cat >/dev/null; sleep 1000 & echo $! >>pids; wait", []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}},
		{"lame", hangs, []syscall.Signal{syscall.SIGINT}},
		{"quit", "trap '' INT TERM HUP; echo $$ >>pids; while :; do sleep 1; done", []syscall.Signal{syscall.SIGQUIT}},
		{"killed", hangs, []syscall.Signal{syscall.SIGKILL}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			folder, path := t.TempDir(), t.TempDir()
			tool, args := "tool", []string{"voice", "make", "anna", "--with", "tool {text} {out}", "--out", "anna", "--author", "me", "--licence", "MIT", "--language", "en"}
			if tt.name == "lame" {
				tool, args = tt.name, append(args, "--mp3")
			}
			if err := os.WriteFile(filepath.Join(path, tool), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(filepath.Join(folder, "tmp"), 0o755); err != nil {
				t.Fatal(err)
			}
			pids := filepath.Join(folder, "pids")
			started := func() []string {
				text, _ := os.ReadFile(pids)
				return strings.Fields(string(text))
			}
			start := func() *exec.Cmd {
				c := exec.Command(program, args...)
				c.Dir, c.Env = folder, append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"), "TMPDIR="+filepath.Join(folder, "tmp"))
				before := len(started())
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				await(t, "it runs", patience, func() bool { return len(started()) > before })
				return c
			}
			c := start()
			began := time.Now()
			for _, s := range tt.signals {
				c.Process.Signal(s)
			}
			c.Wait()
			took := time.Since(began)
			if tt.name == "killed" { // the next run cleans up
				c = start()
				c.Process.Signal(syscall.SIGINT)
				c.Wait()
			}
			if code := c.ProcessState.ExitCode(); code != exitInterrupted || took > 2*time.Second {
				t.Errorf("exit %d, after %v", code, took)
			}
			for _, id := range started() {
				id, _ := strconv.Atoi(id)
				if tt.name == "killed" {
					syscall.Kill(id, syscall.SIGKILL)
				}
				await(t, "they are gone", patience, func() bool { return syscall.Kill(id, 0) != nil || isZombie(id) })
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
