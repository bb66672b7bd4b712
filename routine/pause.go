package routine

// pause holds the session. Where it is held already, it is said again.
func (c *Course) pause(at Samples, chime, word string) {
	score, place := c.stand(at)
	words, end := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{at: at, cut: true, score: score, place: place, resume: never, state: Paused}, append(words, c.reminders(end)...))
}

// reminders say every now and then that the session is paused.
func (c *Course) reminders(from Samples) []Event {
	var all []Event
	for at := from + SamplesIn(firstRemind); at < from+SamplesIn(longestHalt-firstRemind); at += SamplesIn(nextRemind) {
		if e, ok := c.voice(at, sayStill); ok {
			all = append(all, e)
		}
	}
	return all
}

// goOn goes on from what was cut off; where a leg was lifted, from the take of
// that round in short words, for it is down by now.
func (c *Course) goOn(at Samples, chime, word string) {
	was, place := c.stand(at)
	score, place := c.onward(was, place)
	if score != was {
		c.base = score
	}
	c.byUser = false
	words, end := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{at: at, cut: true, score: score, place: place, resume: end + SamplesIn(settle)}, words)
}

// goingOn is how long it takes a session that is held to go on.
func (c *Course) goingOn(word string) Samples {
	_, end := c.say(0, nil, word)
	return end + SamplesIn(settle)
}

// onward is where a session that is held at a place goes on.
func (c *Course) onward(score *Plan, place Samples) (*Plan, Samples) {
	on := score.Phases[score.leading(place)]
	switch {
	case on.Name == PhaseTake:
		return score, score.said(on, place)
	case on.redone():
		return c.redo(on)
	}
	return score, score.unit(place)
}

// redone tells whether a session that is held in the phase goes on with its
// round's take, for the leg is down by then.
func (p Phase) redone() bool { return p.lifts() && p.Name != PhaseTake }

// leading is the phase that is on at a place, or the next one where its words
// are on already, or about to be.
func (p *Plan) leading(place Samples) int {
	on := p.PhaseAt(place)
	if on+1 < len(p.Phases) && place >= p.Phases[on+1].Lead {
		on++
	}
	return on
}

// redo is the session with the round of a phase in short words, and the place
// where that round begins.
func (c *Course) redo(on Phase) (*Plan, Samples) {
	score := c.base
	if c.routine != nil {
		if p, err := c.routine.planWith(c.settings, c.lib, anew{on.Side, on.Round}); err == nil {
			score = p
			if c.base.remains {
				first := 0
				if c.base.standsIn(0) {
					first = 1
				}
				score = p.tail(max(0, p.find(c.base.Phases[first])))
			}
		}
	}
	for _, p := range score.Phases {
		if p.Side == on.Side && p.Round == on.Round {
			return score, p.Start
		}
	}
	return score, 0
}

// said is the place of the first words of a phase, if they had begun at a place.
func (p *Plan) said(on Phase, place Samples) Samples {
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At >= on.Start && e.At <= place {
			return e.At
		}
	}
	return place
}

// unit is where what is on at a place begins: the sentence and the breath; where
// there is neither, a bell; where there is nothing, the place itself.
func (p *Plan) unit(place Samples) Samples {
	begin := place
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At <= place && e.End() > place {
			begin = min(begin, e.At)
		}
	}
	for _, b := range p.Breaths {
		if b.In <= place && b.End > place {
			begin = min(begin, b.In)
		}
	}
	if begin < place {
		return begin
	}
	for _, e := range p.Events {
		if e.Bus == BusChime && e.At <= place && e.End() > place {
			begin = min(begin, e.At)
		}
	}
	return begin
}
