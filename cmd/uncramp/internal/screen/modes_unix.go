//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// takeModes makes keys come one by one, unechoed, as in raw mode. The modes of output
// stay: other programs that write to the terminal rely on them. giveBack sets the
// modes as they were, unless the terminal is another job's. It does not wait for
// output that the terminal does not take.
func takeModes(in, _ *os.File) (giveBack func()) {
	fd := int(in.Fd())
	was, err := unix.IoctlGetTermios(fd, getModes)
	if err != nil {
		return nil
	}
	if _, err = term.MakeRaw(fd); err != nil {
		return nil
	}
	if raw, err := unix.IoctlGetTermios(fd, getModes); err == nil {
		raw.Oflag = was.Oflag
		unix.IoctlSetTermios(fd, setModes, raw) //nolint:errcheck // the terminal is gone, then
	}
	return func() {
		if inFront(in) {
			unix.IoctlSetTermios(fd, setModes, was) //nolint:errcheck // as above
		}
	}
}
