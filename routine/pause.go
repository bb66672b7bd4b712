package routine

import "slices"

// pause pauses the session. If it is paused already, that is said again.
func (c *Course) pause(at Samples, chime, word string) {
	words, _ := c.say(at, chime, word)
	c.begin(segment{from: at, place: c.now(at).at(at), state: Paused}, words)
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

// goOn goes on with a session that is paused.
func (c *Course) goOn(at Samples, chime, word string) {
	c.byListener = false
	words, end := c.say(at, chime, word)
	c.begin(segment{from: at, place: c.now(at).onward, resume: end + SamplesIn(settle)}, words)
}

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, chimeKey, word)
	fade := end + SamplesIn(answerGap)
	c.changeVolume(fade, stopFade, silence)
	c.begin(segment{from: at, place: c.now(at).at(at), state: Stopping, end: fade + SamplesIn(stopFade)}, words)
}

// quit ends the session with a fade that is too short to be heard as one.
func (c *Course) quit(at Samples) {
	c.changeVolume(at, cutFade, silence)
	c.begin(segment{from: at, place: c.now(at).at(at), state: Stopping, end: min(c.plan.Length, at+SamplesIn(cutFade))}, nil)
}

// onward returns the place from which a session that is paused at another one goes on:
// the start of what was cut off. If a leg was lifted, it is down by then: the session
// goes on from the take of that round, in short words.
func (c *Course) onward(was place) place {
	p := was.plan
	switch on := p.Phases[p.leading(was.position)]; on.Name {
	case PhaseTake, PhaseReady, Warmup:
		if words := p.firstWords(on); words.To > words.From {
			was.position = min(was.position, words.From)
		}
		return was
	case PhaseAngle, PhaseHold, PhaseRelease:
		return c.redo(p, on)
	}
	return place{p, p.unit(was.position)}
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

// redo returns the session with the round of a phase in short words, at the position
// from which its hold is done again.
func (c *Course) redo(p *Plan, on Phase) place {
	if c.routine != nil {
		if whole, err := c.routine.planWith(c.settings, c.lib, anew{on.Side, on.Round}, p.Length); err == nil {
			first := notStandIn(p.Phases, 0)
			p = whole.tail(whole.same(first, first.Start))
		}
	}
	return place{p, p.Phases[p.leadIn(max(0, p.find(on)))].Start}
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

// unit returns the onset of the sentence or breath that is on at a position, of the
// earlier one if both are. If neither is, it returns the onset of the chime that sounds
// there; without one, the position itself. It does not go back to a phase before.
func (p *Plan) unit(position Samples) Samples {
	begin := position
	if b, on := p.breath(position); on {
		begin = b.In
	}
	for _, bus := range []Bus{BusVoice, BusChime} {
		for _, e := range p.Events {
			if e.Bus == bus && e.At <= position && e.End() > position {
				begin = min(begin, e.At)
			}
		}
		if begin < position {
			break
		}
	}
	return max(begin, p.Phases[p.leading(position)].Lead)
}

// breath returns the breath that is on at a position, and whether there is one.
func (p *Plan) breath(position Samples) (b PlannedBreath, on bool) {
	i := slices.IndexFunc(p.Breaths, func(b PlannedBreath) bool { return b.In <= position && position < b.End })
	if i < 0 {
		return b, false
	}
	return p.Breaths[i], true
}
