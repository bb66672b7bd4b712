//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// modes are a terminal's modes, to be given back.
type modes struct {
	in  *os.File
	was *unix.Termios
}

// takeModes makes keys come one by one, unechoed, as in raw mode. The modes of output
// stay: other programs that write to the terminal rely on them.
func takeModes(in, _ *os.File) (modes, error) {
	was, err := unix.IoctlGetTermios(int(in.Fd()), getModes)
	if err != nil {
		return modes{}, err
	}
	if _, err = term.MakeRaw(int(in.Fd())); err != nil {
		return modes{}, err
	}
	raw, err := unix.IoctlGetTermios(int(in.Fd()), getModes)
	if err == nil {
		raw.Oflag = was.Oflag
		err = unix.IoctlSetTermios(int(in.Fd()), setModes, raw)
	}
	return modes{in, was}, err
}

// giveBack sets the modes as they were, unless the terminal is another job's. It
// does not wait for output that the terminal does not take.
func (m modes) giveBack() {
	if m.was != nil && inFront(m.in) {
		unix.IoctlSetTermios(int(m.in.Fd()), setModes, m.was) //nolint:errcheck // the terminal is gone, then
	}
}
