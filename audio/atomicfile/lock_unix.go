//go:build unix && !solaris && !aix

package atomicfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// locks says whether this system locks files.
const locks = true

// lock locks a file or folder until it is closed, and reports whether nobody
// else has locked it.
func lock(f *os.File) bool { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil }
