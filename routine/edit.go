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
		rest = next.plan.shifted(next.position, next.resume-next.position, true)
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
	c.segments = append(c.segments, next)
	c.aside = aside{}
	c.edit(at, true, answers, rest)
}

// edit makes the plan that has answers and, from an offset on, what another plan by the
// clock has there. With cut, what sounds at the offset ends.
func (c *Course) edit(at Samples, cut bool, answers []Event, rest *Plan) {
	p := *c.plan
	p.Edited, p.Length = at, rest.Length
	p.Phases, p.opens, p.told = rest.Phases, rest.opens, rest.told
	p.Events, p.Breaths = answers, nil
	for _, e := range c.plan.Events {
		if e.Bus == BusBed || e.At >= at && !e.isKeyChime() {
			continue
		}
		if cut && e.End() > at && !e.isKeyChime() {
			e.Length, e.Cut = at-e.At, true
		}
		p.Events = append(p.Events, e)
	}
	for _, e := range rest.Events {
		if e.At >= at && e.Bus != BusBed && !e.isKeyChime() {
			p.Events = append(p.Events, e)
		}
	}
	p.Events = append(p.Events, beds(c.plan, at, p.Length)...)
	sortEvents(p.Events)
	for _, b := range c.plan.Breaths {
		if b.In >= at {
			break
		}
		if cut && b.End > at && b.Cut == 0 {
			b.Cut = at
		}
		p.Breaths = append(p.Breaths, b)
	}
	for _, b := range rest.Breaths {
		if b.In >= at {
			p.Breaths = append(p.Breaths, b)
		}
	}
	c.plan = &p
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
	switch n := len(all) - 1; {
	case n < 0:
	case at <= all[n].End()-SamplesIn(BedOut):
		all[n].Length = max(end, at+SamplesIn(BedOut)) - all[n].At
	case end > all[n].End():
		all = append(all, Event{At: at, Length: end - at, Bus: BusBed, Cue: all[n].Cue})
	}
	return all
}

func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
}
