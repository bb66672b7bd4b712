//go:build !unix

package main

import (
	"os"
	"syscall"
)

func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE} }
