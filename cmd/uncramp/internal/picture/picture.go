// Package picture draws pictures as SVG. [Write] draws a plan on a time axis, for those
// who want to look before they lie down, or cannot hear. [WriteWeeks] draws the days
// with a session.
package picture

import (
	"io"
	"slices"

	"uncramp/routine"
)

// Sizes in the picture's units, which are pixels unless it is scaled. Time runs
// down each of two columns: its scale, the phases as bands, the breath as a
// curve, the chimes as marks, and the words.
const (
	width       = 1200
	margin      = 24.
	top         = 104. // of the columns, below the title and the legend
	columnWidth = (width - 3*margin) / 2

	bandsAt  = 44. // from a column's left
	bandLong = 130.
	breathAt = 188.
	breathIn = 46. // how far the curve goes out
	chimesAt = 248.
	voiceAt  = 266. // a bar for as long as a sentence is spoken
	wordsAt  = 278.

	perSecond = 6.5    // for each second of time, or less: see longest
	longest   = 12_000 // the most for all of the time
)

// Write draws a plan as an SVG picture, 1200 units wide, for a light or a dark
// ground, without scripts and fonts of its own.
func Write(w io.Writer, p *routine.Plan, title, subtitle string) error {
	var s svg
	s.legend(slices.ContainsFunc(p.Events, func(e routine.Event) bool { return e.Cue == "chime-pause" }))
	scale := min(perSecond, longest/max(1, p.Length.Duration().Seconds()))
	split := middle(p)
	height := top
	for i, part := range []routine.Interval{{From: 0, To: split}, {From: split, To: p.Length}} {
		if part.From < part.To {
			c := column{svg: &s, plan: p, part: part, scale: scale, x: margin + float64(i)*(columnWidth+margin)}
			height = max(height, c.draw())
		}
	}
	return s.write(w, width, height+margin, title, subtitle)
}

// middle returns the start of the round that splits a plan most evenly, the
// closing counting as a round, or the plan's end if there is none.
func middle(p *routine.Plan) routine.Samples {
	best := p.Length
	for i, phase := range p.Phases {
		if i == 0 || phase.Side == p.Phases[i-1].Side && phase.Round == p.Phases[i-1].Round {
			continue
		}
		if at := phase.Start; max(at, p.Length-at) < max(best, p.Length-best) {
			best = at
		}
	}
	return best
}
