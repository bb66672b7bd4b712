//go:build unix

package screen

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// listen lets the signals of job control come: that the program goes on, and where
// it can be waited for, that it is asked to stop.
func listen(signals chan os.Signal) {
	signal.Notify(signals, syscall.SIGCONT)
	if waits && !signal.Ignored(syscall.SIGTSTP) {
		signal.Notify(signals, syscall.SIGTSTP)
	}
}

func ignore(signals chan os.Signal) { signal.Stop(signals) }

func stops(is os.Signal) bool { return is == syscall.SIGTSTP }

// stop stops the program and the rest of its job as Ctrl-Z does, and returns when
// it goes on; soon where no shell is there to stop for, and the system does not
// stop it.
func stop(signals chan os.Signal) {
	defer byDefault()()
	syscall.Kill(0, syscall.SIGTSTP) //nolint:errcheck // ourselves
	for soon := time.After(200 * time.Millisecond); ; {
		select {
		case is := <-signals:
			if is == syscall.SIGCONT {
				return
			}
		case <-soon:
			return
		}
	}
}

// inFront tells whether a terminal is ours. One that no shell shares out is.
func inFront(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
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
