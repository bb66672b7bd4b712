// Package chart draws the loudness of a recording over time as an SVG picture:
// one that is read at a glance, on white and on black, in a browser, a README
// and print.
package chart

import (
	"io"
	"time"
)

// Chart is what is drawn.
type Chart struct {
	Title  string
	Figure []string // the figures under the title, the first in bold
	Length time.Duration

	// Loudness is in LUFS, -Inf for silence: the first reading ends at First,
	// each other one Step later.
	Loudness    []float64
	First, Step time.Duration

	Phases []Phase
	Cues   []Cue
	Lanes  [2]string // the cues' names by lane
}

// Phase is a stretch with a name, drawn as a band. Phases follow one another.
type Phase struct {
	Name       string
	Group      string // drawn over the phases next to each other that share it; may be empty
	Start, End time.Duration
	Shade      Shade
}

// Shade is how much a phase stands out.
type Shade int

const (
	Plain  Shade = iota // what leads to the others
	Calm                // a rest
	Strong              // what it is all about
)

// Cue is a sound with a name, drawn as a mark under the time; only those of
// the first lane are named.
type Cue struct {
	Name    string
	Lane    int // 0 on top, 1 under it
	At, End time.Duration
}

// Reference lines, in LUFS, and what they stand for.
var references = []struct {
	lufs float64
	name string
}{
	{-18, "a voice"},
	{-23, "EBU R 128"},
	{-30, "a bed at most"},
}

// The picture's measures, in its own units.
const (
	width      = 1200.
	left       = 64. // of the plot
	right      = width - 128
	plotHeight = 300.
	lowest     = -60. // LUFS at the bottom of the plot
)

// layout is where things stand in one picture.
type layout struct {
	*Chart
	top, bottom float64 // of the plot
	highest     float64 // LUFS at its top
	height      float64 // of the picture
}

func (c *Chart) layout() layout {
	l := layout{Chart: c, top: 84, highest: -10}
	for _, v := range c.Loudness {
		for v > l.highest && l.highest < 10 {
			l.highest += 10
		}
	}
	if len(c.Phases) > 0 {
		l.top += 2*bandHeight + 4
	}
	l.bottom = l.top + plotHeight
	l.height = l.bottom + 52
	if len(c.Cues) > 0 {
		l.height += l.cueHeight()
	}
	return l
}

// x is where a moment stands; moments outside the recording stand at its ends.
func (l *layout) x(at time.Duration) float64 {
	if l.Length <= 0 {
		return left
	}
	return left + (right-left)*min(1, max(0, float64(at)/float64(l.Length)))
}

// y is where a loudness stands; what is lower or higher stands at the edge.
func (l *layout) y(lufs float64) float64 {
	lufs = min(l.highest, max(lowest, lufs))
	return l.top + (l.bottom-l.top)*(l.highest-lufs)/(l.highest-lowest)
}

// WriteSVG writes the picture. The same chart gives the same bytes.
func (c *Chart) WriteSVG(w io.Writer) error {
	l := c.layout()
	s := &svg{}
	s.f(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img">`, width, l.height, width, l.height)
	s.f(`<title>Loudness of %s over time</title>`, escape(c.Title))
	s.f(`<style>%s</style>`, style)
	s.f(`<rect class="paper" width="%.0f" height="%.0f" rx="8"/>`, width, l.height)
	l.heading(s)
	l.bands(s)
	l.levels(s)
	l.curve(s)
	l.lines(s)
	l.times(s)
	l.cues(s)
	s.f(`</svg>`)
	_, err := w.Write(s.Bytes())
	return err
}

func (l *layout) heading(s *svg) {
	s.text(left, 38, "title", l.Title)
	x := left
	for i, figure := range l.Figure {
		class := "figure"
		if i == 0 {
			class = "figure first"
		}
		s.text(x, 62, class, figure)
		x += textWidth(figure, 14) + 26
	}
}
