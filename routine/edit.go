package routine

import (
	"cmp"
	"slices"
)

// begin cuts off what sounds, and begins a segment with answers. A session that is
// paused says so every now and then.
func (c *Course) begin(next segment, answers []Event) {
	at := next.from
	c.withdraw(at)
	was := c.last().at(at)
	rest := &Plan{Length: next.end}
	switch next.state {
	case Running:
		rest = next.rest(at)
		if next.position < was.position { // the release chime of a hold that was before is not heard again
			rest.Events = withoutRelease(rest.Events, next.resume)
		}
	case Paused:
		end := at
		for _, e := range answers {
			end = max(end, e.End())
		}
		answers = append(answers, c.reminders(end)...)
		next.onward = c.onward(next.place)
		rest.Length = at + SamplesIn(longestPause)
	}
	if next.state != Running {
		next.resume = never
	}
	next.end = rest.Length
	c.append(next)
	c.aside = aside{}
	c.edit(at, true, answers, rest)
}

// append adds a segment.
func (c *Course) append(next segment) {
	last := c.last()
	next.before = last.before
	next.before.add(last, next.from, true)
	c.segments = append(c.segments, next)
}

// edit makes the plan that has answers and goes on with the rest of another one, by
// the clock. What sounds is cut off, or goes on.
func (c *Course) edit(at Samples, cut bool, answers []Event, rest *Plan) {
	old, past := c.plan, at-SamplesIn(keepPast)
	p := *old
	p.Edited, p.Length = at, rest.Length
	p.Events, p.Breaths = old.before(at, past, cut)
	p.Events = append(p.Events, answers...)
	for _, e := range rest.Events {
		if e.At >= at && e.Bus != BusBed && !e.isKeyChime() {
			p.Events = append(p.Events, e)
		}
	}
	for _, b := range rest.Breaths {
		if b.In >= at {
			p.Breaths = append(p.Breaths, b)
		}
	}
	p.Events = append(p.Events, beds(old, at, p.Length)...)
	sortEvents(p.Events)

	for len(c.segments) > 1 && c.segments[1].from < past {
		c.segments = c.segments[1:]
	}
	for len(c.volumeMoves) > 1 && c.volumeMoves[1].At < past {
		c.volumeMoves = c.volumeMoves[1:]
	}
	p.Volume = slices.Clone(c.volumeMoves)
	c.plan = &p
}

// before returns what a plan has before an edit, without what was over by an offset.
// What the edit cuts off ends there.
func (p *Plan) before(at, past Samples, cut bool) (events []Event, breaths []PlannedBreath) {
	for _, e := range p.Events {
		if e.Bus == BusBed || e.End() < past || e.At >= at && !e.isKeyChime() {
			continue
		}
		if cut && e.End() > at && !e.isKeyChime() {
			e.Length, e.Cut = at-e.At, true
		}
		events = append(events, e)
	}
	for _, b := range p.Breaths {
		if b.In >= at || b.End < past {
			continue
		}
		if cut && b.End > at && b.Cut == 0 {
			b.Cut = at
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

func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
}
