//go:build unix

package main

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"uncramp/audio/soundservertest"
	"uncramp/cmd/uncramp/internal/screen/terminaltest"
)

// terminal is a program in a terminal of its own.
type terminal struct {
	*terminaltest.Terminal
	*exec.Cmd
}

// inTerminal starts a command in a terminal of 80 by 24.
func inTerminal(t *testing.T, env []string, command ...string) *terminal {
	t.Helper()
	x := &terminal{terminaltest.Open(t), exec.Command(command[0], command[1:]...)}
	x.Env = append(env, "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=")
	x.Stdin, x.Stdout, x.Stderr = x.TTY, x.TTY, x.TTY
	x.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Process.Kill() })
	x.Read()
	return x
}

// types sends keys, and waits until the terminal shows something.
func (x *terminal) types(t *testing.T, keys, shows string) {
	t.Helper()
	x.Forget()
	if _, err := x.Keys.WriteString(keys); err != nil {
		t.Fatal(err)
	}
	x.shows(t, shows)
}

func (x *terminal) shows(t *testing.T, what string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("it shows, at the end: %q", x.Text()[max(0, len(x.Text())-1000):])
		}
	}()
	await(t, "the terminal shows "+what, patience, func() bool { return strings.Contains(x.Text(), what) })
}

// ends waits for the end, with an exit code and the terminal as it was.
func (x *terminal) ends(t *testing.T, code int) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- x.Wait() }()
	select {
	case err := <-ended:
		if got := x.ProcessState.ExitCode(); got != code {
			t.Errorf("exit %d (%v), want %d: %q", got, err, code, x.Text())
		}
	case <-time.After(patience):
		t.Fatalf("it goes on: %q", x.Text())
	}
	if !x.HasModes(t) {
		t.Error("the terminal has other modes than before")
	}
	if text := x.Text(); strings.Contains(text, "goroutine ") || strings.Contains(text, "panic") {
		t.Errorf("it says %q", text)
	}
}

// step is what is typed at a terminal, 150 ms after the step before, and what the
// terminal shows then.
type step struct{ types, shows string }

func (x *terminal) do(t *testing.T, steps ...step) {
	t.Helper()
	for _, s := range steps {
		time.Sleep(150 * time.Millisecond)
		x.types(t, s.types, s.shows)
	}
}

// TestKeys types keys at a session in a terminal.
func TestKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	const right, left, up = "\x1b[C", "\x1b[D", "\x1b[A"
	const starts = "To start again: uncramp --device none"
	pasted := step{"\x1b[200~pick the quick\nfox\x1b[201~", ""}
	storm := strings.Repeat("x"+up+"w a?"+right+left, 125) + "\x1b[200~q pasted\nq\x1b[201~\x1b[M !!\x1b[<0;3;3M\x1b[999;9~"
	for _, tt := range []struct {
		name, flag string
		code       int
		steps      []step
	}{
		{"pause, lead, stop", "", exitDone, []step{
			{" ", "Paused"}, {" ", "go on."}, {right, "Take the knee, left side, round 1 of 3"}, {right, "Find the angle"}, {left, "Once more."},
			{"w", "Left sid"}, {"q", "Stopping"}, {"q", "To resume: uncramp --device none --from "},
		}},
		{"the other side, Ctrl-D", "", exitDone, []step{
			{"", ""}, {"s", "Take the knee, right side"}, {"\x04", "Stopping"}, {"\x04", "uncramp right --device none"},
		}},
		{"Ctrl-\\", "", exitInterrupted, []step{{"\x1c", starts}}},
		{"a storm, Esc", "", exitDone, []step{{storm, ""}, {"", ""}, {"", ""}, {"\x1b", "Stopping"}, {"\x1b", ""}}},
		{"pasted, Ctrl-C once", "", exitInterrupted, []step{pasted, {" ", "Paused: opening"}, {"\x03", "Stopping"}, {"", starts}}},
		{"pasted", "--plain", exitInterrupted, []step{pasted, {" ", "Paused: opening"}, {"\x03", "Stopping"}, {"\x03", starts}}},
	} {
		t.Run(tt.name+tt.flag, func(t *testing.T) {
			t.Parallel()
			x := inTerminal(t, withoutSound(t), strings.Fields(program+" --device none "+tt.flag)...)
			x.shows(t, "Opening")
			x.do(t, tt.steps...)
			x.ends(t, tt.code)
		})
	}
}

// TestTerminalClosed: a terminal that is closed ends a session gently.
func TestTerminalClosed(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	for _, flag := range []string{"", "--plain"} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			x := inTerminal(t, withoutSound(t), append(append([]string{program, "--device", "none"}, lastingSession(t)...), strings.Fields(flag)...)...)
			x.shows(t, "Opening")
			closed := time.Now()
			x.Keys.Close()
			x.Wait()
			if took := time.Since(closed); took < time.Second || took > 10*time.Second {
				t.Errorf("it ends after %v", took)
			}
		})
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

// signals sends a signal to the job that has the terminal.
func (x *terminal) signals(t *testing.T, sig syscall.Signal) {
	t.Helper()
	pty, err := x.Keys.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var job int
	pty.Control(func(fd uintptr) { job, err = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP) })
	if err != nil {
		t.Fatal(err)
	}
	syscall.Kill(job, sig)
}

// TestJob: a session is a job of its shell. Ctrl-Z pauses and gives the terminal back
// as it was; after fg the session waits, paused, and says so. A stop from elsewhere
// comes without a warning; after fg the keys are back. In the background a session is
// not stopped, plays, and can be killed.
func TestJob(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	run := program + " --device none " + strings.Join(lastingSession(t), " ")
	const stopNow = "\x00" // in a step: SIGSTOP
	const back = "Paused, in the background; fg brings it back, and its keys.\r\n"
	// Without the pause, bash may wait for a job that it takes to be stopped.
	killed := step{"kill %1; sleep 0.5; wait %1; echo code $?\n", "code 130\r\n"}
	cooked := step{"stty -a | grep -o ' icanon'\n", " icanon\r\n"}
	for name, steps := range map[string][]step{
		"Ctrl-Z, fg":            {{run + "\n", "Opening"}, {"\x1a", "Stopped"}, cooked, {"fg\n", "“Paused.”"}, {" ", "go on."}, {"q", "Stopping"}},
		"plain, Ctrl-Z, fg":     {{run + " --plain\n", "Opening"}, {"\x1a", "Stopped"}, cooked, {"fg\n", " left in all"}, {" ", "go on."}, {"q", "Stopping"}},
		"SIGSTOP, fg":           {{run + "\n", "Opening"}, {stopNow, "Stopped"}, {"fg\n", "pening"}, {" ", "Paused"}, {"q", "Stopping"}},
		"plain, SIGSTOP, fg":    {{run + " --plain\n", "Opening"}, {stopNow, "Stopped"}, {"fg\n", "pening"}, {" ", "Paused: "}, {"q", "Stopping"}},
		"SIGSTOP, bg, fg":       {{run + "\n", "Opening"}, {stopNow, "Stopped"}, {"bg\n", "In the background; fg brings it back"}, {"echo as''before\n", "asbefore\r\n"}, {"fg\n", "pening"}, {"q", "Stopping"}},
		"Ctrl-Z, bg, fg":        {{run + "\n", "Opening"}, {"\x1a", "Stopped"}, {"bg\n", back}, {"jobs\n", "Running"}, {"fg\n", "Paused: opening"}, {"q", "Stopping"}},
		"Ctrl-Z, kill":          {{run + " --plain\n", "Opening"}, {"\x1a", "Stopped"}, killed},
		"background, kill":      {{run + " &\n", "0:00  Opening"}, {"jobs\n", "Running"}, killed},
		"background, fg":        {{run + " &\n", "0:00  Opening"}, {"fg\n", " left in all"}, {" ", "“Paused.”"}, {"q", "Stopping"}},
		"plain, background, fg": {{run + " --plain &\n", "0:00  Opening"}, {"fg\n", "Space pauses"}, {" ", "Paused: opening"}, {"q", "Stopping"}},
		"without keys":          {{run + " </dev/null\n", "0:00  Opening\r\n"}, {"typed\n", "typed\r\n"}, {"\x03", "Stopping\r\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := inShell(t)
			for _, s := range steps {
				if s.types == stopNow {
					time.Sleep(150 * time.Millisecond)
					x.signals(t, syscall.SIGSTOP)
					x.shows(t, s.shows)
					continue
				}
				x.do(t, s)
				if s.types == "\x1a" {
					x.leftAlone(t)
				}
			}
			x.shows(t, "ready> ")
			x.do(t, cooked)
			x.types(t, "exit\n", "exit")
			x.ends(t, exitDone)
		})
	}
}

// leftAlone checks that the program had shown the cursor and switched bracketed paste
// off before the shell said that its job had stopped.
func (x *terminal) leftAlone(t *testing.T) {
	t.Helper()
	text, _, _ := strings.Cut(x.Text(), "Stopped")
	for on, off := range map[string]string{"\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l"} {
		if !strings.Contains(text, off) && on == "\x1b[?2004h" || strings.LastIndex(text, on) > strings.LastIndex(text, off) {
			t.Errorf("%q is still so in %q", on, text)
		}
	}
}

// TestAway: a program that was stopped for a while finds itself paused.
func TestAway(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	busy := soundservertest.Watch(t)
	server := soundservertest.Start(t, soundservertest.S16)
	play := exec.Command(program, append(lastingSession(t), "--plain")...)
	play.Env, play.Dir = server.Env(), t.TempDir()
	stderr := &soundservertest.Buffer{}
	play.Stderr = stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second)
	play.Process.Signal(syscall.SIGSTOP)
	time.Sleep(4 * time.Second)
	play.Process.Signal(syscall.SIGCONT)
	for woken := time.Now(); !strings.Contains(stderr.String(), "Paused: opening"); time.Sleep(20 * time.Millisecond) {
		if took := time.Since(woken); took > busy.Allow(2*time.Second) {
			t.Fatalf("%v after it says %s", took, stderr)
		}
	}
	play.Process.Kill()
	play.Wait()
}
