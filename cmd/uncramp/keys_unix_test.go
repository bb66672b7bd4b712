//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
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
			x.types(t, "q", "")
			x.ends(t, exitDone)
		},
		"Ctrl-C": func(t *testing.T, x *terminal) {
			x.types(t, "\x03", "Stopping")
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
			x.types(t, "[C", "Take, left side")
			x.types(t, "\x03", "Stopping")
			again(x)
			x.types(t, "\x03", "")
			x.ends(t, exitInterrupted)
		},
		"the terminal is gone": func(t *testing.T, x *terminal) {
			x.pty.Close()
			ended := make(chan error, 1)
			go func() { ended <- x.Wait() }()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Error("it goes on for 10 s")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := inTerminal(t, withoutSound(t), program, "--device", "none")
			x.shows(t, "Opening")
			act(t, x)
		})
	}
}

// TestSuspend: Ctrl-Z pauses, gives the terminal back to the shell, and after fg
// the session waits, paused.
func TestSuspend(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed: there is no job control to try")
	}
	t.Parallel()
	x := inTerminal(t, append(withoutSound(t), "PS1=ready> "), shell, "--norc", "-i")
	x.shows(t, "ready> ")
	x.types(t, program+" --device none\n", "Opening")
	x.types(t, "\x1a", "Stopped")
	x.types(t, "stty -a | grep -o ' icanon'\n", " icanon\r\n")
	x.types(t, "fg\n", "Paused")
	x.types(t, " ", "Going on.")
	x.types(t, "q", "Stopping")
	x.shows(t, "ready> ")
	x.types(t, "exit\n", "exit")
	x.ends(t, exitDone)
}
