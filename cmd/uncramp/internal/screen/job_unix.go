//go:build unix

package screen

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A program is a job of its shell, which gives the terminal to one of them at a
// time, and stops each other one that reads from it or changes its modes.

// listen sends to continued when the program goes on after a stop. From then on a
// read in the background fails instead of stopping the program.
func listen(continued chan os.Signal) {
	signal.Notify(continued, syscall.SIGCONT)
	signal.Ignore(syscall.SIGTTIN)
}

// stop stops the program and the rest of its job, as Ctrl-Z does, and returns when they
// go on. Without a shell the system does not stop them, and stop returns soon. Time
// passes during a stop, so the first wait may be over when the signal comes that ends
// the stop: the second wait is for that signal.
func stop(continued chan os.Signal) {
	syscall.Kill(0, syscall.SIGTSTP) //nolint:errcheck // ourselves
	for _, wait := range []time.Duration{200 * time.Millisecond, 50 * time.Millisecond} {
		select {
		case <-continued:
			return
		case <-time.After(wait):
		}
	}
}

// inFront reports whether a terminal is this job's. Without job control it always is.
func inFront(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	own, _ := unix.Getpgid(0)
	return err != nil || group == own
}
