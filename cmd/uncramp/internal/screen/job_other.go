//go:build !unix

package screen

import (
	"os"
	"time"
)

// There are no jobs here, and keys come whole.

func inFront(*os.File) bool { return true }

func stop() {}

func readable(*os.File, time.Duration) bool { return false }
