//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestParent: a session ends with the process that started it, unless that has left it
// behind in the background.
func TestParent(t *testing.T) {
	type look struct {
		id         int
		background bool
	}
	for _, tt := range []struct {
		name  string
		looks []look // the last one is the question
		ends  bool
	}{
		{"there", []look{{7, false}, {7, false}}, false},
		{"gone, to init", []look{{7, false}, {1, false}}, true},
		{"gone, to a subreaper", []look{{7, false}, {7, false}, {5, false}}, true},
		{"started by init", []look{{1, false}, {1, false}}, false},
		{"in the background of a terminal", []look{{7, true}, {1, true}}, false},
		{"put into the background", []look{{7, false}, {7, true}, {1, true}}, false},
		{"brought to the front", []look{{7, true}, {7, false}, {1, false}}, true},
		{"a script in front, and the shell has the terminal back", []look{{7, false}, {7, false}, {1, true}}, true},
	} {
		p := parent{tt.looks[0].id, tt.looks[0].background}
		gone := false
		for _, l := range tt.looks[1:] {
			gone = p.gone(l.id, l.background)
		}
		if ends := gone && !p.background; ends != tt.ends {
			t.Errorf("%s: ends is %t, want %t", tt.name, ends, tt.ends)
		}
	}
}

// TestParentKilled kills the shell that started a session without a terminal: it
// ends gently, within 10 s; but not what was started to go on.
func TestParentKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	for _, tt := range []struct {
		name, shell string
		ends        bool
	}{
		{"waiting", `"$0" --device none --routine "$3" 2>"$1" & echo $! >"$2"; wait`, true},
		{"nohup", `nohup "$0" --device none --routine "$3" 2>"$1" & echo $! >"$2"; wait`, false},
		{"left before", `("$0" --device none --routine "$3" 2>"$1" & echo $! >"$2"); sleep 9 >/dev/null`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			said, id := filepath.Join(folder, "stderr"), filepath.Join(folder, "pid")
			shell := exec.Command("sh", "-c", tt.shell, program, said, id, lastingSession(t)[1])
			shell.Env = withoutSound(t)
			shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
			stdout, err := shell.StdoutPipe() // closed when all that have it are gone
			if err != nil {
				t.Fatal(err)
			}
			if err := shell.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				stdout.Read(make([]byte, 1))
				close(ended)
			}()
			says := func(what string) bool {
				text, _ := os.ReadFile(said)
				return strings.Contains(string(text), what)
			}
			await(t, "it plays", 8*time.Second, func() bool { return says("Opening") })
			text, err := os.ReadFile(id)
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(string(bytes.TrimSpace(text)))
			if err != nil {
				t.Fatal(err)
			}
			shell.Process.Kill()
			killed, wait := time.Now(), 10*time.Second
			if !tt.ends {
				wait = 2*parentEvery + parentEvery/2
			}
			select {
			case <-ended:
			case <-time.After(wait):
			}
			took := time.Since(killed)
			switch {
			case !tt.ends && (took < wait || says("Stopping")):
				t.Errorf("it ended after %v", took)
			case tt.ends && (took >= wait || took < time.Second || !says("Stopping")):
				t.Errorf("it does not end gently, after %v", took)
			}
			t.Logf("after %v", took.Round(10*time.Millisecond))
			syscall.Kill(pid, syscall.SIGKILL)
			shell.Wait()
		})
	}
}
