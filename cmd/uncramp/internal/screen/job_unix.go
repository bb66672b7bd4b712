//go:build unix

package screen

import (
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// inFront tells whether a terminal is ours: a shell gives it to one job at a
// time, and stops each other one that reads from it or changes its modes. One
// that no shell shares out is.
func inFront(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// stop stops the program as Ctrl-Z does, and returns when it goes on; at once
// where no shell is there to stop for, and the system does not stop it.
func stop() {
	syscall.Kill(0, syscall.SIGTSTP) //nolint:errcheck // ourselves
	time.Sleep(200 * time.Millisecond)
}

// readable waits until there is something to read, for so long at most.
func readable(f *os.File, wait time.Duration) bool {
	for end := time.Now().Add(wait); ; {
		fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(max(0, time.Until(end)).Milliseconds()))
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0
		}
	}
}
