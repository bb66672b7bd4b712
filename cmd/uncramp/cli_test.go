package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"uncramp/routine"
)

// TestNobodyEndsWithNothing: without sound output the session becomes a file
// with a free name. Without the device that was asked for it is an error.
func TestNobodyEndsWithNothing(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere than on Linux a sound output cannot be taken away for a test")
	}
	folder, env := t.TempDir(), withoutSound(t)
	start := func(args ...string) (int, string) {
		c := exec.Command(program, args...)
		c.Dir, c.Env = folder, env
		out, err := c.CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return c.ProcessState.ExitCode(), string(out)
	}
	args := append([]string{"right"}, briefSession(t)...)
	for _, name := range []string{"uncramp-right.wav", "uncramp-right-2.wav"} {
		code, out := start(args...)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if code != exitDone || len(lines) != 2 || !strings.HasPrefix(lines[0], "uncramp: no sound output: ") ||
			!strings.Contains(lines[1], filepath.Join(folder, name)) {
			t.Errorf("exit %d, %s", code, out)
		}
		p := planJSON(t, args...)
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() < 44+4*int64(p.Length) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for _, device := range []string{"pulse", "oto"} {
		if code, out := start("--device", device); code != exitNoSound || strings.Count(out, "\n") != 2 || !strings.HasPrefix(out, "uncramp: no sound output: ") ||
			!strings.HasSuffix(out, "\nhint: --device auto takes what there is, and writes a file where there is nothing\n") {
			t.Errorf("%s: exit %d, %s", device, code, out)
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 2 {
		t.Errorf("it left %v, %v", files, err)
	}
}

func TestHelp(t *testing.T) {
	r := uncramp(t, "--help")
	built, err := openRoutine(routine.Default)
	if err != nil {
		t.Fatal(err)
	}
	l, d := built.Limits, built.Defaults
	for _, want := range []string{
		"Usage:", "Examples:", "space", "q, Esc", "Ctrl-C, Ctrl-D", "Ctrl-Z", "headset", "--rounds N ", "Exit codes:", "130  interrupted",
		fmt.Sprintf("N from %d to %d (default %d)", l.Rounds.From, l.Rounds.To, d.Rounds),
		fmt.Sprintf("a TIME from %v to %v (default %v)", l.Hold.From, l.Hold.To, d.Hold),
		fmt.Sprintf("a TIME from %v to 60s (default %v)", l.Rest.From, d.Rest),
		fmt.Sprintf("%.0f to %.0f each way (default %v)", l.Breath.From.Seconds(), l.Breath.To.Seconds(), d.Breath),
	} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("the help does not mention %q", want)
		}
	}
	if l.Rest.To != time.Minute {
		t.Errorf("a rest is %v at most", l.Rest.To)
	}
	for side, about := range map[string]time.Duration{"left": 7 * time.Minute, "both": 11 * time.Minute} {
		if length := planJSON(t, side).Length.Duration(); length.Round(time.Minute) != about {
			t.Errorf("%s takes %v, the help says %v", side, length, about)
		}
	}
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		r := uncramp(t, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		for line := range strings.Lines(r.stdout) {
			if len(line) > 81 || strings.Contains(line, `(default "`) {
				t.Errorf("%s --help has a line of %d columns, or a quoted default: %s", c.CommandPath(), len(line)-1, line)
			}
		}
		if helped := uncramp(t, append([]string{"help"}, strings.Fields(c.CommandPath())[1:]...)...); helped != r || r.code != exitDone {
			t.Errorf("help of %s: exit %d, %s%s", c.CommandPath(), helped.code, helped.stdout, helped.stderr)
		}
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(rootCommand())
	if r := uncramp(t, "--version"); r.stdout != "uncramp "+version+"\n" {
		t.Errorf("--version prints %q", r.stdout)
	}
}
