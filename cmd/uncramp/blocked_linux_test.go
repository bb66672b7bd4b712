package main

import (
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

	"uncramp/audio/soundservertest"
)

// TestNothingBlocks: whatever stands still, a signal ends every command within
// 2 s (a session that plays: the second signal), and leaves nothing behind.
func TestNothingBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program a hundred times")
	}
	commands := map[string]string{ // and what certainly blocks each
		"--rounds 1 --device none": "", "play --rounds 1 --device none": "", "soundcheck --device none": "",
		"plan": "stdout", "plan --json": "stdout", "plan --picture -": "stdout", "plan --picture FIFO.svg": "always",
		"render --rounds 1 -o -": "stdout", "render --rounds 1 -o x.wav": "", "render -o FIFO --format wav": "always", "render --rounds 1 -o STALLED --format flac": "always",
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
	signals := [][]os.Signal{{syscall.SIGINT}, {syscall.SIGTERM}, {syscall.SIGINT, syscall.SIGHUP}}
	for n, command := range slices.Sorted(maps.Keys(commands)) {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			for i, blocked := range []string{"stdout", "stderr", "stdin closed"} {
				signals := signals[(n+i)%3]
				if strings.HasSuffix(command, "--device none") {
					signals = []os.Signal{syscall.SIGINT, syscall.SIGHUP} // after one, a session stops with some words
				}
				c := blockedCommand(t, command, blocked)
				must := commands[command] == "always" || commands[command] == blocked
				code := endWhenAsked(t, c, asleep, must, signals...)
				if code == exitDone { // it was faster than the signal
					os.Remove(filepath.Join(c.Dir, "x.wav"))
				}
				if left, err := os.ReadDir(c.Dir); err != nil || len(left) != 3 || must && code != exitInterrupted {
					t.Errorf("%s, %v: exit %d, %d files, %v", blocked, signals, code, len(left), err)
				}
			}
		})
	}
}

// blockedCommand returns a command in a folder of three pipes, with something that
// stands still.
func blockedCommand(t *testing.T, command, blocked string) *exec.Cmd {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"FIFO", "FIFO.svg", "STALLED"} {
		if err := syscall.Mkfifo(filepath.Join(folder, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := os.OpenFile(filepath.Join(folder, "STALLED"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() })
	c := exec.Command(program, strings.Fields(command)...)
	c.Dir, c.Env = folder, append(withoutSound(t), "TMPDIR="+folder, "XDG_CONFIG_HOME="+t.TempDir(), "XDG_DATA_HOME="+t.TempDir())
	switch blocked {
	case "stdin closed":
		c.Path, c.Args = "/bin/sh", append([]string{"sh", "-c", `exec "$0" "$@" <&-`}, c.Args...)
	case "stdout":
		c.Stdout = fullPipe(t)
	case "stderr":
		c.Stderr = fullPipe(t)
	}
	return c
}

// endWhenAsked starts a command, sends it each signal while it waits, and returns its
// exit code. A command that need not wait may be at work, or play: after a second it is
// sent the signal all the same.
func endWhenAsked(t *testing.T, c *exec.Cmd, waits func(states string) bool, must bool, signals ...os.Signal) int {
	t.Helper()
	busy := soundservertest.Watch(t)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		c.Wait()
		close(ended)
	}()
	within := time.Second
	if must {
		within = patience
	}
	for _, s := range signals {
		began := time.Now()
		for seen := 0; seen < 3 && time.Since(began) < within && !isClosed(ended); time.Sleep(20 * time.Millisecond) {
			if seen++; !waits(threadStates(c.Process.Pid)) {
				seen = 0
			}
		}
		c.Process.Signal(s)
	}
	asked := time.Now()
	defer time.AfterFunc(patience, func() { c.Process.Kill() }).Stop()
	<-ended
	if took := time.Since(asked); took > busy.Allow(2*time.Second) {
		t.Errorf("it ended %v after the signal", took)
	}
	return c.ProcessState.ExitCode()
}

// threadStates returns the states of a process's threads, a letter each, as proc(5) has
// them.
func threadStates(process int) (states string) {
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", process))
	for _, file := range stats {
		stat, _ := os.ReadFile(file)
		_, state, _ := strings.Cut(string(stat), ") ")
		states += state[:min(1, len(state))]
	}
	return states
}

// asleep reports whether all threads wait for something.
func asleep(states string) bool { return states != "" && strings.Trim(states, "S") == "" }

// inKernel reports whether a thread waits in the kernel and takes no signal but SIGKILL.
func inKernel(states string) bool { return strings.Contains(states, "D") }

// fullPipe returns a pipe that takes nothing more, and that nobody reads.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		t.Fatal(err)
	}
	for err := error(nil); err == nil; {
		_, err = unix.Write(ends[1], make([]byte, 512))
	}
	w := os.NewFile(uintptr(ends[1]), "full pipe")
	t.Cleanup(func() { unix.Close(ends[0]); w.Close() })
	if err := unix.SetNonblock(ends[1], false); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestDeadMount: a file on a mount that does not answer, like one on a server that
// is gone, keeps nobody waiting who presses Ctrl-C.
func TestDeadMount(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for what never comes")
	}
	for _, command := range []string{ // with one variable of its environment in front, or none
		"plan --bed DEAD/x.wav", "plan --voice DEAD", "plan --routine DEAD/x.yaml", "plan --config DEAD/x.yaml",
		"routine check DEAD/x.yaml", "voice check DEAD", "voice make anna --from DEAD",
		"render -o DEAD/x.wav", "render -o x.wav --captions DEAD/x.vtt", "render -o x.wav --cover DEAD/x.png",
		"plan --picture DEAD/x.svg", "log --picture DEAD/x.svg", "remind in 3h --ics DEAD/x.ics",
		"XDG_CONFIG_HOME=DEAD plan", "XDG_CONFIG_HOME=DEAD --device pulse --config none",
		"XDG_CONFIG_HOME=DEAD soundcheck --list --config none", "XDG_STATE_HOME=DEAD log", "TMPDIR=DEAD render -o x.mp3",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			dead := deadMount(t) // one each: who waits for a mount can hold a lock that others cannot be interrupted at
			args := strings.Fields(strings.ReplaceAll(command, "DEAD", dead))
			c := exec.Command(program)
			c.Dir, c.Env = t.TempDir(), withoutSound(t)
			if strings.Contains(args[0], "=") {
				c.Env, args = append(c.Env, args[0]), args[1:]
			}
			c.Args = append(c.Args, args...)
			code := endWhenAsked(t, c, inKernel, true, os.Interrupt)
			if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 || code != exitInterrupted {
				t.Errorf("exit %d, it left %v, %v", code, left, err)
			}
		})
	}
}

// deadMount mounts a file system that nobody serves, and returns its folder.
func deadMount(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	fuse, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("/dev/fuse: %v", err)
	}
	t.Cleanup(func() { unix.Close(fuse) }) // which lets go who still waits
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", fuse, os.Getuid(), os.Getgid())
	if err := unix.Mount("dead", folder, "fuse", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		t.Skipf("mounting a FUSE: %v", err)
	}
	t.Cleanup(func() { unix.Unmount(folder, unix.MNT_DETACH) })
	return folder
}

// TestKilledRender: not even SIGKILL leaves a part of a file, beside the old one or in
// its place.
func TestKilledRender(t *testing.T) {
	folder := t.TempDir()
	old := filepath.Join(folder, "x.flac")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "render", "both", "--force", "-o", old)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "it writes", patience, func() bool {
		open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", c.Process.Pid))
		return slices.ContainsFunc(open, func(fd string) bool {
			file, _ := os.Readlink(fd)
			return strings.HasPrefix(file, folder)
		})
	})
	c.Process.Kill()
	c.Wait()
	entries, err := os.ReadDir(folder)
	if text, _ := os.ReadFile(old); err != nil || len(entries) != 1 || string(text) != "old" {
		t.Errorf("it left %v, %v", entries, err)
	}
}
