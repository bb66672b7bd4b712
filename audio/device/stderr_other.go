//go:build !linux

package device

import "os"

// Stderr returns standard error for the program's own messages.
func Stderr() *os.File { return os.Stderr }

func silence() {}
