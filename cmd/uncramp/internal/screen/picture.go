package screen

import (
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
		p.Said, p.SaidAt = now.Words, now.Clock
	}
	if now.Clock-p.SaidAt > linger {
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
	phase, whole := "", left(m.Remaining)+" left in all"
	if n := m.PhaseRemaining(); n > 0 {
		phase = left(n) + " left"
	}
	room := len(left(m.Length) + " left in all")
	if width < narrow {
		whole = left(m.Remaining) + " in all"
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
