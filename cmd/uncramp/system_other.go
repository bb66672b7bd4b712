//go:build !unix

package main

import (
	"os"
	"syscall"
)

func writeSignals() []os.Signal { return []os.Signal{syscall.SIGPIPE} }

func checkFileLimit() error { return nil }
