package screen

import (
	"fmt"
	"time"

	"uncramp/routine"
)

// linesEvery is the time from one look at a session to the next while it is shown as
// lines. The shortest sentence is longer; more looks would wake the machine for nothing.
const linesEvery = 250 * time.Millisecond

// midPhase is how far into a phase a look finds a session only if a key moved it there.
const midPhase = 2 * routine.Rate

// lines shows a session line by line: each phase, each sentence when it is spoken,
// and what happens to the sound. Each line begins with the position.
type lines struct {
	style style
	quiet bool // no sentences

	phase  string // the last line about a phase
	midway bool   // the next such line is not about the phase's beginning
	words  string
	news   string
}

// begin returns the first line, which says what one can do.
func (l *lines) begin(m routine.Moment, keys bool) string {
	can := "Ctrl-C stops."
	switch {
	case keys && stretches(m):
		can = "Space pauses, q stops, w tells where you are."
	case keys:
		can = "Space pauses, q stops."
	}
	if stretches(m) {
		can = safety + " " + can
	}
	return can + "\n"
}

// next returns the lines about what has happened since the last call.
func (l *lines) next(m routine.Moment, news string) (text string) {
	if news != "" && news != l.news {
		text = l.style.clean(news) + "\n"
	}
	l.news = news
	if m.State == routine.Over || len(m.Phases) == 0 {
		return text
	}
	phase, running := title(m), m.State == routine.Running
	if phase != l.phase {
		at := m.Phase().Start
		if l.midway || !running || m.Position-at > midPhase {
			at = m.Position
		}
		line := phase
		if m.State == routine.Paused {
			line += ", " + remaining(m.Remaining) + " left in all"
		}
		text += l.line(at, line)
		l.phase, l.midway = phase, !running
	}
	if m.Words != l.words && m.Words != "" && !l.quiet {
		text += l.line(m.Position, l.style.quoted(m.Words))
	}
	l.words = m.Words
	return text
}

func (l *lines) line(at routine.Samples, text string) string {
	return fmt.Sprintf("%s  %s\n", clock(at), l.style.clean(text))
}

// again makes next return the phase and the sentence once more.
func (l *lines) again() { l.phase, l.words, l.midway = "", "", true }
