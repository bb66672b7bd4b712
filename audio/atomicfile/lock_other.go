//go:build !unix || solaris || aix

package atomicfile

import (
	"os"
	"time"
)

// locks says whether this system locks files.
const locks = false

// lock locks nothing here. It reports whether a file or folder is so old that nobody
// writes it any more.
func lock(f *os.File) bool {
	const abandoned = 24 * time.Hour
	info, err := f.Stat()
	return err == nil && time.Since(info.ModTime()) > abandoned
}
