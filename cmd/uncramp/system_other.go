//go:build !unix

package main

import (
	"os"
	"syscall"
)

// writeSignals returns the signals that come with a failed write.
func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE} }

// checkFileLimit returns nil: there is no such limit here.
func checkFileLimit() error { return nil }

// endWithParent does nothing: a console that is closed ends what runs in it.
func endWithParent() (stop func()) { return func() {} }

// closedPipe has the errors of a write to a pipe that nobody reads any more. 109 and 232
// are ERROR_BROKEN_PIPE and ERROR_NO_DATA of Windows.
var closedPipe = []error{syscall.EPIPE, syscall.Errno(109), syscall.Errno(232)}
