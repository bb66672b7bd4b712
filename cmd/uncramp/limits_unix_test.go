//go:build unix

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestLimits: a limit on the size or the number of files ends in a line, and
// leaves nothing.
func TestLimits(t *testing.T) {
	t.Chdir(t.TempDir())
	type trial struct{ limits, command, want string }
	trials := []trial{
		{"ulimit -f 100", "render -o x.wav", "uncramp: x.wav: file too large\n"},
		{"ulimit -f 100", "render -o -", "uncramp: write /dev/stdout: file too large\n"},
		{"ulimit -n 15", "render -o x.wav", "uncramp: only 15 files may be open at once, and at least 16 are needed\nhint: ulimit -n 256 allows more\n"},
	}
	// With fewer than 4, the system cannot even load libc.
	for _, command := range append(runnable(rootCommand()), "", "--help") {
		trials = append(trials, trial{"ulimit -n 4", command, "uncramp: only 4 files may be open at once, and at least 16 are needed\nhint: ulimit -n 256 allows more\n"})
	}
	for _, tt := range trials {
		const closed = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; " // what the test was started with
		c := exec.Command("sh", "-c", closed+tt.limits+`; exec "$0" `+tt.command, program)
		out, err := os.CreateTemp("", "stdout")
		if err != nil {
			t.Fatal(err)
		}
		os.Remove(out.Name())
		defer out.Close()
		var stderr strings.Builder
		c.Stdout, c.Stderr = out, &stderr
		c.Run()
		if code := c.ProcessState.ExitCode(); code != exitFailed || stderr.String() != tt.want {
			t.Errorf("%s; %s: exit %d, %s", tt.limits, tt.command, code, &stderr)
		}
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("it left %v, %v", entries, err)
	}
}
