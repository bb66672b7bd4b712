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
	if p.Phases[first].Name == PhaseBreathe {
		for _, b := range p.Breaths {
			if b.In <= at && at < b.End {
				return p.tail(b.In), nil
			}
		}
	}
	return p.tail(p.Phases[p.leadIn(first)].Start), nil
}

// same returns the start of another plan's phase in this one. In a breathe, which may
// have been cut at its start, it is as long before the end as the position.
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
	rest := p.since(cut).shifted(cut, p.runIn-cut)
	rest.remains = true
	if p.runIn > 0 {
		rest.Phases = slices.Insert(rest.Phases, 0, Phase{Name: Opening, Side: p.Side, End: p.runIn})
	}
	return rest
}

// since returns the plan without what begins before an offset, but for the bed
// and the last instruction, which still hold.
func (p *Plan) since(cut Samples) *Plan {
	rest := *p
	rest.Events, rest.Phases, rest.Breaths, rest.opens, rest.told = nil, nil, nil, nil, nil
	for _, e := range p.Events {
		if e.At >= cut || e.Bus == BusBed {
			rest.Events = append(rest.Events, e)
		}
	}
	for _, ph := range p.Phases {
		if ph.End > cut {
			ph.Start, ph.Lead = max(ph.Start, cut), max(ph.Lead, cut)
			rest.Phases = append(rest.Phases, ph)
		}
	}
	for _, b := range p.Breaths {
		if b.In >= cut {
			rest.Breaths = append(rest.Breaths, b)
		}
	}
	for _, o := range p.opens {
		if o.From >= cut {
			rest.opens = append(rest.opens, o)
		}
	}
	for _, in := range p.told {
		if in.From < cut {
			in.Interval = Interval{}
			rest.told = []instruction{in}
			continue
		}
		rest.told = append(rest.told, in)
	}
	return &rest
}

// shifted returns the plan in which everything at an offset or later is moved by
// some samples. A bed that lies there is longer by that.
func (p *Plan) shifted(at, by Samples) *Plan {
	move := func(n Samples) Samples {
		if n >= at {
			return n + by
		}
		return n
	}
	moved := *p
	moved.Length = move(p.Length)
	moved.Events = slices.Clone(p.Events)
	for i, e := range p.Events {
		if e.Bus == BusBed {
			moved.Events[i].Length = move(e.End()) - e.At
		} else {
			moved.Events[i].At = move(e.At)
		}
	}
	moved.Phases = slices.Clone(p.Phases)
	for i, ph := range p.Phases {
		ph.Start, ph.End, ph.Lead = move(ph.Start), move(ph.End), move(ph.Lead)
		moved.Phases[i] = ph
	}
	moved.Breaths = slices.Clone(p.Breaths)
	for i, b := range p.Breaths {
		b.In, b.Full, b.Out, b.Empty, b.End = move(b.In), move(b.Full), move(b.Out), move(b.Empty), move(b.End)
		moved.Breaths[i] = b
	}
	moved.opens = slices.Clone(p.opens)
	for i, o := range p.opens {
		moved.opens[i] = Interval{move(o.From), move(o.To)}
	}
	moved.told = slices.Clone(p.told)
	for i, in := range p.told {
		moved.told[i].Interval = Interval{move(in.From), move(in.To)}
	}
	return &moved
}

// standsIn reports whether a phase is the run-in in the place of what was
// skipped.
func (p *Plan) standsIn(phase int) bool { return phase == 0 && p.remains && p.runIn > 0 }

// From returns the time for [Plan.From] at which the whole session, without the
// listener's edits, goes on from an offset of the clock.
func (c *Course) From(at Samples) time.Duration {
	m := c.Moment(at)
	if c.routine == nil {
		return m.Position.Duration()
	}
	settings := c.settings
	settings.TooSoon = false // which a session that is resumed does not say
	whole, err := c.routine.Plan(settings, c.lib)
	if err != nil {
		return m.Position.Duration()
	}
	on := m.On
	if c.base.standsIn(on) {
		on++
	}
	// To a whole second in that phase.
	return (whole.same(m.Phases[on], m.Position) + Rate - 1).Duration().Truncate(time.Second)
}
