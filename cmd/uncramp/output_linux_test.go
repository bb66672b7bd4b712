package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestFullOutput: what could not be written is an error, whoever writes it.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range []string{"help", "--help", "help voice make", "voice make --help", "version", "--version", "completion bash", "completion zsh", "completion fish", "completion powershell", "plan", "plan --json", "routine show", "routine list", "voice list", "voice script", "render -o -", "render -o - --format flac"} {
		c := exec.Command(program, strings.Fields(args)...)
		var stderr strings.Builder
		c.Stdout, c.Stderr = full, &stderr
		c.Run()
		const want = "uncramp: write /dev/stdout: no space left on device\n"
		if code := c.ProcessState.ExitCode(); code != exitFailed || stderr.String() != want {
			t.Errorf("%s: exit %d, %q", args, code, stderr.String())
		}
	}
}

// TestClosedPipe: if the reader goes away, the program ends, with a line only if
// part of a sound was lost.
func TestClosedPipe(t *testing.T) {
	for args, want := range map[string]string{
		"render -o -":            "uncramp: standard output was closed before the end of the session\n",
		"plan --words full both": "",
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		c := exec.Command(program, strings.Fields(args)...)
		c.Stdout = w
		var stderr strings.Builder
		c.Stderr = &stderr
		c.Run()
		w.Close()
		if code := c.ProcessState.ExitCode(); code != exitFailed || stderr.String() != want {
			t.Errorf("%q: exit %d, %s", args, code, stderr.String())
		}
	}
}
