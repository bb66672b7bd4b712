// Package captions writes a plan as text that runs along with its sound: every
// sentence at its time, and between the sentences the breaths. [Of] makes the
// captions, [Format.Write] writes them.
package captions

import (
	"cmp"
	"slices"
	"strings"

	"uncramp/routine"
)

// Caption is a line of text for a part of a session.
type Caption struct {
	Start, End routine.Samples
	Text       string
	Sound      bool // Text describes what happens, nobody speaks it
}

const (
	// readable is how long a short word stays, if nothing follows it sooner.
	readable = routine.Rate
	// noticed is the shortest time for which a breath is shown beside a sentence.
	noticed = routine.Rate / 2
)

// Of returns the captions of a plan in order. No two overlap: a sentence takes the place
// of a breath.
func Of(p *routine.Plan) []Caption {
	said := sentences(p)
	all := slices.Clone(said)
	for _, b := range p.Breaths {
		all = append(all, around(said, Caption{b.In, b.Full, "breathe in", true})...)
		all = append(all, around(said, Caption{b.Full, b.Out, "pause", true})...)
		all = append(all, around(said, Caption{b.Out, b.Empty, "breathe out", true})...)
		all = append(all, around(said, Caption{b.Empty, b.End, "pause", true})...)
	}
	slices.SortFunc(all, func(a, b Caption) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

func sentences(p *routine.Plan) []Caption {
	var said []Caption
	for _, e := range p.Events {
		// A line break within the words would end a caption in every format.
		if text := strings.Join(strings.Fields(e.Text), " "); text != "" {
			said = append(said, Caption{Start: e.At, End: max(e.At+e.Length, e.At+readable), Text: text})
		}
	}
	for i := range said {
		end := p.Length
		if i+1 < len(said) {
			end = said[i+1].Start
		}
		said[i].End = min(said[i].End, end)
	}
	return said
}

// around returns the parts of c during which nobody speaks, without those too short to
// be noticed.
func around(said []Caption, c Caption) []Caption {
	var parts []Caption
	for _, s := range said {
		if s.End <= c.Start || s.Start >= c.End {
			continue
		}
		if s.Start-c.Start >= noticed {
			before := c
			before.End = s.Start
			parts = append(parts, before)
		}
		c.Start = s.End
	}
	if c.End-c.Start >= noticed {
		parts = append(parts, c)
	}
	return parts
}
