//go:build unix

package screen

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// modes are those of a terminal, to be given back.
type modes struct {
	tty *os.File
	was *unix.Termios
}

// cbreak makes keys come one by one, as in raw mode, and leaves output alone: who
// else writes to the terminal, or reads what we write elsewhere, knows of no raw
// mode.
func cbreak(tty *os.File) (modes, error) {
	was, err := unix.IoctlGetTermios(int(tty.Fd()), getModes)
	if err != nil {
		return modes{}, err
	}
	if _, err = term.MakeRaw(int(tty.Fd())); err != nil {
		return modes{}, err
	}
	raw, err := unix.IoctlGetTermios(int(tty.Fd()), getModes)
	if err == nil {
		raw.Oflag = was.Oflag
		err = unix.IoctlSetTermios(int(tty.Fd()), setModes, raw)
	}
	return modes{tty, was}, err
}

// withoutTabs keeps bubbletea from moving the cursor by tabs, which it does where
// the terminal is not said to have trouble with them: it takes them to be 8 columns
// apart, and sees to that, but they are the user's.
func withoutTabs(tty *os.File) modes {
	was, err := unix.IoctlGetTermios(int(tty.Fd()), getModes)
	if err != nil {
		return modes{}
	}
	none := *was
	none.Oflag |= noTabs
	unix.IoctlSetTermios(int(tty.Fd()), setModes, &none) //nolint:errcheck // it is a terminal
	return modes{tty, was}
}

// giveBack makes the terminal what it was, unless it is another job's.
func (m modes) giveBack() {
	if m.was != nil && inFront(m.tty) {
		unix.IoctlSetTermios(int(m.tty.Fd()), setModes, m.was) //nolint:errcheck // the terminal is gone, then
	}
}
