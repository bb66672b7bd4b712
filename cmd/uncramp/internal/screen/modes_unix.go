//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// takeModes makes keys come one by one, unechoed, as in raw mode, but a line that is
// written still ends with a carriage return: other programs rely on that. giveBack
// sets the modes as they were, unless the terminal is another job's. It does not wait
// for output that the terminal does not take.
func takeModes(in, _ *os.File) (giveBack func()) {
	fd := int(in.Fd())
	was, err := term.MakeRaw(fd)
	if err != nil {
		return func() {}
	}
	if modes, err := unix.IoctlGetTermios(fd, getModes); err == nil {
		modes.Oflag |= unix.OPOST
		unix.IoctlSetTermios(fd, setModes, modes) //nolint:errcheck // the terminal is gone, then
	}
	return func() {
		if inFront(in) {
			term.Restore(fd, was) //nolint:errcheck // as above
		}
	}
}
