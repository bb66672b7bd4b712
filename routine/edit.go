package routine

import (
	"cmp"
	"slices"
)

// edit describes how a session goes on from an offset of its clock.
type edit struct {
	at       Samples
	cut      bool  // what sounds is cut off; else it goes on
	plan     *Plan // that goes on, by positions
	position Samples
	resume   Samples // of the clock
	state    State
	end      Samples // of the clock, if it is not the plan's
	same     bool    // the session runs on, or stays paused, as it was
	jumped   bool    // the listener asked to be there
}

// seamless returns the edit that changes nothing but answers.
func (c *Course) seamless(at Samples) edit {
	s := c.now()
	e := edit{at: at, plan: s.plan, position: s.at(at), resume: max(at, s.resume), state: s.state, same: true}
	if s.state != Running {
		e.end = c.plan.Length
	}
	return e
}

// apply makes the plan that an edit and its answers lead to. A session that is paused
// then says so every now and then.
func (c *Course) apply(e edit, answers []Event) {
	if e.state == Paused && !e.same {
		e.resume = never
		end := e.at
		for _, ev := range answers {
			end = max(end, ev.End())
		}
		answers = append(answers, c.reminders(end)...)
	}
	old, p := c.plan, *c.plan
	past := e.at - SamplesIn(keepPast)
	p.Edited = e.at
	p.Length = cmp.Or(e.end, e.at+SamplesIn(longestPause))
	if e.end == 0 && e.resume < never {
		p.Length = e.resume + e.plan.Length - e.position
	}

	p.Events, p.Breaths = old.before(e, past)
	if e.cut {
		c.answers, c.aside = nil, aside{}
		if c.lastChime == e.at && !slices.ContainsFunc(answers, func(ev Event) bool { return ev.Bus == BusChime }) {
			c.lastChime = -never // it will not be heard
		}
	}
	c.answers = slices.DeleteFunc(c.answers, func(ev Event) bool { return ev.At < e.at })
	c.answers = append(c.answers, answers...)
	p.Events = append(p.Events, c.answers...)

	if e.resume < never {
		next := e.plan.shifted(e.position, e.resume-e.position, true)
		for _, ev := range next.Events {
			if ev.Bus != BusBed {
				p.Events = append(p.Events, ev)
			}
		}
		p.Breaths = append(p.Breaths, next.Breaths...)
	}
	p.Events = append(p.Events, beds(old, e.at, p.Length)...)
	sortEvents(p.Events)

	for len(c.volumeMoves) > 1 && c.volumeMoves[1].At < past {
		c.volumeMoves = c.volumeMoves[1:]
	}
	p.Volume = slices.Clone(c.volumeMoves)
	c.plan = &p
	c.mark(e)
}

// before returns what a plan has before an edit, without what was over by an offset.
// What the edit cuts off ends there, but for a chime that answers.
func (p *Plan) before(e edit, past Samples) (events []Event, breaths []PlannedBreath) {
	for _, ev := range p.Events {
		switch {
		case ev.Bus == BusBed || ev.At >= e.at || ev.End() < past:
			continue
		case e.cut && ev.End() > e.at && !(ev.Answers && ev.Bus == BusChime):
			ev.Length, ev.Cut = e.at-ev.At, true
		}
		events = append(events, ev)
	}
	for _, b := range p.Breaths {
		if b.In >= e.at || b.End < past {
			continue
		}
		if e.cut && b.End > e.at && b.Cut == 0 {
			b.Cut = e.at
		}
		breaths = append(breaths, b)
	}
	return events, breaths
}

// beds returns the bed's events for a session that is edited at an offset and
// ends at another one. If the old bed is fading out at the edit, because the end was
// near, it fades out, and a new one begins.
func beds(old *Plan, at, end Samples) (all []Event) {
	for _, e := range old.Events {
		if e.Bus == BusBed {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return nil
	}
	last := &all[len(all)-1]
	switch {
	case at <= last.End()-SamplesIn(BedOut):
		last.Length = max(end, at+SamplesIn(BedOut)) - last.At
	case end > last.End():
		all = append(all, Event{At: at, Length: end - at, Bus: BusBed, Cue: last.Cue})
	}
	return slices.DeleteFunc(all, func(e Event) bool { return e.Length <= 0 })
}

// mark notes the segment that begins with an edit.
func (c *Course) mark(e edit) {
	last := c.now()
	if e.same {
		last.plan = e.plan
		return
	}
	next := segment{from: e.at, plan: e.plan, position: e.position, resume: e.resume, state: e.state, jumped: e.jumped, lifted: last.lifted, before: last.before}
	if last.lifts(e.at) {
		next.lifted = e.at
	}
	if e.state == Paused {
		plan, position := c.onward(e.plan, e.position)
		_, end := c.say(0, nil, sayGoingOn)
		next.remaining = end + SamplesIn(settle) + plan.Length - position
		if on := plan.Phases[plan.leading(position)]; on.sameAs(e.plan.Phases[e.plan.leading(e.position)]) {
			next.phaseRemaining = on.End - max(position, on.Start)
		}
	}
	next.before.add(last, e.at, true)
	c.segments = append(c.segments, next)
	for len(c.segments) > 1 && c.segments[1].from < e.at-SamplesIn(keepPast) {
		c.segments = c.segments[1:]
	}
}

func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
}
