//go:build !unix

package screen

import "os"

// There are no jobs here.

func listen(chan os.Signal) {}

func stop(chan os.Signal) {}

func inFront(*os.File) bool { return true }
