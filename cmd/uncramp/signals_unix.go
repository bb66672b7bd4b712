//go:build unix

package main

import (
	"os"
	"syscall"
)

// writeSignals returns the signals that come with a failed write: to a pipe
// that nobody reads any more, or beyond the limit of a file's size. They are
// caught, so that the write returns an error, which is told.
func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ} }
