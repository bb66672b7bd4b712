package screen

import "uncramp/routine"

// lines shows a session line by line: each phase, each sentence when it is spoken,
// and what happens to the sound. Each line begins with the position.
type lines struct {
	style style
	quiet bool // no sentences

	phase, words, news string // as they were printed last
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
	at := clock(m.Position) + "  "
	if phase := headline(m)[0]; phase != l.phase {
		l.phase = phase
		if m.State == routine.Paused {
			phase += ", " + remaining(m.Remaining) + " left in all"
		}
		text += at + l.style.clean(phase) + "\n"
	}
	if m.Words != l.words && m.Words != "" && !l.quiet {
		text += at + l.style.clean(quoted(m.Words)) + "\n"
	}
	l.words = m.Words
	return text
}

// again makes next return the phase and the sentence once more.
func (l *lines) again() { l.phase, l.words = "", "" }
