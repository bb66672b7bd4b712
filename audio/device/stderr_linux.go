package device

import (
	"os"
	"runtime/debug"
	"sync"

	"golang.org/x/sys/unix"
)

// Stderr returns standard error for the program's own messages. Once libasound
// is in use, which prints pages to file descriptor 2, that descriptor leads
// nowhere, and only what is written to Stderr is seen.
func Stderr() *os.File { return ownStderr() }

var ownStderr = sync.OnceValue(func() *os.File {
	fd, err := unix.FcntlInt(uintptr(unix.Stderr), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return os.Stderr
	}
	return os.NewFile(uintptr(fd), os.Stderr.Name())
})

// silence makes file descriptor 2 lead nowhere for the rest of the process. A
// crash of this program is still reported on Stderr.
var silence = sync.OnceFunc(func() {
	own := ownStderr()
	if own == os.Stderr {
		return // no other descriptor; better noise than nothing
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer null.Close()
	debug.SetCrashOutput(own, debug.CrashOptions{})
	unix.Dup3(int(null.Fd()), unix.Stderr, 0)
})
