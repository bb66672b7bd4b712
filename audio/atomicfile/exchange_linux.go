package atomicfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchange exchanges two folders at once, if the file system can do that.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	return err
}
