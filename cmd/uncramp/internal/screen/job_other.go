//go:build !unix

package screen

import (
	"os"
	"time"

	"golang.org/x/term"
)

// There are no jobs here, and keys come whole.

func listen(chan os.Signal) {}

func ignore(chan os.Signal) {}

func stops(os.Signal) bool { return false }

func stop(chan os.Signal) {}

func inFront(*os.File) bool { return true }

func readable(*os.File, time.Duration) bool { return false }

// modes are those of a terminal, to be given back.
type modes struct {
	tty *os.File
	was *term.State
}

// cbreak makes keys come one by one. Output has modes of its own.
func cbreak(tty *os.File) (modes, error) {
	was, err := term.MakeRaw(int(tty.Fd()))
	return modes{tty, was}, err
}

func withoutTabs(*os.File) modes { return modes{} }

func (m modes) giveBack() {
	if m.was != nil {
		term.Restore(int(m.tty.Fd()), m.was) //nolint:errcheck // the terminal is gone, then
	}
}
