package screen

import (
	"cmp"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"uncramp/routine"
)

// stretches reports whether there is a stretch in the session, or may be one: there is
// none in a sound check, and in a session of breathing.
func stretches(m routine.Moment) bool {
	return len(m.Phases) == 0 || slices.ContainsFunc(m.Phases, func(p routine.Phase) bool { return p.Round > 0 && p.Name != routine.PhaseBreathe })
}

// titles are what phases are called on the screen, if it is not their name.
var titles = map[string]string{
	routine.PhaseTake: "take the knee", routine.PhaseAngle: "find the angle", routine.PhaseReady: "get ready", routine.Warmup: "warm-up",
}

func phaseTitle(p routine.Phase) string { return cmp.Or(p.Title, titles[p.Name], p.Name) }

// headline says what is on, in fewer and fewer words.
func headline(m routine.Moment) []string {
	on := m.Phase()
	what := phaseTitle(on)
	switch m.State {
	case routine.Paused:
		what = "paused: " + what
	case routine.Stopping:
		return []string{"Stopping"}
	case routine.Over:
		return []string{"The end"}
	}
	first, n := utf8.DecodeRuneInString(what)
	what = string(unicode.ToUpper(first)) + what[n:]
	if on.Round == 0 {
		return []string{what}
	}
	rounds := m.Rounds()
	switch {
	case on.Side == "" && rounds == 1:
		return []string{what}
	case on.Side == "":
		return []string{fmt.Sprintf("%s, round %d of %d", what, on.Round, rounds), fmt.Sprintf("%s %d/%d", what, on.Round, rounds), what}
	}
	return []string{
		fmt.Sprintf("%s, %s side, round %d of %d", what, on.Side, on.Round, rounds),
		fmt.Sprintf("%s, %s, %d of %d", what, on.Side, on.Round, rounds),
		fmt.Sprintf("%s %s %d/%d", what, on.Side, on.Round, rounds),
		what,
	}
}

// next says what comes next, or which key brings it, in fewer and fewer words.
func (p Picture) next() []string {
	m := p.Now
	const key = "any key continues"
	switch {
	case m.State == routine.Paused && p.News == "": // which may say that sound must come back first
		return []string{"space continues"}
	case m.State == routine.Stopping:
		return []string{"q again stops at once", "q stops at once"}
	case m.State != routine.Running:
		return nil
	case m.Open && m.Phase().Round == 0:
		return []string{key} // within what is on
	}
	var all []string
	if m.On+1 < len(m.Phases) {
		on, next := m.Phase(), m.Phases[m.On+1]
		switch another := next.Round > 0 && (on.Round != next.Round || on.Side != next.Side); {
		case another && next.Side == "" && m.Rounds() > 1:
			all = append(all, fmt.Sprintf("then %s, round %d", phaseTitle(next), next.Round))
		case another && next.Side != "":
			all = append(all,
				fmt.Sprintf("then %s, %s side, round %d", phaseTitle(next), next.Side, next.Round),
				fmt.Sprintf("then %s %s %d", next.Name, next.Side, next.Round))
		}
		all = append(all, "then "+phaseTitle(next))
	}
	if m.Open {
		for i, then := range all {
			all[i] = then + ", " + key
		}
		all = append(all, key)
	}
	return all
}

// done returns how much of the phase is over, 0 to 1.
func done(m routine.Moment) float64 {
	on := m.Phase()
	return float64(max(0, m.Position-on.Start)) / float64(max(1, on.End-on.Start))
}

// through returns how much of the session is over, 0 to 1. One that stops does not
// do the rest.
func through(m routine.Moment) float64 {
	all := m.Length
	if m.State == routine.Running || m.State == routine.Paused {
		all = m.Position + m.Remaining
	}
	return float64(m.Position) / float64(max(1, all))
}

// text is what has just happened to the sound, or what is spoken, or what happened
// before, or what was spoken a moment ago.
func (p Picture) text() string {
	switch fresh := p.Now.Clock-p.NewsAt < linger; {
	case p.News != "" && (fresh || p.Now.Words == ""):
		return p.News
	case p.Now.Words != "":
		return quoted(p.Now.Words)
	case p.Said != "":
		return quoted(p.Said)
	}
	return ""
}

// clock writes the whole minutes and seconds of a position; remaining those of a time
// that is left, with the second that has begun.
func clock(n routine.Samples) string {
	s := max(0, n) / routine.Rate
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func remaining(n routine.Samples) string { return clock(n + routine.Rate - 1) }
