//go:build unix

package screen

import (
	"os"
	"syscall"
	"time"
)

// wakeUp ends the wait for a continuation that will not come, because no shell
// is there to stop for, and so nothing was stopped. In a program that was
// stopped it does its work too late to be noticed.
func wakeUp() {
	time.AfterFunc(500*time.Millisecond, func() {
		syscall.Kill(os.Getpid(), syscall.SIGCONT) //nolint:errcheck // ourselves
	})
}
