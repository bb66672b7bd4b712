package screen

import (
	"strings"
	"time"

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

// tellMsg is the time to tell what was unsure.
type tellMsg struct{ at time.Time }

// key does what a key asks for. Pause and going on are asked for once by a key that
// is held down, or it would end as it began: one that may be, is answered at once,
// and does it once that is told. To stop is asked for each time: held down, it is
// better done at once than not at all.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if k.Text != "" {
		name = strings.ToLower(k.Text) // neither shift nor caps lock makes another key
	}
	at := m.screen.keyboard.when()
	is := m.held.event(name, at)
	switch name {
	case "ctrl+z":
		m.left = suspended
		return m.end()
	case "ctrl+l":
		return m.anew()
	}
	verb := verbs[name]
	if verb == 0 {
		verb = routine.Found
	}
	switch {
	case verb == routine.Louder, verb == routine.Softer:
	case k.IsRepeat, is == repeat && verb != routine.Stop && verb != routine.Quit:
		return nil
	case verb == routine.Toggle && is == unsure:
		m.do(routine.Heard)
		return tell(at, m.held.tellIn())
	}
	if (verb == routine.Stop || verb == routine.Quit) && !m.stopped {
		m.stopped = true
		m.screen.interrupted.Store(name == "ctrl+c" || verb == routine.Quit)
	}
	m.do(verb)
	return nil
}

func tell(at time.Time, in time.Duration) tea.Cmd {
	return tea.Tick(in, func(time.Time) tea.Msg { return tellMsg{at} })
}

// tell does what a key asked for that was unsure, if it was a press: on a busy
// machine its repeat may have come, and not been read.
func (m *model) tell(at time.Time) tea.Cmd {
	switch {
	case m.screen.keyboard.waits():
		return tell(at, tellAgain)
	case m.held.pressed(at):
		m.do(routine.Toggle)
	}
	return nil
}

func (m *model) do(v routine.Verb) { m.screen.session.Do(routine.Command{Verb: v}) }
