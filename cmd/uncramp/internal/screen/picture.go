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

const safety = "Stop at once if anything hurts."

// line is one line of a picture, and what it is worth where there is too
// little room: the lines with the highest numbers go first.
type line struct {
	text string
	rank int
}

// Draw is the picture in lines of at most width cells, at most height of them.
// It is a pure function of what it is given.
func (p Picture) Draw(width, height int, s style) string {
	if width < 1 || height < 1 || len(p.Now.Phases) == 0 {
		return ""
	}
	m := p.Now
	lines := []line{
		{bold(p.headline(width)), 0},
		{p.phaseLine(width, s), 2},
		{p.breathLine(width, s), 5},
		{p.wordsLine(s), 3},
		{p.nextLine(), 6},
		{bar(width, s, float64(m.Place)/float64(max(1, m.Length)), clock(m.Left)+" left in all"), 4},
		{safety, 1},
		{faint(keys(width, s)), 7},
	}
	for len(lines) > height {
		worst := 0
		for i, l := range lines {
			if l.rank > lines[worst].rank {
				worst = i
			}
		}
		lines = slices.Delete(lines, worst, worst+1)
	}
	text := make([]string, len(lines))
	for i, l := range lines {
		tail := "…"
		if !s.unicode {
			tail = ""
		}
		text[i] = ansi.Truncate(l.text, width, tail)
	}
	return strings.Join(text, "\n")
}

// headline is what is on, in the words that fit.
func (p Picture) headline(width int) string {
	on := p.Now.Phase()
	what := strings.ToUpper(on.Name[:min(1, len(on.Name))]) + on.Name[min(1, len(on.Name)):]
	switch p.Now.State {
	case routine.Paused:
		what = "Paused: " + on.Name
	case routine.Stopping:
		what = "Stopping"
	case routine.Over:
		what = "The end"
	}
	where := ""
	if on.Round > 0 {
		where = fmt.Sprintf("%s side, round %d of %d", on.Side, on.Round, rounds(p.Now.Phases))
	}
	for _, all := range []string{what + ", " + where, what + ", " + strings.TrimSuffix(where, fmt.Sprintf(" of %d", rounds(p.Now.Phases)))} {
		if where != "" && ansi.StringWidth(all) <= width {
			return all
		}
	}
	return what
}

func rounds(phases []routine.Phase) (most int) {
	for _, p := range phases {
		most = max(most, p.Round)
	}
	return most
}

func (p Picture) phaseLine(width int, s style) string {
	on := p.Now.Phase()
	if p.Now.Open {
		return bar(width, s, done(p.Now), "any key when you have it")
	}
	return bar(width, s, done(p.Now), clock(on.End-p.Now.Place)+" left")
}

func done(m routine.Moment) float64 {
	on := m.Phase()
	return float64(m.Place-on.Start) / float64(max(1, on.End-on.Start))
}

// breathLine grows and shrinks with the breath.
func (p Picture) breathLine(width int, s style) string {
	m := p.Now
	if m.Breath == 0 && !m.BreathIn || m.State != routine.Running {
		return ""
	}
	word := "breathe out "
	if m.BreathIn {
		word = "breathe in  "
	}
	if width < 24 {
		word = word[len("breathe "):]
	}
	full, _ := s.cells()
	room := min(30, width-len(word))
	return word + strings.Repeat(full, max(0, int(math.Round(m.Breath*float64(room)))))
}

func (p Picture) wordsLine(s style) string {
	open, shut := `"`, `"`
	if s.unicode {
		open, shut = "“", "”"
	}
	switch {
	case p.Now.Words != "":
		return open + p.Now.Words + shut
	case p.Said != "":
		return faint(open + p.Said + shut)
	}
	return ""
}

// nextLine is what comes next, or what happened to the sound.
func (p Picture) nextLine() string {
	m := p.Now
	switch {
	case p.News != "":
		return p.News
	case m.State == routine.Paused:
		return "space goes on"
	case m.State == routine.Stopping:
		return "q again stops at once"
	case m.State != routine.Running || m.On+1 >= len(m.Phases):
		return ""
	}
	next := m.Phases[m.On+1]
	if next.Round > 0 && m.Phase().Round != next.Round {
		return fmt.Sprintf("then %s, %s side, round %d", next.Name, next.Side, next.Round)
	}
	return "then " + next.Name
}

// bar is how much of something is done, with words behind it.
func bar(width int, s style, part float64, words string) string {
	room := min(40, width-len(words)-1)
	if room < 4 {
		return words
	}
	full, empty := s.cells()
	n := int(math.Round(min(1, max(0, part)) * float64(room)))
	return strings.Repeat(full, n) + strings.Repeat(empty, room-n) + " " + words
}

// cells are the full and the empty cell of a bar.
func (s style) cells() (full, empty string) {
	if s.unicode {
		return "█", "░"
	}
	return "#", "."
}

// keys names as many keys as there is room for.
func keys(width int, s style) (text string) {
	for _, k := range keyLine {
		if !s.unicode {
			k = strings.NewReplacer("→", "right", "←", "left").Replace(k)
		}
		if text != "" {
			k = "  " + k
		}
		if ansi.StringWidth(text+k) > width {
			break
		}
		text += k
	}
	return text
}

func bold(s string) string  { return "\x1b[1m" + s + "\x1b[22m" }
func faint(s string) string { return "\x1b[2m" + s + "\x1b[22m" }

// clock writes samples as minutes and seconds that have begun.
func clock(n routine.Samples) string {
	s := (max(0, n) + routine.Rate - 1) / routine.Rate
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
