package routine

import (
	"fmt"
	"slices"
)

// sayAgain repeats the last instruction in full.
func (c *Course) sayAgain(at Samples) {
	e := c.now()
	score, place := c.stand(at)
	on := score.Phases[score.PhaseAt(place)]
	in, ok := score.instruction(on, place)
	switch {
	case c.isSaid(at, SayAgain):
		c.only(at, chimeKey)
	case e.state == Paused:
		// What was said last is that it is paused, and what it goes on with says the rest.
		c.wait(at, SayAgain, score, place, c.known(sayStill))
	case e.resume > at && score.says(place, place+Rate):
		c.wait(at, SayAgain, score, place, nil) // it comes at once
	case !ok || len(c.known(in.full)) == 0:
		c.only(at, chimeRefused)
	case on.exact() && e.resume > at:
		c.wait(at, SayAgain, score, place, c.known(in.full))
	case on.exact() && score.says(place, place+SamplesIn(answerWord)):
		c.only(at, chimeKey) // the next one comes at once
	case on.exact():
		c.over(at, SayAgain, func(p *Plan, on Phase, then func(Samples) Samples) [][]string {
			from := then(0)
			in, ok := p.instruction(on, from)
			if !ok || len(c.known(in.full)) == 0 || !on.exact() && p.saysAt(in, from-1) {
				return nil
			}
			return [][]string{c.known(in.full), c.known(in.short)}
		})
	case score.saysAt(in, place):
		c.wait(at, SayAgain, score, in.From, nil) // from its beginning
	default:
		c.wait(at, SayAgain, score, max(in.To, on.Start), c.known(in.full))
	}
}

// known is the cues that there are recordings of.
func (c *Course) known(cues ...string) (all []string) {
	for _, cue := range cues {
		if _, ok := c.lib.Spoken[cue]; ok {
			all = append(all, cue)
		}
	}
	return all
}

// instruction is the last one that was given in a phase up to a place; in a
// round, where there is none yet, the first, and in a phase without any the one before.
func (p *Plan) instruction(on Phase, place Samples) (in instruction, ok bool) {
	for _, i := range p.told {
		if i.From > place && (ok && in.From >= on.Start || i.From >= on.End || on.exact() || on.Round == 0) {
			break
		}
		in, ok = i, true
	}
	return in, ok
}

// saysAt tells whether an instruction is being said in full at a place.
func (p *Plan) saysAt(in instruction, place Samples) bool {
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At <= place && place < e.End() {
			return e.Cue == in.full && e.At == in.From
		}
	}
	return false
}

// says tells whether an instruction begins at a place, or up to another one.
func (p *Plan) says(from, to Samples) bool {
	return slices.ContainsFunc(p.Events, func(e Event) bool {
		return (e.tie == tieSentence || e.tie == tieLoose) && e.At >= from && e.At < to
	})
}

// whereAmI says where the session is by the time it is said: in full, or in
// short words in a hold and where those come much sooner.
func (c *Course) whereAmI(at Samples) {
	e := c.now()
	score, place := c.stand(at)
	on := score.Phases[score.leading(place)]
	switch {
	case len(c.where(on, score.Rounds, 0, false)) == 0:
		c.only(at, chimeRefused)
	case c.isSaid(at, WhereAmI):
		c.only(at, chimeKey)
	case e.state == Paused:
		c.wait(at, WhereAmI, score, place, append(c.where(on, score.Rounds, e.onLeft, false), c.known(sayPaused)...))
	case on.exact() && e.resume <= at && place >= on.Start:
		c.over(at, WhereAmI, func(p *Plan, on Phase, then func(Samples) Samples) (forms [][]string) {
			for _, short := range []bool{false, true} {
				if on.Name == PhaseHold && !short {
					continue
				}
				// The time that is left is that by which it will be said.
				said := Samples(0)
				for _, cue := range c.where(on, p.Rounds, 0, short) {
					said += c.lib.Spoken[cue].Length + SamplesIn(answerJoin)
				}
				forms = append(forms, c.where(on, p.Rounds, p.leftAt(then(said)), short))
			}
			return forms
		})
	default:
		if e.resume <= at {
			place = score.unit(place)
		}
		c.wait(at, WhereAmI, score, place, c.where(on, score.Rounds, score.leftAt(place), false))
	}
}

// where is the cues for a phase, of which so much is left.
func (c *Course) where(on Phase, rounds int, left Samples, short bool) []string {
	if on.Round == 0 {
		return c.known("where-" + on.Name)
	}
	cues := []string{"where-" + string(on.Side), fmt.Sprintf("round-%d-of-%d", on.Round, rounds), "where-" + on.Name}
	if short {
		cues = cues[1:2]
	}
	return c.known(append(cues, timeLeft(left))...)
}

// leftAt is what is left at a place of a phase whose length counts, or of an
// open step; elsewhere 0.
func (p *Plan) leftAt(place Samples) Samples {
	for _, o := range p.opens {
		if o.From <= place && place < o.To {
			return o.To - place
		}
	}
	if on := p.Phases[p.PhaseAt(place)]; on.exact() {
		return on.End - place
	}
	return 0
}

// timeLeft is the cue for a time, rounded down to what there are cues for; none
// for less than five seconds.
func timeLeft(n Samples) string {
	if n > 60*Rate {
		return "left-more"
	}
	for _, s := range []Samples{60, 45, 30, 25, 20, 15, 10, 5} {
		if n >= s*Rate {
			return fmt.Sprintf("left-%d", s)
		}
	}
	return ""
}
