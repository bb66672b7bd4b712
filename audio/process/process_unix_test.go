//go:build unix

package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program puts a shell script on the PATH.
func program(t *testing.T, script string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "tool"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	return "tool"
}

func write(text string, times int) func(io.Writer) error {
	return func(w io.Writer) error {
		for range times {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestRun(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	failed := errors.New("the stream failed")
	for _, test := range []struct {
		name, script string
		feed         func(io.Writer) error
		patience     time.Duration
		want         string // of the error
		output       string
	}{
		{"copies", "cat", write("abc", 2), 0, "", "abcabc"},
		{"more than a pipe holds", "cat >/dev/null; echo done", write(long, 3), 0, "", "done\n"},
		{"no input", "cat; echo done", nil, 0, "", "done\n"},
		{"fails", "cat >/dev/null; echo one >&2; printf 'two\\rthree\\n\\n' >&2; exit 3", write("a", 1), 0, "tool: exit status 3: three", ""},
		{"fails without a word", "exit 1", nil, 0, "tool: exit status 1", ""},
		{"dies", "kill -9 $$", write("a", 1), 0, "tool: signal: killed", ""},
		{"ends early", "head -c 10 >/dev/null", write(long, 3), 0, "tool ended before its input did", ""},
		{"hangs at the start", "sleep 60", nil, 200 * time.Millisecond, "tool stands still, and was ended", ""},
		{"hangs over its input", "sleep 60", write(long, 3), 200 * time.Millisecond, "tool stands still, and was ended", ""},
		{"hangs at the end", "cat >/dev/null; sleep 60", write("a", 1), 200 * time.Millisecond, "tool stands still, and was ended", ""},
		{"feed fails", "cat", func(io.Writer) error { return failed }, 0, failed.Error(), ""},
		{"leaves a child behind", "cat >/dev/null; sleep 60 &", write("a", 1), 0, "tool ended, but something that it started holds its output", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			c := Command{Name: program(t, test.script), Feed: test.feed, Output: &out, Patience: test.patience}
			err := c.Run(t.Context())
			if got := fmt.Sprint(err); got != test.want && !(err == nil && test.want == "") {
				t.Errorf("error %q, want %q", got, test.want)
			}
			if out.String() != test.output {
				t.Errorf("output %.40q, want %q", out.String(), test.output)
			}
		})
	}
}

// TestCancelKillsAll: neither the program nor its child is left.
func TestCancelKillsAll(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	name := program(t, `sleep 61 & echo $! $$ >"$1.part"; mv "$1.part" "$1"; wait`)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("interrupted")
	go func() {
		for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if _, err := os.Stat(pids); err == nil {
				cancel(cause)
			}
		}
	}()
	c := Command{Name: name, Args: []string{pids}, Feed: func(w io.Writer) error { return write("a", 1<<30)(w) }}
	if err := c.Run(ctx); err != cause {
		t.Fatal(err)
	}
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range strings.Fields(string(text)) {
		pid, _ := strconv.Atoi(field)
		for end := time.Now().Add(5 * time.Second); runs(pid); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("process %d runs on", pid)
			}
		}
	}
}

// runs reports whether a process lives; one that only waits to be reaped does not.
func runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

// TestScratch: a program reads and writes the files, and nothing is left of them.
func TestScratch(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	files, err := NewScratch([]byte("content"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c := Command{Name: program(t, `cat "$1" "$1" >"$2"`), Args: []string{files.Name(0), files.Name(1)}}
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if named, _ := os.ReadDir(os.TempDir()); unnamed && len(named) > 0 {
		t.Errorf("a kill would leave %v", named)
	}
	if got, err := io.ReadAll(files[1]); err != nil || string(got) != "contentcontent" {
		t.Errorf("%q, %v", got, err)
	}
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Find("opusenc", "ffmpeg")
	missing := (*Missing)(nil)
	if !errors.As(err, &missing) || err.Error() != "neither opusenc nor ffmpeg found on the PATH" ||
		missing.Hint() != "to install it: apt install opus-tools, or brew install opus-tools" {
		t.Errorf("%v", err)
	}
	t.Chdir(t.TempDir())
	if err := errors.Join(os.Mkdir("folder", 0o755), os.WriteFile("text", nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"lame": "lame not found on the PATH", "./folder": "./folder: is a directory", "./text": "./text: permission denied", "./none": "./none: no such file or directory",
	} {
		if err := (Command{Name: name}).Run(t.Context()); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestOpen(t *testing.T) {
	name := program(t, `yes | head -c 100000; exit ${1:-0}`)
	for arg, want := range map[string]string{"0": "<nil>", "3": "tool: exit status 3"} {
		out := Command{Name: name, Args: []string{arg}}.Open(t.Context())
		text, err := io.ReadAll(out)
		if len(text) != 100_000 || fmt.Sprint(err) != want {
			t.Errorf("exit %s: %d bytes, %v", arg, len(text), err)
		}
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	}
	// Closed in the middle, it is over.
	out := Command{Name: program(t, "exec yes")}.Open(t.Context())
	if _, err := io.ReadFull(out, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if _, err := out.Read(make([]byte, 1)); err != io.ErrClosedPipe {
		t.Errorf("read after its end: %v", err)
	}
}
