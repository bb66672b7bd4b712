package routine

// pause pauses the session. If it is paused already, that is said again.
func (c *Course) pause(at Samples, chime, word string) {
	plan, position := c.current(at)
	words, _ := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{at: at, cut: true, plan: plan, position: position, state: Paused}, words)
}

// reminders returns the words that say every now and then that the session is
// paused.
func (c *Course) reminders(from Samples) (all []Event) {
	for at := from + SamplesIn(firstRemind); at < from+SamplesIn(longestPause-firstRemind); at += SamplesIn(nextRemind) {
		words, _ := c.words(at, sayStill)
		all = append(all, words...)
	}
	return all
}

// goOn goes on from what was cut off. If a leg was lifted it goes on from the
// take of that round, in short words: the leg is down by now.
func (c *Course) goOn(at Samples, chime, word string) {
	was, position := c.current(at)
	plan, position := c.onward(was, position)
	if plan != was {
		c.base = plan
	}
	c.byListener = false
	words, end := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{at: at, cut: true, plan: plan, position: position, resume: end + SamplesIn(settle)}, words)
}

// onward returns the plan and the position with which a session goes on that is
// paused at a position.
func (c *Course) onward(p *Plan, position Samples) (*Plan, Samples) {
	on := p.Phases[p.leading(position)]
	switch {
	case on.Name == PhaseTake, on.Name == PhaseReady, on.Name == Warmup:
		return p, p.said(on, position)
	case on.Name == PhaseAngle, on.Name == PhaseHold, on.Name == PhaseRelease:
		return c.redo(on)
	}
	return p, p.unit(position)
}

// leadIn returns the phase from which a hold is done again: its take, or the words
// that lead to it. For a phase that belongs to no hold it is the phase itself.
func (p *Plan) leadIn(phase int) int {
	for i := phase; i > 0; i-- {
		on, before := p.Phases[i], p.Phases[i-1]
		led := false
		switch before.Name {
		case PhaseTake, PhaseAngle, PhaseReady, Warmup:
			led = on.Name == PhaseAngle || on.Name == PhaseHold || on.Name == PhaseRelease
		case PhaseHold:
			led = on.Name == PhaseRelease
		}
		if !led || before.Side != on.Side || before.Round != on.Round {
			return i
		}
	}
	return 0
}

// redo returns the session with the round of a phase in short words, and the
// position from which its hold is done again.
func (c *Course) redo(on Phase) (*Plan, Samples) {
	plan := c.base
	if c.routine != nil {
		if p, err := c.routine.planWith(c.settings, c.lib, anew{on.Side, on.Round}, c.base.Length); err == nil {
			plan = p
			if c.base.remains {
				first := 0
				if c.base.standsIn(0) {
					first = 1
				}
				plan = p.tail(p.same(c.base.Phases[first], c.base.Phases[first].Start))
			}
		}
	}
	return plan, plan.Phases[plan.leadIn(max(0, plan.find(on)))].Start
}

// leading returns the index of the phase that is on at a position, or of the
// next one if its words are on already, or about to be.
func (p *Plan) leading(position Samples) int {
	on := p.PhaseAt(position)
	if on+1 < len(p.Phases) && position >= p.Phases[on+1].Lead {
		on++
	}
	return on
}

// said returns the position of the first words of a phase, if they had begun at
// a position, else that.
func (p *Plan) said(on Phase, position Samples) Samples {
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At >= on.Start && e.At <= position {
			return e.At
		}
	}
	return position
}

// unit returns where what is on at a position begins: the sentence and the
// breath; if there is neither, a bell; if there is nothing, the position itself.
func (p *Plan) unit(position Samples) Samples {
	begin := position
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At <= position && e.End() > position {
			begin = min(begin, e.At)
		}
	}
	for _, b := range p.Breaths {
		if b.In <= position && b.End > position {
			begin = min(begin, b.In)
		}
	}
	if begin < position {
		return begin
	}
	for _, e := range p.Events {
		if e.Bus == BusChime && e.At <= position && e.End() > position {
			begin = min(begin, e.At)
		}
	}
	return begin
}
