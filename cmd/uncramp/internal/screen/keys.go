package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"uncramp/routine"
)

// verbs is what each key asks for; any other one says that the angle is found.
var verbs = map[string]routine.Verb{
	" ":     routine.Toggle,
	"right": routine.Next,
	"left":  routine.Again,
	"a":     routine.SayAgain,
	"?":     routine.WhereAmI, "w": routine.WhereAmI,
	"+": routine.Louder, "=": routine.Louder, "up": routine.Louder,
	"-": routine.Softer, "_": routine.Softer, "down": routine.Softer,
	"q": routine.Stop, "esc": routine.Stop, "ctrl+d": routine.Stop, "ctrl+c": routine.Stop,
}

// key does what a key asks for.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if k.Text != "" {
		name = strings.ToLower(k.Text) // neither shift nor caps lock makes another key
	}
	if name == "ctrl+z" {
		return m.suspend()
	}
	verb := verbs[name]
	if verb == 0 {
		verb = routine.Found
	}
	if k.IsRepeat && verb != routine.Louder && verb != routine.Softer {
		return nil
	}
	if verb == routine.Stop && !m.stopped {
		m.stopped = true
		m.screen.interrupted.Store(name == "ctrl+c")
	}
	m.screen.session.Do(routine.Command{Verb: verb})
	return nil
}

// suspend stops the program as a shell's Ctrl-Z does, once the session is
// silent.
func (m *model) suspend() tea.Cmd {
	m.away = true
	m.screen.bare(true)
	return tea.Sequence(func() tea.Msg {
		defer func() { recover() }() //nolint:errcheck // stopped it is all the same
		if f := m.screen.options.Suspending; f != nil {
			f()
		}
		m.screen.plain.cooked()
		wakeUp()
		return nil
	}, tea.Suspend)
}
