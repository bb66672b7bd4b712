//go:build !linux

package device

import "os"

// Stderr is standard error for the program's own messages. On this system it
// is simply that: what plays sound here prints nothing by itself.
func Stderr() *os.File { return os.Stderr }

func silence() {}
