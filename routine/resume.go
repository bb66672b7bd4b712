package routine

import (
	"fmt"
	"slices"
	"time"
)

// From returns the plan of what remains of a session that was cut short at a
// time, counted from 0, with the run-in in front. The rest begins with the phase
// that is on at that time, or with its take or the words that lead to it: the leg is
// down by now. In a breathe it begins with the breath. In the opening the plan is
// the whole one. A time at or after the end is a [Fault].
func (p *Plan) From(t time.Duration) (*Plan, error) {
	at := SamplesIn(t)
	if at < 0 || at >= p.Length {
		return nil, &Fault{Fact: fmt.Sprintf("from %s: the session ends at %s", FormatTime(t), FormatTime(p.Length.Duration()))}
	}
	first := p.PhaseAt(at)
	if b, on := p.breath(at); on && p.Phases[first].Name == PhaseBreathe {
		return p.tail(b.In), nil
	}
	return p.tail(p.Phases[p.leadIn(first)].Start), nil
}

// same returns the start of another plan's phase in this plan. In a breathe, which may
// have been cut at its start, it returns the offset that is as long before the end as
// the position is there.
func (p *Plan) same(q Phase, position Samples) Samples {
	on := p.Phases[max(0, p.find(q))]
	if on.Name != PhaseBreathe {
		return on.Start
	}
	return max(on.Start, on.End-(q.End-max(position, q.Start)))
}

// tail returns the plan from a position on, with the run-in in front.
func (p *Plan) tail(cut Samples) *Plan {
	if cut == 0 {
		return p
	}
	rest := p.shifted(cut, p.runIn-cut, true)
	rest.Events = withoutRelease(rest.Events, p.runIn)
	if p.runIn > 0 {
		rest.Phases = slices.Insert(rest.Phases, 0, Phase{Name: Opening, Side: p.Side, End: p.runIn, part: standIn})
	}
	return rest
}

// standIn is the part of the phase that stands in for what was before a session that is
// resumed: the run-in.
const standIn = -1

// notStandIn returns a phase, or the one after it if it is a stand-in.
func notStandIn(all []Phase, phase int) Phase {
	if all[phase].part == standIn {
		phase++
	}
	return all[phase]
}

// withoutRelease removes from events the chime that ends a hold at an offset.
func withoutRelease(events []Event, at Samples) []Event {
	return slices.DeleteFunc(events, func(e Event) bool { return e.ends && e.At == at })
}

// shifted returns the plan in which everything at an offset or later is moved by
// some samples. A bed that lies there is longer by that. With drop, the plan lacks what
// begins before the offset, except the bed, the rest of the phase that is on, and the
// last instruction, which still holds.
func (p *Plan) shifted(at, by Samples, drop bool) *Plan {
	move := func(n Samples) Samples {
		if n >= at {
			return n + by
		}
		return n
	}
	next := *p
	next.Length = move(p.Length)
	next.Events, next.Phases, next.Breaths, next.opens, next.told = nil, nil, nil, nil, nil
	for _, e := range p.Events {
		if e.Bus == BusBed {
			e.Length = move(e.End()) - e.At
		} else if drop && e.At < at {
			continue
		} else {
			e.At = move(e.At)
		}
		next.Events = append(next.Events, e)
	}
	for _, ph := range p.Phases {
		if drop && ph.End <= at {
			continue
		}
		if drop {
			ph.Start, ph.Lead = max(ph.Start, at), max(ph.Lead, at)
		}
		ph.Start, ph.End, ph.Lead = move(ph.Start), move(ph.End), move(ph.Lead)
		next.Phases = append(next.Phases, ph)
	}
	for _, b := range p.Breaths {
		if !drop || b.In >= at {
			next.Breaths = append(next.Breaths, PlannedBreath{move(b.In), move(b.Full), move(b.Out), move(b.Empty), move(b.End), b.Cut})
		}
	}
	for _, o := range p.opens {
		if !drop || o.From >= at {
			next.opens = append(next.opens, Interval{move(o.From), move(o.To)})
		}
	}
	for _, in := range p.told {
		if drop && in.From < at {
			next.told = nil
			in.Interval = Interval{}
		} else {
			in.Interval = Interval{move(in.From), move(in.To)}
		}
		next.told = append(next.told, in)
	}
	return &next
}

// From returns the time for [Plan.From] at which the whole session, without the
// listener's edits, goes on from an offset of the clock, rounded up to a second. Without
// a routine it is the position.
func (c *Course) From(at Samples) time.Duration {
	m := c.Moment(at)
	if c.routine != nil {
		settings := c.settings
		settings.TooSoon = false // which a session that is resumed does not say
		if whole, err := c.routine.Plan(settings, c.lib); err == nil {
			return (whole.same(notStandIn(m.Phases, m.On), m.Position) + Rate - 1).Duration().Truncate(time.Second)
		}
	}
	return m.Position.Duration()
}
