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
	`ctrl+\`: routine.Quit,
}

// key does what a key asks for.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if k.Text != "" {
		name = strings.ToLower(k.Text) // neither shift nor caps lock makes another key
	}
	// A terminal that tells of repeats does so for keys that write nothing.
	repeats := m.held.repeats(name, m.screen.keyboard.when()) && (!m.tells || k.Text != "")
	if name == "ctrl+z" {
		m.suspended = true
		return m.end()
	}
	verb := verbs[name]
	if verb == 0 {
		verb = routine.Found
	}
	switch {
	case verb == routine.Louder, verb == routine.Softer:
	case k.IsRepeat, repeats && (verb == routine.Toggle || verb == routine.Stop):
		return nil
	}
	if (verb == routine.Stop || verb == routine.Quit) && !m.stopped {
		m.stopped = true
		m.screen.interrupted.Store(name == "ctrl+c" || verb == routine.Quit)
	}
	m.screen.session.Do(routine.Command{Verb: verb})
	return nil
}
