package screen

import (
	"slices"
	"strings"

	"uncramp/routine"
)

// Picture is what is shown of a session at one moment.
type Picture struct {
	Now    routine.Moment
	News   string          // what happened to the sound
	NewsAt routine.Samples // the clock when News was shown first

	Said   string          // the last sentence
	SaidAt routine.Samples // the clock when Said was heard last
}

// linger is how long a sentence stays after it was spoken, for slow readers, and how
// long news is shown instead of sentences.
const linger = 4 * routine.Rate

// Then returns the picture at a later moment.
func (p Picture) Then(now routine.Moment, news string) Picture {
	if news != p.News {
		p.NewsAt = now.Clock
	}
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
	longest   = 100 // of bars
	readable  = 80  // of what is spoken
	wide      = 66  // what is on and what comes next fit in one line from here on
	narrow    = 40  // below, words are shorter
	narrowest = 20  // below, nothing is drawn

	// sentence is the number of cells for the longest sentence, of 12 s, broken between
	// words.
	sentence = 145
)

// line is one line of a picture. If there is too little room, the lines with the
// highest rank are left out first.
type line struct {
	text string
	rank int
}

// Draw returns the picture in at most height lines of at most width cells; none
// while nothing is on. It depends on nothing but its arguments. The number of
// lines depends on the width and the height alone, so that nothing moves up and
// down.
func (p Picture) Draw(width, height int, s style) []string {
	m := p.Now
	if width < narrowest || len(m.Phases) == 0 {
		return nil
	}
	phase, whole := "", remaining(m.Remaining)+" left in all"
	switch n := m.PhaseRemaining; {
	case n > 0:
		phase = remaining(n) + " left"
	case m.State == routine.Paused:
		phase = "again" // the leg is down, and the hold is done again
	}
	room := len(remaining(m.Length) + " left in all")
	if width < narrow {
		whole = remaining(m.Remaining) + " in all"
		room -= len("left ")
	}
	width = min(width, longest+1+room)
	barWidth := width - room - 1

	head, next := s.fit(width, headline(m)...), p.next()
	lines := []line{{s.strong(head), 0}}
	if width < wide {
		lines = append(lines, line{s.fit(width, next...), 6})
	} else if then := s.fit(width-cells(head)-len(", "), next...); then != "" {
		lines[0].text += ", " + then
	}
	lines = append(lines,
		line{s.bar(barWidth, done(m)) + " " + phase, 2},
		line{s.bar(barWidth, through(m)) + " " + whole, 4},
		line{p.breath(width, s), 5},
	)
	if stretches(m) {
		lines = append(lines, line{s.fit(width, safety, "Stop if it hurts."), 1})
	}
	lines = append(lines, line{p.keys(width, s), 7})
	width = min(width, readable)
	for i, text := range s.fold(p.text(), width, sentence/width+1) {
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
		text[i] = l.text
	}
	return text
}

const safety = "Stop at once if anything hurts."

// breath returns a bar that grows and shrinks with the breath, and stands still in its
// pauses.
func (p Picture) breath(width int, s style) string {
	m := p.Now
	if m.Breathing == "" || m.State != routine.Running {
		return ""
	}
	word := map[routine.Breathing]string{routine.BreatheIn: "breathe in  ", routine.BreatheOut: "breathe out ", routine.BreathHeld: "pause       "}[m.Breathing]
	if width < narrow {
		word = map[routine.Breathing]string{routine.BreatheIn: "in  ", routine.BreatheOut: "out ", routine.BreathHeld: "... "}[m.Breathing]
	}
	return word + strings.TrimRight(s.bar(min(longest, width)-len(word), m.Breath), s.clean("░"))
}

// keys returns as many of the keys that do something as there is room for, those
// first that are needed most.
func (p Picture) keys(width int, s style) (text string) {
	m := p.Now
	running, paused := m.State == routine.Running, m.State == routine.Paused
	next := "→ next"
	if m.Phase().Name == routine.Opening {
		next = "→ skip"
	}
	for _, k := range []struct {
		does string
		now  bool
	}{
		{"space pause", running},
		{"space continue", paused},
		{"q stop", m.State != routine.Over},
		{next, m.CanNext},
		{"s other side", m.CanSwitch},
		{"← repeat", m.CanAgain},
		{"a say again", m.CanAgain}, // there is a routine, which says something
		{"w where", m.CanAgain},
		{"+- volume", running || paused},
	} {
		if !k.now {
			continue
		}
		more := s.clean(k.does)
		if text != "" {
			more = ", " + more
		}
		if width -= cells(more); width < 0 {
			break
		}
		text += more
	}
	return text
}
