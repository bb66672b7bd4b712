package routine

import (
	"fmt"
	"slices"
	"strings"
)

// sayAgain repeats the last instruction in full. It reports whether there is one.
func (c *Course) sayAgain(at Samples) bool {
	s := c.now(at)
	p, position := s.plan, s.at(at).position
	on := p.Phases[p.PhaseAt(position)]
	in, ok := p.instruction(on, position)
	switch {
	case c.isSaid(at, SayAgain):
		c.answer(at, chimeKey)
	case s.state == Paused:
		// What was said last is that it is paused, and what it goes on with says the rest.
		c.wait(at, SayAgain, position, c.known(sayStill))
	case s.resume > at && p.tells(position, position+Rate):
		c.wait(at, SayAgain, position, nil) // it comes at once
	case !ok || len(c.known(in.full)) == 0:
		return false
	case on.exact() && s.resume > at:
		c.wait(at, SayAgain, position, c.known(in.full))
	case on.exact():
		c.over(at, SayAgain, func(on Phase, at Samples) [][]string {
			in, ok := c.plan.instruction(on, at)
			if !ok || in.To > in.From && at-in.To <= SamplesIn(answerGap) && c.plan.saysAt(in, in.From) {
				return nil // it has just been said
			}
			return [][]string{{in.full}, {in.short}}
		})
	case p.saysAt(in, position):
		c.wait(at, SayAgain, in.From, nil) // from its beginning
	default:
		c.wait(at, SayAgain, max(in.To, on.Start), c.known(in.full))
	}
	return true
}

// instruction returns the last instruction that was given up to a position in a phase,
// and whether there is one. In a phase of a round that can wait, the first instruction
// of the phase counts as given from its start.
func (p *Plan) instruction(on Phase, position Samples) (in instruction, ok bool) {
	for _, i := range p.told {
		if i.From > position && (ok && in.From >= on.Start || i.From >= on.End || on.exact() || on.Round == 0) {
			break
		}
		in, ok = i, true
	}
	return in, ok
}

// saysAt reports whether an instruction is being said in full at a position.
func (p *Plan) saysAt(in instruction, position Samples) bool {
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At <= position && position < e.End() {
			return e.Cue == in.full && e.At == in.From
		}
	}
	return false
}

// tells reports whether an instruction begins from one position up to another.
func (p *Plan) tells(from, to Samples) bool {
	return slices.ContainsFunc(p.told, func(in instruction) bool {
		return in.To > in.From && in.From >= from && in.From < to
	})
}

// whereAmI says where the session is by the time it is said. It reports whether there
// are words for that.
func (c *Course) whereAmI(at Samples) bool {
	s := c.now(at)
	p, position := s.plan, s.at(at).position
	on := p.Phases[p.leading(position)]
	cues := c.where(on, p.Rounds, p.remainingAt(position), false)
	if s.state == Paused {
		cues = append(c.where(on, p.Rounds, s.phaseRemaining(), false), c.known(sayPaused)...)
	}
	switch {
	case len(cues) == 0:
		return false
	case c.isSaid(at, WhereAmI):
		c.answer(at, chimeKey)
	case s.state == Paused:
		c.wait(at, WhereAmI, position, cues)
	case on.exact() && s.resume <= at && position >= on.Start:
		c.over(at, WhereAmI, func(on Phase, at Samples) [][]string {
			if !on.exact() {
				return [][]string{c.where(on, p.Rounds, 0, false)}
			}
			_, said := c.words(at, c.where(on, p.Rounds, 0, true)...)
			remaining := c.plan.remainingAt(said + SamplesIn(answerJoin)) // by the time it is said
			return [][]string{c.where(on, p.Rounds, remaining, true)}
		})
	default:
		if s.resume <= at {
			position = p.unit(position)
		}
		c.wait(at, WhereAmI, position, c.where(on, p.Rounds, p.remainingAt(position), false))
	}
	return true
}

// where returns the cues that say a phase, its side and round, and how much of it
// remains; with brief, only the round and what remains.
func (c *Course) where(on Phase, rounds int, remaining Samples, brief bool) []string {
	if on.Name == Opening || on.Name == Closing {
		return c.known(c.whereIs(on))
	}
	var cues []string
	if on.Round > 0 && !brief {
		cues = append(cues, "where-"+string(on.Side))
	}
	if on.Round > 0 && (rounds > 1 || on.Side != "") { // the only round of a routine without sides says nothing
		cues = append(cues, fmt.Sprintf("round-%d-of-%d", on.Round, rounds))
	}
	if !brief {
		cues = append(cues, c.whereIs(on))
	}
	return c.known(append(cues, timeLeft(remaining))...)
}

// whereIs returns the cue that says a phase by its title, or by its name if it has no
// title. A hold, a rest or a breathe is said by its name, too, if there is no recording
// of the title.
func (c *Course) whereIs(on Phase) string {
	own := whereTitle(on.Title)
	if on.Title == "" || on.exact() && len(c.known(own)) == 0 {
		return "where-" + on.Name
	}
	return own
}

// whereTitle returns the cue that says a phase with a title: where-figure-four for
// "Figure four".
func whereTitle(title string) string {
	return "where-" + strings.Join(strings.Fields(strings.ToLower(title)), "-")
}

// remainingAt returns what remains at a position of an open step, or of a phase
// whose length counts; elsewhere 0.
func (p *Plan) remainingAt(position Samples) Samples {
	for _, o := range p.opens {
		if o.From <= position && position < o.To {
			return o.To - position
		}
	}
	if on := p.Phases[p.PhaseAt(position)]; on.exact() {
		return on.End - position
	}
	return 0
}

// timesLeft are the seconds that there are cues for. More than the first is
// [leftMore].
var timesLeft = []Samples{60, 45, 30, 25, 20, 15, 10, 5}

const leftMore = "left-more"

// timeLeft returns the cue for a time, rounded down to what there are cues for;
// none for less than five seconds.
func timeLeft(n Samples) string {
	if n > timesLeft[0]*Rate {
		return leftMore
	}
	for _, s := range timesLeft {
		if n >= s*Rate {
			return fmt.Sprintf("left-%d", s)
		}
	}
	return ""
}
