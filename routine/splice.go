package routine

import "slices"

// edit is what becomes of a session from an offset of its clock on.
type edit struct {
	at     Samples
	cut    bool  // what sounds fades out there; else it goes on
	score  *Plan // that goes on
	place  Samples
	resume Samples // of the clock
	state  State
	end    Samples // of the clock, where it is not the score's
	same   bool    // the session runs on, or is held, as it was
	jumped bool    // because the listener wants to be there
}

// seamless is the edit that changes nothing.
func (c *Course) seamless(at Samples) edit {
	e := c.now()
	ed := edit{at: at, score: e.score, place: e.at(at), resume: max(at, e.resume), state: e.state, same: true}
	if e.state == Stopping {
		ed.end = c.plan.Length
	}
	return ed
}

// apply makes the plan that an edit and its answers lead to.
func (c *Course) apply(e edit, answers []Event) {
	old, p := c.plan, *c.plan
	past := e.at - SamplesIn(keepPast)

	p.Length = e.end
	switch {
	case e.end > 0:
	case e.resume == never:
		p.Length = e.at + SamplesIn(longestHalt)
	default:
		p.Length = e.resume + e.score.Length - e.place
	}
	if e.same && e.state == Paused {
		p.Length = old.Length
	}

	// What has begun.
	p.Events = make([]Event, 0, len(old.Events)+len(answers))
	fade := SamplesIn(cutFade)
	var bed *Event
	for _, ev := range old.Events {
		switch {
		case ev.Bus == BusBed:
			bed = &ev
			continue
		case ev.At >= e.at || ev.End() < past:
			continue
		case e.cut && ev.End() > e.at+fade && ev.Cue != chimeKey && ev.Cue != chimeRefused:
			ev.Length, ev.Fade = e.at+fade-ev.At, fade
		}
		p.Events = append(p.Events, ev)
	}
	// Answers.
	if e.cut {
		c.overlay = nil
		c.aside = aside{}
		if c.lastChime == e.at && !slices.ContainsFunc(answers, func(ev Event) bool { return ev.Bus == BusChime }) {
			c.lastChime = -never // it will not be heard
		}
	}
	c.overlay = slices.DeleteFunc(c.overlay, func(ev Event) bool { return ev.At < e.at })
	c.overlay = append(c.overlay, answers...)
	p.Events = append(p.Events, c.overlay...)
	// What goes on.
	running := e.resume < never
	if running {
		for _, ev := range e.score.Events {
			if ev.Bus != BusBed && ev.At >= e.place {
				ev.At += e.resume - e.place
				p.Events = append(p.Events, ev)
			}
		}
	}
	if bed != nil && bed.At < p.Length {
		bed.Length = p.Length - bed.At
		p.Events = append(p.Events, *bed)
		p.bed = bedUntil(old.bed.since(past), e.at, p.Length)
	}
	sorted(p.Events)

	p.Breaths = c.breaths(e, past)
	p.speech = speech(spoken(old.speech, e.at, past), p.Events, e.at)
	c.volumes = c.volumes.since(past)
	p.volume = c.volumes
	c.plan = &p
	c.edited = e.at
	c.mark(e)
}

// breaths are those that have begun, given up where the edit cuts them off, and those to come.
func (c *Course) breaths(e edit, past Samples) []PlannedBreath {
	var all []PlannedBreath
	for _, b := range c.plan.Breaths {
		if b.In >= e.at || b.Over() < past {
			continue
		}
		if e.cut && b.End > e.at && b.Cut == 0 {
			b.Cut = e.at
		}
		all = append(all, b)
	}
	if e.resume < never {
		for _, b := range e.score.Breaths {
			if b.In >= e.place {
				all = append(all, b.shifted(e.resume-e.place))
			}
		}
	}
	return all
}

// bedUntil is how a bed goes on from an offset to another end.
func bedUntil(old Ramps, at, end Samples) Ramps {
	out := SamplesIn(bedOut)
	var r Ramps
	for _, ramp := range old {
		if ramp.At < at {
			r = append(r, ramp)
		}
	}
	if n := len(r) - 1; n >= 0 && r[n].To == 0 {
		if r[n].At+r[n].Length == end {
			return r
		}
		r = r.then(at, SamplesIn(bedBack), 0, 1)
	}
	if len(r) == 0 {
		r = old[:1:1] // it has not begun to come
	}
	return r.then(max(at, r[len(r)-1].At, end-out), out, 0, 0)
}

// mark notes what is on from the edit on.
func (c *Course) mark(e edit) {
	last := &c.eras[len(c.eras)-1]
	if e.same {
		last.score = e.score
		return
	}
	next := era{from: e.at, score: e.score, place: e.place, resume: e.resume, state: e.state, jumped: e.jumped, lifted: last.lifted, before: last.before}
	if last.lifts(e.at) {
		next.lifted = e.at
	}
	if e.state == Paused {
		score, place := c.onward(e.score, e.place)
		next.left = c.goingOn(sayGoingOn) + score.Length - place
		if on := score.Phases[score.leading(place)]; on.sameAs(e.score.Phases[e.score.leading(e.place)]) {
			next.onLeft = on.End - max(place, on.Start)
		}
	}
	next.before.add(*last, e.at, true)
	c.eras = append(c.eras, next)
	for len(c.eras) > 1 && c.eras[1].from < e.at-SamplesIn(keepPast) {
		c.eras = c.eras[1:]
	}
}

// sorted puts events in the order of their onsets.
func sorted(events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int {
		return int(max(-1, min(1, a.At-b.At)))
	})
	return events
}
