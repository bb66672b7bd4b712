//go:build unix

package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRun: whatever a program does, it ends in time, and so do its children.
func TestRun(t *testing.T) {
	interrupted := errors.New("interrupted")
	const limit = 500 * time.Millisecond
	for _, tt := range []struct {
		name, script, want string
		cancel             bool
	}{
		{name: "reads all", script: "cat >/dev/null"},
		{name: "reads nothing", script: "exit 0"},
		{name: "fails", script: "echo a warning >&2; echo the error >&2; exit 3", want: "exit status 3: the error"},
		{name: "fails without a word", script: "exit 3", want: "exit status 3"},
		{name: "says much", script: "yes | head -c 100000 >&2; echo the error >&2; exit 3", want: "exit status 3: the error"},
		{name: "hangs", script: "sleep 1000", want: "killed: it took longer than 500ms"},
		{name: "hangs and is cancelled", script: "sleep 1000", want: "interrupted", cancel: true},
		{name: "cannot be asked to end", script: "trap '' TERM INT HUP; while :; do sleep 1000; done", want: "interrupted", cancel: true},
		{name: "leaves a child with its pipe", script: "sleep 1000 & echo $! >child"},
		{name: "hangs with a child", script: "sleep 1000 & echo $! >child; wait", want: "interrupted", cancel: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "encoder")
			if err := os.WriteFile(file, []byte("#!/bin/sh\ncd "+folder+"\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if tt.cancel {
				time.AfterFunc(limit/5, func() { cancel(interrupted) })
			}
			began := time.Now()
			err := Run(ctx, limit, strings.NewReader(strings.Repeat("x", 1<<17)), file)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			if got := fmt.Sprint(err); got != tt.want && (err != nil || tt.want != "") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if text, err := os.ReadFile(filepath.Join(folder, "child")); err == nil {
				id, _ := strconv.Atoi(strings.TrimSpace(string(text)))
				for end := time.Now().Add(5 * time.Second); running(id); time.Sleep(10 * time.Millisecond) {
					if time.Now().After(end) {
						t.Fatal("its child is alive")
					}
				}
			}
		})
	}
}

// running reports whether a process is there and no zombie, which an orphan may
// stay for a while.
func running(id int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	if errors.Is(err, os.ErrNotExist) {
		return syscall.Kill(id, 0) == nil
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

func TestRunWhatIsNoProgram(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "lame")
	if err := syscall.Mkfifo(fifo, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), time.Second, nil, fifo); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a FIFO: %v", err)
	}
}
