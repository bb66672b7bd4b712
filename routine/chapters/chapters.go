// Package chapters names the parts of a plan that a person would go to.
package chapters

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"uncramp/routine"
)

// Chapter is a named part of a session.
type Chapter struct {
	Title      string // as "Left, round 2: hold"
	Start, End routine.Samples
}

// within are the phases that nobody would go to. They belong to the chapter before, as
// does a ready that does not begin a round.
var within = []string{routine.PhaseAngle, routine.PhaseRelease}

// Of returns the chapters of a plan. They follow one another without gaps from 0 to
// its length.
func Of(p *routine.Plan) []Chapter {
	var all []Chapter
	for i, phase := range p.Phases {
		n := len(all)
		ready := phase.Name == routine.PhaseReady && i > 0 && p.Phases[i-1].Round == phase.Round && p.Phases[i-1].Side == phase.Side
		if n > 0 && (ready || slices.Contains(within, phase.Name)) {
			all[n-1].End = phase.End
			continue
		}
		all = append(all, Chapter{title(phase, p.Rounds), phase.Start, phase.End})
	}
	return all
}

func title(p routine.Phase, rounds int) string {
	what := cmp.Or(p.Title, p.Name)
	switch {
	case p.Round == 0, p.Side == "" && rounds == 1:
		return capital(what)
	case p.Side == "":
		return fmt.Sprintf("Round %d: %s", p.Round, what)
	}
	return fmt.Sprintf("%s, round %d: %s", capital(string(p.Side)), p.Round, what)
}

func capital(s string) string {
	_, first := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:first]) + s[first:]
}
