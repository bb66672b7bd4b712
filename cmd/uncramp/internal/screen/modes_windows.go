package screen

import (
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// takeModes makes keys come one by one, as the escape sequences of a terminal, and
// out obey such sequences. So Shift alone writes nothing, and is no key. giveBack
// sets the modes as they were.
func takeModes(in, out *os.File) (giveBack func()) {
	was, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return func() {}
	}
	giveBack = func() { term.Restore(int(in.Fd()), was) } //nolint:errcheck // the console is gone, then
	if out == nil {
		return giveBack
	}
	console, mode := windows.Handle(out.Fd()), uint32(0)
	if windows.GetConsoleMode(console, &mode) != nil {
		return giveBack
	}
	windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) //nolint:errcheck // as above
	return func() {
		giveBack()
		windows.SetConsoleMode(console, mode) //nolint:errcheck // as above
	}
}
