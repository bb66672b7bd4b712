package screen

import (
	"time"

	"uncramp/routine"
)

// verbs are what the keys ask for. Any other key says that the angle is found.
var verbs = map[string]routine.Verb{
	" ":     routine.Toggle,
	"right": routine.Next,
	"left":  routine.Again,
	"a":     routine.SayAgain,
	"s":     routine.OtherSide,
	"?":     routine.WhereAmI, "w": routine.WhereAmI,
	"+": routine.Louder, "=": routine.Louder, "up": routine.Louder,
	"-": routine.Softer, "_": routine.Softer, "down": routine.Softer,
	"q": routine.Stop, "esc": routine.Stop, "ctrl+d": routine.Stop, "ctrl+c": routine.Stop,
	`ctrl+\`: routine.Quit,
}

// typed does what the keys ask for that input completes, or that are complete because
// nothing has followed in time.
func (s *Screen) typed(input []byte, now time.Time) {
	var keys []string
	if s.taken && len(input) > 0 {
		keys = s.decoder.feed(input, now)
	}
	if isDue(s.decoder.due(), now) {
		keys = append(keys, s.decoder.flush()...)
	}
	for _, key := range keys {
		s.key(key, now)
	}
	if isDue(s.toggleAt, now) {
		s.toggleAt = time.Time{}
		s.do(routine.Toggle)
	}
}

// key does what a key asks for. A key that is held down asks once, but for the
// volume. A second space may be the first repeat of one that is held down, which
// would end the pause that it began: it is answered at once, and does what it asks
// for once it is known to be a press. A key that stops does not wait for that: if it
// is held down, the session ends at once.
func (s *Screen) key(key string, at time.Time) {
	is := s.repeats.event(key, at)
	switch key {
	case "ctrl+z":
		s.suspend()
		return
	case "ctrl+l":
		s.cursor = cursorWriter{}
		s.lines.again()
		return
	}
	verb, ok := verbs[key]
	if !ok {
		verb = routine.Found
	}
	switch {
	case verb == routine.Louder, verb == routine.Softer:
	case is == repeat:
		if verb == routine.Toggle {
			s.toggleAt = time.Time{}
		}
		return
	case verb == routine.Toggle && is == unsure:
		verb = routine.Heard
		s.toggleAt = at.Add(repeatEvery)
	}
	if (verb == routine.Stop || verb == routine.Quit) && !s.stopped {
		s.stopped = true
		s.interrupted.Store(key == "ctrl+c" || verb == routine.Quit)
	}
	s.do(verb)
}

func (s *Screen) do(v routine.Verb) { s.session.Do(routine.Command{Verb: v}) }
