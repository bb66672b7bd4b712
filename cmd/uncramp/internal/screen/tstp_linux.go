package screen

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// waits tells whether a program that catches SIGTSTP can still be stopped by it.
const waits = true

// byDefault makes SIGTSTP stop the program, until undone. Once [signal.Notify] has
// caught it, [signal.Reset] does not: it leaves a handler that does nothing.
func byDefault() (undo func()) {
	// A struct sigaction of any machine; where all of it is 0, the default.
	var none, was [8]uint64
	const set = 8 // bytes in a set of signals
	if _, _, err := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(syscall.SIGTSTP),
		uintptr(unsafe.Pointer(&none)), uintptr(unsafe.Pointer(&was)), set, 0, 0); err != 0 {
		return func() {}
	}
	return func() {
		unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(syscall.SIGTSTP), uintptr(unsafe.Pointer(&was)), 0, set, 0, 0) //nolint:errcheck // it was so before
	}
}
