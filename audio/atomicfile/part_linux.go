package atomicfile

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// newPart creates a part without a name (open(2), O_TMPFILE), which is gone with
// its process, if the file system can do that.
func newPart(folder string) (*part, error) {
	if _, err := os.Stat("/proc/self/fd"); err == nil { // linkUnnamed needs it
		if fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o666); err == nil {
			return &part{os.NewFile(uintptr(fd), folder), ""}, nil
		}
	}
	return newNamedPart(folder)
}

// linkUnnamed gives a part without a name its name.
func linkUnnamed(f *os.File, name string) error {
	return unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW)
}
