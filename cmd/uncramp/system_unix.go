//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// writeSignals returns the signals that come with a failed write: to a pipe
// that nobody reads any more, or beyond the limit of a file's size. They are
// caught, so that the write returns an error, which is told.
func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ} }

// checkFileLimit returns an error if the program may open so few files at once
// that Go's runtime would crash.
func checkFileLimit() error {
	const fewest = 16
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || uint64(limit.Cur) >= fewest {
		return nil
	}
	return hint(fmt.Errorf("only %d files may be open at once, and at least %d are needed", limit.Cur, fewest), "ulimit -n 256 allows more")
}

// closedPipe has the errors of a write to a pipe that nobody reads any more.
var closedPipe = []error{syscall.EPIPE}
