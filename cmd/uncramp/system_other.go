//go:build !unix

package main

import (
	"os"
	"syscall"
)

func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE} }

func checkFileLimit() error { return nil }

// closedPipe has the errors of a write to a pipe that nobody reads any more: on
// Windows, ERROR_BROKEN_PIPE and ERROR_NO_DATA.
var closedPipe = []error{syscall.EPIPE, syscall.Errno(109), syscall.Errno(232)}
