package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestNothingBlocks: whatever stands still, a signal ends every command within
// 2 s (a session that plays: the second signal), and leaves nothing behind.
func TestNothingBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program a hundred times")
	}
	commands := map[string]string{ // and what certainly blocks each
		"--device none": "", "play --device none": "", "soundcheck --device none": "",
		"plan": "stdout", "plan --json": "stdout", "plan --picture -": "stdout", "plan --picture FIFO.svg": "always",
		"render -o -": "stdout", "render -o x.wav": "", "render -o FIFO --format wav": "always", "render -o STALLED --format flac": "always",
		"soundcheck -o -": "stdout", "plan --routine FIFO": "always", "plan --bed FIFO": "", "plan --voice FIFO": "",
		"routine list": "stdout", "routine show": "stdout", "routine check FIFO": "always",
		"voice list": "stdout", "voice script": "stdout", "voice check heart": "",
		"log": "stdout", "log --picture FIFO.svg": "always", "config": "stdout", "remind in 3h --ics -": "", "remind in 3h --ics FIFO": "always", "plan --config FIFO": "always",
		"completion bash": "stdout", "help": "stdout", "--help": "stdout", "version": "stdout", "advice": "stdout",
		"soundcheck --list": "",
	}
	for _, path := range runnable(rootCommand()) {
		for command := range commands {
			if strings.HasPrefix(command+" ", path+" ") {
				path = ""
				break
			}
		}
		if path != "" {
			commands[path], commands[path+" FIFO"] = "", ""
		}
	}
	// Each command meets everything that can stand still, and all signals. Which of them
	// meet takes turns from command to command.
	signals := [][]syscall.Signal{{syscall.SIGINT}, {syscall.SIGTERM}, {syscall.SIGINT, syscall.SIGHUP}}
	for n, command := range slices.Sorted(maps.Keys(commands)) {
		blocks := commands[command]
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			for i, blocked := range []string{"stdout", "stderr", "stdin closed"} {
				signals := signals[(n+i)%3]
				if strings.HasSuffix(command, "--device none") {
					signals = []syscall.Signal{syscall.SIGINT, syscall.SIGHUP} // after one, a session stops with some words
				}
				code, left, err := endWhenAsked(t, command, blocked, signals)
				must := blocks == "always" || blocks == blocked
				if err != nil || left != 3 || must && code != exitInterrupted {
					t.Errorf("%s, %v: exit %d, %d files, %v", blocked, signals, code, left, err)
				}
			}
		})
	}
}

// endWhenAsked runs a command with something that stands still, and sends it
// signals. It returns the exit code and the number of files that are there, three
// of them from the start.
func endWhenAsked(t *testing.T, command, blocked string, signals []syscall.Signal) (code, files int, err error) {
	folder := t.TempDir()
	for _, name := range []string{"FIFO", "FIFO.svg", "STALLED"} {
		if err := syscall.Mkfifo(filepath.Join(folder, name), 0o600); err != nil {
			return 0, 0, err
		}
	}
	reader, err := os.OpenFile(filepath.Join(folder, "STALLED"), os.O_RDWR, 0)
	if err != nil {
		return 0, 0, err
	}
	defer reader.Close()
	c := exec.Command(program, strings.Fields(command)...)
	c.Dir, c.Env = folder, append(withoutSound(t), "TMPDIR="+folder, "XDG_CONFIG_HOME="+t.TempDir(), "XDG_DATA_HOME="+t.TempDir())
	switch blocked {
	case "stdin closed":
		c.Path, c.Args = "/bin/sh", append([]string{"sh", "-c", `exec "$0" "$@" <&-`}, c.Args...)
	case "stdout":
		c.Stdout, err = fullPipe(t)
	case "stderr":
		c.Stderr, err = fullPipe(t)
	}
	if err != nil {
		return 0, 0, err
	}
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	ended := make(chan struct{})
	go func() {
		c.Wait()
		close(ended)
	}()
	for _, s := range signals {
		began := time.Now()
		for asleep := 0; asleep < 3 && !isClosed(ended); time.Sleep(20 * time.Millisecond) {
			if asleep++; !sleeps(c.Process.Pid) {
				asleep = 0
			}
			if time.Since(began) > time.Second {
				break // it plays, or is at work
			}
		}
		c.Process.Signal(s)
	}
	select {
	case <-ended:
	case <-time.After(2 * time.Second):
		c.Process.Kill()
		<-ended
		return 0, 0, errors.New("it did not end")
	}
	code = c.ProcessState.ExitCode()
	if code == exitDone { // it was faster than the signal
		os.Remove(filepath.Join(folder, "x.wav"))
	}
	entries, err := os.ReadDir(folder)
	return code, len(entries), err
}

// sleeps reports whether all threads of a process wait for something.
func sleeps(id int) bool {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", id))
	for _, file := range stats {
		stat, _ := os.ReadFile(file)
		if _, state, _ := strings.Cut(string(stat), ") "); !strings.HasPrefix(state, "S") {
			return false
		}
	}
	return len(stats) > 0
}

// fullPipe returns a pipe that takes nothing more, and that nobody reads.
func fullPipe(t *testing.T) (*os.File, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return nil, err
	}
	for err := error(nil); err == nil; {
		_, err = unix.Write(ends[1], make([]byte, 512))
	}
	w := os.NewFile(uintptr(ends[1]), "full pipe")
	t.Cleanup(func() { unix.Close(ends[0]); w.Close() })
	return w, unix.SetNonblock(ends[1], false)
}

// TestKilledRender: not even SIGKILL leaves a part of a file.
func TestKilledRender(t *testing.T) {
	for _, there := range []bool{false, true} {
		folder := t.TempDir()
		if there {
			if err := os.WriteFile(filepath.Join(folder, "x.flac"), []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c := exec.Command(program, "render", "both", "--force", "-o", "x.flac")
		c.Dir = folder
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		await(t, "it writes", patience, func() bool {
			open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", c.Process.Pid))
			for _, fd := range open {
				if file, _ := os.Readlink(fd); strings.HasPrefix(file, folder) {
					return true
				}
			}
			return false
		})
		c.Process.Kill()
		c.Wait()
		entries, err := os.ReadDir(folder)
		if text, _ := os.ReadFile(filepath.Join(folder, "x.flac")); err != nil || len(entries) > 1 || there != (string(text) == "old") {
			t.Errorf("it left %v, %v", entries, err)
		}
	}
}
