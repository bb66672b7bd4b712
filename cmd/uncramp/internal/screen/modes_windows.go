package screen

import (
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/term"
)

// modes are a console's modes, to be given back.
type modes struct {
	in, out *os.File
	was     *term.State // of in
	drawn   *term.State // of out
}

// takeModes makes keys come one by one, as the escape sequences of a terminal, and
// out obey such sequences. So Shift alone writes nothing, and is no key.
func takeModes(in, out *os.File) (modes, error) {
	m := modes{in: in, out: out}
	var err error
	if m.was, err = term.MakeRaw(int(in.Fd())); err != nil || out == nil {
		return m, err
	}
	if m.drawn, err = term.GetState(int(out.Fd())); err != nil {
		return m, err
	}
	var mode uint32
	if err = windows.GetConsoleMode(windows.Handle(out.Fd()), &mode); err != nil {
		return m, err
	}
	return m, windows.SetConsoleMode(windows.Handle(out.Fd()), mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
}

// giveBack sets the modes as they were.
func (m modes) giveBack() {
	if m.was != nil {
		term.Restore(int(m.in.Fd()), m.was) //nolint:errcheck // the console is gone, then
	}
	if m.drawn != nil {
		term.Restore(int(m.out.Fd()), m.drawn) //nolint:errcheck // as above
	}
}
