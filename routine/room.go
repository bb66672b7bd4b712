package routine

import "slices"

// silent is the first offset at which an answer to a key may speak over a
// session that runs on: what is being said, or is about to be, is not cut off.
func (c *Course) silent(score *Plan, at Samples) Samples {
	from := at + SamplesIn(answerWord)
	after := func(e Event, shift Samples) {
		if e.Bus == BusVoice && e.End()+shift > at {
			from = max(from, e.End()+shift+SamplesIn(answerGap))
		}
	}
	now := c.now()
	for _, e := range score.Events {
		if shift := now.resume - now.place; e.At+shift <= at+SamplesIn(DuckAhead) {
			after(e, shift)
		}
	}
	for _, e := range c.plan.Events {
		// An aside, with all of its cues, but for one that can still be left out.
		if e.tie == tieNone && (c.aside.From <= at || e.At < c.aside.From) {
			after(e, 0)
		}
	}
	return from
}

// room is the words of an aside over an exact phase, from an offset of the clock
// on; none where there is no room. The shorter ones are taken where the others
// have none, or would come much later.
func (c *Course) room(score *Plan, on Phase, from, at Samples, ask asking) (words []Event) {
	e := c.now()
	shift, gap := e.resume-e.place, SamplesIn(answerGap)
	until := on.asidesUntil() + shift
	for form := 0; ; form++ {
		var found []Event
		for from, again := from, true; again; {
			forms := ask(score, on, func(said Samples) Samples { return from + said - shift })
			if form >= len(forms) {
				return words
			}
			again = false
			some, end := c.say(from-SamplesIn(answerWord), nil, forms[form]...)
			if len(some) == 0 || end > until {
				break
			}
			found = some
			for _, ev := range score.Events {
				late := ev.tie == tieLoose && end+gap+ev.Length > ev.by+shift // when it were said after it
				if late && ev.At+shift >= at && ev.At+shift < end+gap && ev.End()+shift+gap > from {
					from, again, found = ev.End()+shift+gap, true, nil
				}
			}
		}
		if found != nil && (words == nil || found[0].At < words[0].At-SamplesIn(muchSooner)) {
			words = found
		}
	}
}

// asidesUntil is the place by which an aside over a phase is over.
func (p Phase) asidesUntil() Samples {
	if p.Name == PhaseHold {
		return p.End - Rate
	}
	return p.End - SamplesIn(answerGap)
}

// firstWords is where the first sentence of a phase ends, or the phase begins.
func (p *Plan) firstWords(on Phase) Samples {
	for _, e := range p.Events {
		if e.tie == tieSentence && e.At >= on.Start && e.At < on.End {
			return e.End()
		}
	}
	return on.Start
}

// around is the plan with room for an aside from one place to another: what it
// would meet is said after it, or left out where that would be too late.
func (p *Plan) around(from, to Samples) *Plan {
	gap, moved := SamplesIn(answerGap), *p
	moved.Events = nil
	for _, ev := range p.Events {
		if ev.Bus == BusVoice && ev.At < to+gap && ev.End()+gap > from && ev.At+gap > from {
			if ev.tie == tieLoose {
				ev.At = to + gap
			}
			if ev.tie == tieBreath || ev.tie == tieLoose && ev.End() > ev.by {
				continue
			}
		}
		moved.Events = append(moved.Events, ev)
	}
	sorted(moved.Events)
	return &moved
}

// waiting is the plan in which all that begins at a place or later comes later.
func (p *Plan) waiting(at, by Samples) *Plan {
	later := func(n Samples) Samples {
		if n >= at {
			return n + by
		}
		return n
	}
	moved := *p
	moved.Events, moved.Phases = slices.Clone(p.Events), slices.Clone(p.Phases)
	moved.Breaths, moved.opens, moved.told = slices.Clone(p.Breaths), slices.Clone(p.opens), slices.Clone(p.told)
	for i, e := range moved.Events {
		if e.Bus != BusBed && e.At >= at {
			moved.Events[i].At, moved.Events[i].by = e.At+by, e.by+by
		}
	}
	for i, ph := range moved.Phases {
		moved.Phases[i].Start, moved.Phases[i].End, moved.Phases[i].Lead = later(ph.Start), later(ph.End), later(ph.Lead)
	}
	for i, b := range moved.Breaths {
		if b.In >= at {
			moved.Breaths[i] = b.shifted(by)
		}
	}
	for i, o := range moved.opens {
		if o.From >= at {
			moved.opens[i] = o.shifted(by)
		}
	}
	for i, in := range moved.told {
		if in.From >= at {
			moved.told[i].Interval = in.shifted(by)
		}
	}
	moved.Length += by
	return &moved
}
