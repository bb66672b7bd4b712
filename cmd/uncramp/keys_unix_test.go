//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"uncramp/audio/soundservertest"
)

// terminal is a program in a terminal of its own.
type terminal struct {
	*exec.Cmd
	pty, tty *os.File
	was      *term.State

	mu   sync.Mutex
	said bytes.Buffer
}

// inTerminal starts a command in a terminal of 80 by 24.
func inTerminal(t *testing.T, env []string, command ...string) *terminal {
	t.Helper()
	var err error
	x := &terminal{Cmd: exec.Command(command[0], command[1:]...)}
	if x.pty, x.tty, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.pty.Close(); x.tty.Close() })
	if err := pty.Setsize(x.pty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	if x.was, err = term.GetState(int(x.tty.Fd())); err != nil {
		t.Fatal(err)
	}
	// One that is read without blocking, because only that one can be closed.
	fd, err := unix.FcntlInt(x.pty.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	x.pty.Close()
	unix.SetNonblock(fd, true)
	x.pty = os.NewFile(uintptr(fd), "pty")
	x.Env = append(env, "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=")
	x.Stdin, x.Stdout, x.Stderr = x.tty, x.tty, x.tty
	x.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Process.Kill() })
	go io.Copy(writerFunc(func(p []byte) (int, error) {
		x.mu.Lock()
		defer x.mu.Unlock()
		return x.said.Write(p)
	}), x.pty)
	return x
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// types sends keys, and waits until the terminal shows something.
func (x *terminal) types(t *testing.T, keys, shows string) {
	t.Helper()
	x.mu.Lock()
	x.said.Reset()
	x.mu.Unlock()
	if _, err := x.pty.WriteString(keys); err != nil {
		t.Fatal(err)
	}
	x.shows(t, shows)
}

func (x *terminal) shows(t *testing.T, what string) {
	t.Helper()
	await(t, "the terminal shows "+what, 8*time.Second, func() bool { return strings.Contains(x.text(), what) })
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.said.String()
}

// ends waits for the end, with an exit code and the terminal as it was.
func (x *terminal) ends(t *testing.T, code int) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- x.Wait() }()
	select {
	case err := <-ended:
		got := 0
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			got = exit.ExitCode()
		}
		if got != code {
			t.Errorf("exit %d, want %d: %q", got, code, x.text())
		}
	case <-time.After(12 * time.Second):
		t.Fatalf("it goes on: %q", x.text())
	}
	is, err := term.GetState(int(x.tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *is != *x.was {
		t.Errorf("the terminal was %v and is %v", *x.was, *is)
	}
	if text := x.text(); strings.Contains(text, "goroutine ") || strings.Contains(text, "panic") {
		t.Errorf("it says %q", text)
	}
}

// TestKeys types keys at a session in a terminal.
func TestKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	const left, right, up = "\x1b[D", "\x1b[C", "\x1b[A"
	again := func(x *terminal) { time.Sleep(150 * time.Millisecond) } // a finger's
	for name, act := range map[string]func(*testing.T, *terminal){
		"pause, lead, stop": func(t *testing.T, x *terminal) {
			x.types(t, " ", "Paused")
			again(x)
			x.types(t, " ", "Going on.")
			x.types(t, right, "Take, left side, round 1 of 3")
			again(x)
			x.types(t, right, "Angle")
			x.types(t, left, "Once more.")
			x.types(t, "w", "Left sid") // the rest stood there in "Once more."
			x.types(t, "q", "Stopping")
			again(x)
			x.types(t, "q", "Stopped early: uncramp --device none --from 1:26 goes on from there.\r\n")
			x.ends(t, exitDone)
		},
		"Ctrl-C": func(t *testing.T, x *terminal) {
			x.types(t, "\x03", "Stopping")
			x.shows(t, "Stopped early: uncramp --device none starts again.\r\n")
			x.ends(t, exitInterrupted)
		},
		`Ctrl-\`: func(t *testing.T, x *terminal) {
			x.types(t, "\x1c", "Stopped early")
			x.ends(t, exitInterrupted)
		},
		"SIGQUIT": func(t *testing.T, x *terminal) {
			x.Process.Signal(syscall.SIGQUIT)
			x.shows(t, "Stopped early")
			x.ends(t, exitInterrupted)
		},
		"plain, SIGQUIT": func(t *testing.T, x *terminal) {
			x.Process.Signal(syscall.SIGQUIT)
			x.shows(t, "Stopped early")
			x.ends(t, exitInterrupted)
		},
		"Ctrl-D": func(t *testing.T, x *terminal) {
			x.types(t, "\x04", "Stopping")
			again(x)
			x.types(t, "\x04", "")
			x.ends(t, exitDone)
		},
		"a storm": func(t *testing.T, x *terminal) {
			storm := strings.Repeat("x"+up+"w a?"+right+left, 125) + "\x1b[200~q pasted\nthings q\x1b[201~" + "\x1b[M !!\x1b[<0;3;3M\x1b[999;9~"
			x.types(t, storm, "")
			time.Sleep(time.Second)
			x.types(t, "\x1b", "Stopping")
			again(x)
			x.types(t, "\x1b", "")
			x.ends(t, exitDone)
		},
		"an arrow in pieces": func(t *testing.T, x *terminal) {
			x.types(t, "\x1b", "")
			time.Sleep(30 * time.Millisecond)
			x.types(t, "[C", "Take, left side")
			x.types(t, "\x03", "Stopping")
			again(x)
			x.types(t, "\x03", "")
			x.ends(t, exitInterrupted)
		},
		"the terminal is gone":        isGone,
		"plain, the terminal is gone": isGone,
		"pasted": func(t *testing.T, x *terminal) {
			x.shows(t, "\x1b[?2004h")
			x.types(t, "\x1b[200~pick the quick\nfox\x1b[201~", "")
			x.types(t, " ", "Paused: opening")
			x.types(t, "\x03", "Stopping")
			again(x)
			x.types(t, "\x03", "")
			x.ends(t, exitInterrupted)
		},
		"plain, pasted": func(t *testing.T, x *terminal) {
			x.shows(t, "\x1b[?2004h")
			x.types(t, "\x1b[200~pick the quick\nfox\x1b[201~", "")
			x.types(t, " ", "paused: opening")
			x.types(t, "\x03", "stopping")
			again(x)
			x.types(t, "\x03", "")
			x.ends(t, exitInterrupted)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command, opening := []string{program, "--device", "none"}, "Opening"
			if strings.HasPrefix(name, "plain") {
				command, opening = append(command, "--plain"), "opening"
			}
			x := inTerminal(t, withoutSound(t), command...)
			x.shows(t, opening)
			act(t, x)
		})
	}
}

// isGone closes the terminal, which ends the session gently.
func isGone(t *testing.T, x *terminal) {
	closed := time.Now()
	x.pty.Close()
	ended := make(chan error, 1)
	go func() { ended <- x.Wait() }()
	select {
	case <-ended:
		if took := time.Since(closed); took < time.Second {
			t.Errorf("it ends at once, after %v", took)
		}
	case <-time.After(10 * time.Second):
		t.Error("it goes on for 10 s")
	}
}

// inShell starts an interactive shell with job control in a terminal.
func inShell(t *testing.T) *terminal {
	t.Helper()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed: there is no job control to try")
	}
	x := inTerminal(t, append(withoutSound(t), "PS1=ready> "), shell, "--norc", "-i")
	x.shows(t, "ready> ")
	return x
}

// job is the process that leads the job which has the terminal.
func (x *terminal) job(t *testing.T) (id int) {
	t.Helper()
	pty, err := x.pty.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	pty.Control(func(fd uintptr) { id, err = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP) })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// leaves ends a shell.
func (x *terminal) leaves(t *testing.T) {
	t.Helper()
	x.types(t, "exit\n", "exit")
	x.ends(t, exitDone)
}

// TestSuspend: Ctrl-Z pauses, gives the terminal back to the shell, and after fg
// the session waits, paused, and says so.
func TestSuspend(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	for _, tt := range []struct{ flags, opening, paused, goesOn, stopping string }{
		{"", "Opening", "“Paused.”", "Going on.", "Stopping"},
		{" --plain", "opening", "paused: opening", "  opening", "stopping"},
	} {
		t.Run("uncramp"+tt.flags, func(t *testing.T) {
			t.Parallel()
			x := inShell(t)
			x.types(t, program+" --device none"+tt.flags+"\n", tt.opening)
			x.types(t, "\x1a", "Stopped")
			if text := x.text(); !strings.Contains(text, "\x1b[?2004l") {
				t.Errorf("pastes are still told apart: %q", text)
			}
			x.types(t, "stty -a | grep -o ' icanon'\n", " icanon\r\n")
			x.types(t, "fg\n", tt.paused)
			await(t, "pastes are told apart", 5*time.Second, func() bool {
				text := x.text()
				return strings.LastIndex(text, "\x1b[?2004h") > strings.LastIndex(text, "\x1b[?2004l")
			})
			x.types(t, " ", tt.goesOn)
			x.types(t, "q", tt.stopping)
			x.shows(t, "ready> ")
			x.leaves(t)
		})
	}
}

// TestStoppedFromElsewhere: on Linux SIGTSTP is Ctrl-Z, SIGSTOP comes without a warning;
// after either, fg brings back the keys, and the end leaves the terminal as it was.
func TestStoppedFromElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	for _, flags := range []string{"", " --plain"} {
		for name, sig := range map[string]syscall.Signal{"TSTP": syscall.SIGTSTP, "STOP": syscall.SIGSTOP} {
			t.Run(name+flags, func(t *testing.T) {
				t.Parallel()
				paused, stopping := "Paused", "Stopping"
				if flags != "" {
					paused, stopping = "paused: ", "stopping"
				}
				x := inShell(t)
				x.types(t, program+" --device none"+flags+"\n", "pening")
				time.Sleep(300 * time.Millisecond) // until it has the keys, too
				x.types(t, "", "")
				syscall.Kill(x.job(t), sig)
				x.shows(t, "Stopped")
				x.shows(t, "ready> ")
				if sig == syscall.SIGTSTP && runtime.GOOS == "linux" {
					if flags == "" && !strings.Contains(x.text(), "\x1b[?25h") {
						t.Errorf("there is no cursor in %q", x.text())
					}
					x.types(t, "fg\n", paused)
				} else {
					x.types(t, "fg\n", "pening")
					x.types(t, " ", paused)
					time.Sleep(150 * time.Millisecond)
				}
				x.types(t, "q", stopping)
				x.shows(t, "ready> ")
				if text := x.text(); strings.LastIndex(text, "\x1b[?25l") > strings.LastIndex(text, "\x1b[?25h") {
					t.Errorf("the cursor is hidden: %q", text)
				}
				x.types(t, "stty -a | grep -o ' icanon'\n", " icanon\r\n")
				x.leaves(t)
			})
		}
	}
}

// TestBackground: a job of the shell in the background is not stopped, plays, and
// can be killed; one that comes to the front has keys.
func TestBackground(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	run := program + " --device none"
	// The pause is for bash, which else may wait for one that it takes to be stopped.
	const killed, code = "kill %1; sleep 0.5; wait %1; echo code $?\n", "code 130\r\n"
	for name, act := range map[string]func(*testing.T, *terminal){
		"kill": func(t *testing.T, x *terminal) {
			x.types(t, run+" &\n", "0:00  opening")
			x.types(t, "jobs\n", "Running")
			x.types(t, killed, code)
		},
		"plain, kill": func(t *testing.T, x *terminal) {
			x.types(t, run+" --plain &\n", "0:00  opening")
			x.types(t, "jobs\n", "Running")
			x.types(t, killed, code)
		},
		"fg": func(t *testing.T, x *terminal) {
			x.types(t, run+" &\n", "0:00  opening")
			x.types(t, "fg\n", "then take")
			x.types(t, " ", "“Paused.”")
			x.types(t, "q", "Stopping")
			x.shows(t, "ready> ")
		},
		"plain, fg": func(t *testing.T, x *terminal) {
			x.types(t, run+" --plain &\n", "0:00  opening")
			x.types(t, "fg\n", "Space pauses")
			x.types(t, " ", "paused: opening")
			x.types(t, "q", "stopping")
			x.shows(t, "ready> ")
		},
		"Ctrl-Z, bg, fg": func(t *testing.T, x *terminal) {
			x.types(t, run+"\n", "Opening")
			x.types(t, "\x1a", "Stopped")
			x.types(t, "bg\n", "Paused, in the background; fg brings it back, and its keys.\r\n")
			x.types(t, "jobs\n", "Running")
			x.types(t, "fg\n", "“Paused.”")
			x.types(t, "q", "Stopping")
			x.shows(t, "ready> ")
		},
		"SIGSTOP, bg, fg": func(t *testing.T, x *terminal) {
			x.types(t, run+"\n", "Opening")
			time.Sleep(300 * time.Millisecond)
			syscall.Kill(x.job(t), syscall.SIGSTOP)
			x.shows(t, "Stopped")
			x.types(t, "bg\n", "n the background; fg brings it back, and its keys.\r\n")
			if text := x.text(); strings.Contains(text, "\x1b7") {
				t.Errorf("it erases what is not its own, in %q", text)
			}
			x.types(t, "echo as''before\n", "asbefore\r\n")
			x.types(t, "jobs\n", "Running")
			x.types(t, "fg\n", "pening")
			x.types(t, "q", "Stopping")
			x.shows(t, "ready> ")
		},
		"without keys": func(t *testing.T, x *terminal) {
			x.types(t, run+" </dev/null\n", "0:00  opening\r\n")
			x.types(t, "typed\n", "typed\r\n")
			if text := x.text(); strings.Contains(text, "\x1b[A") {
				t.Errorf("there is a picture: %q", text)
			}
			x.types(t, "\x03", "stopping\r\n")
			x.shows(t, "ready> ")
			x.types(t, "echo code $?\n", "code 130\r\n")
		},
		"Ctrl-Z, kill": func(t *testing.T, x *terminal) {
			x.types(t, run+" --plain\n", "opening")
			x.types(t, "\x1a", "Stopped")
			x.types(t, killed, code)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := inShell(t)
			act(t, x)
			x.leaves(t)
		})
	}
}

// TestAway: a program that was stopped for a while finds itself paused.
func TestAway(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	server := soundservertest.Start(t, soundservertest.S16)
	play := exec.Command(program, "--plain")
	play.Env = server.Env()
	stderr := &soundservertest.Buffer{}
	play.Stderr = stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second)
	play.Process.Signal(syscall.SIGSTOP)
	time.Sleep(4 * time.Second)
	play.Process.Signal(syscall.SIGCONT)
	for end := time.Now().Add(2 * time.Second); !strings.Contains(stderr.String(), "paused: opening"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("2 s after it says %s", stderr)
		}
	}
	play.Process.Kill()
	play.Wait()
}
