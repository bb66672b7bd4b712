//go:build unix

// Package terminaltest gives a test a terminal of its own.
package terminaltest

import (
	"bytes"
	"os"
	"sync"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Terminal is a terminal of 80 by 24. What is typed goes into Keys; what is written
// to TTY is read once Read was called.
type Terminal struct {
	Keys, TTY *os.File

	was *term.State
	mu  sync.Mutex
	out bytes.Buffer
}

// Open opens a terminal until the end of the test.
func Open(t testing.TB) *Terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	// Only a file that is read without blocking can be closed while it is read.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	unix.SetNonblock(fd, true)
	x := &Terminal{Keys: os.NewFile(uintptr(fd), "pty"), TTY: tty}
	t.Cleanup(func() { x.Keys.Close(); x.TTY.Close() })
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	if x.was, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	return x
}

// Read begins to read what is written to the terminal.
func (x *Terminal) Read() {
	go func() {
		buf := make([]byte, 1<<12)
		for {
			n, err := x.Keys.Read(buf)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.out.Write(buf[:n])
			x.mu.Unlock()
		}
	}()
}

// Text returns what was read.
func (x *Terminal) Text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.String()
}

// Forget forgets what was read.
func (x *Terminal) Forget() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.out.Reset()
}

// HasModes reports whether the terminal's modes are those that it had.
func (x *Terminal) HasModes(t testing.TB) bool {
	t.Helper()
	is, err := term.GetState(int(x.TTY.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return *is == *x.was
}

// Fill writes to the terminal, which nobody reads, until it takes no more.
func (x *Terminal) Fill() {
	fd := int(x.TTY.Fd())
	unix.SetNonblock(fd, true)
	defer unix.SetNonblock(fd, false)
	for n := 1; n > 0; {
		n, _ = unix.Write(fd, bytes.Repeat([]byte("\r"), 1<<10))
	}
}
