package screen

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"uncramp/routine"
)

// Picture is what is shown of a session at one moment, and of what was spoken
// last.
type Picture struct {
	Now  routine.Moment
	News string

	Said   string          // the last words
	SaidAt routine.Samples // when they were heard last
}

// linger is how long words stay after they were spoken, for who reads slowly.
const linger = 4 * routine.Rate

// Then is the picture at a later moment.
func (p Picture) Then(now routine.Moment, news string) Picture {
	p.Now, p.News = now, news
	if now.Words != "" {
		p.Said, p.SaidAt = now.Words, now.At
	}
	if now.At-p.SaidAt > linger {
		p.Said = ""
	}
	return p
}

// How wide the lines are. The bars of one picture are equally long.
const (
	widest  = 80 // easy to read, and seldom broken when the terminal is made narrower
	wide    = 66 // what is on and what comes next fit in one line from here on
	narrow  = 40 // below, words are shorter
	longBar = 40

	// sentence is the room for what is spoken: a sentence of 12 s, and what
	// breaking it between words takes. manyRows is where it ends.
	sentence = 145
	manyRows = 8
)

// line is one line of a picture, and what it is worth where there is too
// little room: the lines with the highest numbers go first.
type line struct {
	text string
	rank int
}

// Draw is the picture in lines of at most width cells, at most height of them.
// It is a pure function of what it is given. The number of lines depends on the
// width and the height alone, so that nothing moves up and down.
func (p Picture) Draw(width, height int, s style) string {
	if width < 1 || height < 1 || len(p.Now.Phases) == 0 {
		return ""
	}
	width = min(width, widest)
	head := fit(width, p.headline()...)
	next := fit(width-len(head)-len(", "), p.next()...)
	switch {
	case next == "" || width < wide:
		head = s.strong(head)
	default:
		head = s.strong(head) + ", " + next
	}
	lines := []line{{head, 0}}
	if width < wide {
		lines = append(lines, line{fit(width, p.next()...), 6})
	}
	m := p.Now
	phase, whole := "", left(m.Left)+" left in all"
	if n := m.PhaseLeft(); n > 0 {
		phase = left(n) + " left"
	}
	room := len(left(m.Length) + " left in all")
	if width < narrow {
		whole = left(m.Left) + " in all"
		room -= len("left ")
	}
	room = min(longBar, width-room-1)
	lines = append(lines,
		line{s.bar(room, done(m)) + phase, 2},
		line{s.bar(room, through(m)) + whole, 4},
		line{p.breath(width, s), 5},
	)
	if stretches(m) {
		lines = append(lines, line{fit(width, safety, "Stop if it hurts."), 1})
	}
	lines = append(lines, line{p.keys(width, s), 7})
	rows := min(manyRows, sentence/width+1)
	for i, text := range fold(p.text(s), width, rows, s) {
		rank := 3
		if text == "" && i > 0 {
			rank = 8
		}
		lines = append(lines, line{text, rank})
	}
	for len(lines) > height {
		worst := 0
		for i, l := range lines {
			if l.rank >= lines[worst].rank {
				worst = i
			}
		}
		lines = slices.Delete(lines, worst, worst+1)
	}
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = ansi.Truncate(l.text, width, s.tail())
	}
	return strings.Join(text, "\n")
}

const safety = "Stop at once if anything hurts."

// stretches tells whether somebody does, or it is not known yet: else it is the
// sound alone that is checked.
func stretches(m routine.Moment) bool { return len(m.Phases) == 0 || rounds(m.Phases) > 0 }

// headline is what is on, in fewer and fewer words.
func (p Picture) headline() []string {
	m := p.Now
	on := m.Phase()
	what := on.Name
	switch m.State {
	case routine.Paused:
		what = "paused: " + what
	case routine.Stopping:
		return []string{"Stopping"}
	case routine.Over:
		return []string{"The end"}
	}
	first := min(1, len(what))
	what = strings.ToUpper(what[:first]) + what[first:]
	if on.Round == 0 {
		return []string{what}
	}
	n := rounds(m.Phases)
	return []string{
		fmt.Sprintf("%s, %s side, round %d of %d", what, on.Side, on.Round, n),
		fmt.Sprintf("%s, %s, %d of %d", what, on.Side, on.Round, n),
		fmt.Sprintf("%s %s %d/%d", what, on.Side, on.Round, n),
		what,
	}
}

func rounds(phases []routine.Phase) (most int) {
	for _, p := range phases {
		most = max(most, p.Round)
	}
	return most
}

// next is what comes next, or which key brings it, in fewer and fewer words.
func (p Picture) next() []string {
	m := p.Now
	const key = "any key goes on"
	switch {
	case m.State == routine.Paused && p.News == "": // which may say that sound must come back first
		return []string{"space goes on"}
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
		if next.Round > 0 && (on.Round != next.Round || on.Side != next.Side) {
			all = append(all,
				fmt.Sprintf("then %s, %s side, round %d", next.Name, next.Side, next.Round),
				fmt.Sprintf("then %s %s %d", next.Name, next.Side, next.Round))
		}
		all = append(all, "then "+next.Name)
	}
	if m.Open {
		for i, then := range all {
			all[i] = then + ", " + key
		}
		all = append(all, key)
	}
	return all
}

func done(m routine.Moment) float64 {
	on := m.Phase()
	return float64(m.Place-on.Start) / float64(max(1, on.End-on.Start))
}

// through is how much of the session is done. One that stops does not do the rest.
func through(m routine.Moment) float64 {
	all := m.Length
	if m.State == routine.Running || m.State == routine.Paused {
		all = m.Place + m.Left
	}
	return float64(m.Place) / float64(max(1, all))
}

// breath grows and shrinks with the breath.
func (p Picture) breath(width int, s style) string {
	m := p.Now
	if m.Breath == 0 && !m.BreathIn || m.State != routine.Running {
		return ""
	}
	word := "breathe out "
	if m.BreathIn {
		word = "breathe in  "
	}
	if width < narrow {
		word = word[len("breathe "):]
	}
	full, _ := s.cells()
	room := max(0, min(longBar, width)-len(word))
	return word + strings.Repeat(full, int(math.Round(m.Breath*float64(room))))
}

// text is what is spoken, or what happened to the sound, or what was spoken a
// moment ago.
func (p Picture) text(s style) string {
	open, shut := `"`, `"`
	if s.unicode {
		open, shut = "“", "”"
	}
	switch {
	case p.Now.Words != "":
		return open + s.clean(p.Now.Words) + shut
	case p.News != "":
		return s.clean(p.News)
	case p.Said != "":
		return open + s.clean(p.Said) + shut
	}
	return ""
}

// fold breaks a text between its words into so many lines, the last of them
// empty where it is short.
func fold(text string, width, rows int, s style) []string {
	lines := strings.Split(ansi.Wrap(text, width, ""), "\n")
	if len(lines) > rows {
		rest := strings.Join(lines[rows-1:], " ")
		lines = append(lines[:rows-1], ansi.Truncate(rest, width, s.tail()))
	}
	for len(lines) < rows {
		lines = append(lines, "")
	}
	return lines
}

// fit is the first of some words that has room, or else the last; empty where
// there are none.
func fit(width int, all ...string) string {
	for _, text := range all {
		if len(text) <= width {
			return text
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// keys names as many of the keys that do something as there is room for, the ones
// that are needed most first.
func (p Picture) keys(width int, s style) (text string) {
	m := p.Now
	running, paused := m.State == routine.Running, m.State == routine.Paused
	for _, k := range []struct {
		does string
		now  bool
	}{
		{"space pause", running},
		{"space go on", paused},
		{"q stop", m.State != routine.Over},
		{"→ next", m.CanNext},
		{"← again", m.CanAgain},
		{"a say again", m.CanAgain}, // there is a routine, which says something
		{"w where", m.CanAgain},
		{"+- volume", running || paused},
	} {
		if !k.now {
			continue
		}
		if !s.unicode {
			k.does = strings.NewReplacer("→", "right", "←", "left").Replace(k.does)
		}
		if text != "" {
			k.does = ", " + k.does
		}
		if ansi.StringWidth(text+k.does) > width {
			break
		}
		text += k.does
	}
	return text
}

// clock writes samples as minutes and seconds that have passed; left those of a
// time that is left, which have begun.
func clock(n routine.Samples) string {
	s := max(0, n) / routine.Rate
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func left(n routine.Samples) string { return clock(n + routine.Rate - 1) }
