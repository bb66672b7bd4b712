package routine

import (
	"fmt"
	"time"
)

// From is the plan of what remains of a session that was cut short at a time,
// counted from 0, with the run-in in front. It goes back to the start of the
// phase that was on, and in a round, where the leg is down by now, to the start
// of that round, unless the rest was reached. A time at or after the end is a
// [Fault]. In the opening it is the whole plan, which has its run-in.
func (p *Plan) From(t time.Duration) (*Plan, error) {
	at := SamplesIn(t)
	if at < 0 || at >= p.Length {
		return nil, &Fault{Fact: fmt.Sprintf("from %v: the session ends at %v", t, p.Length.Duration().Round(100*time.Millisecond))}
	}
	first := p.PhaseAt(at)
	for first > 0 && p.Phases[first].Name != PhaseRest && p.sameRound(first-1, first) {
		first--
	}
	return p.tail(first), nil
}

// tail is the plan from a phase on, with the run-in in front.
func (p *Plan) tail(first int) *Plan {
	cut := p.Phases[first].Start
	if cut == 0 {
		return p
	}
	rest := *p
	rest.remains = true
	back := p.runIn - cut
	rest.Length += back
	rest.Events, rest.Phases, rest.Breaths, rest.opens, rest.told = nil, nil, nil, nil, nil
	if p.runIn > 0 {
		rest.Phases = append(rest.Phases, Phase{Name: Opening, Side: p.Side, Start: 0, End: p.runIn})
	}
	for _, ph := range p.Phases[first:] {
		ph.Start += back
		ph.End += back
		ph.Lead = max(ph.Lead+back, p.runIn)
		rest.Phases = append(rest.Phases, ph)
	}
	for _, e := range p.Events {
		switch {
		case e.Bus == BusBed:
			e.Length = rest.Length - e.At
		case e.At < cut:
			continue
		default:
			e.At += back
			e.by += back
		}
		rest.Events = append(rest.Events, e)
	}
	for _, b := range p.Breaths {
		if b.In >= cut {
			rest.Breaths = append(rest.Breaths, b.shifted(back))
		}
	}
	for _, o := range p.opens {
		if o.From >= cut {
			rest.opens = append(rest.opens, o.shifted(back))
		}
	}
	for _, in := range p.told {
		if in.From < cut {
			in.Interval = Interval{} // the last of them still holds
			rest.told = []instruction{in}
			continue
		}
		in.Interval = in.shifted(back)
		rest.told = append(rest.told, in)
	}
	return &rest
}

func (i Interval) shifted(by Samples) Interval { return Interval{i.From + by, i.To + by} }

func (p *Plan) sameRound(i, j int) bool {
	a, b := p.Phases[i], p.Phases[j]
	return b.Round > 0 && a.Round == b.Round && a.Side == b.Side
}

func (b PlannedBreath) shifted(by Samples) PlannedBreath {
	b.In, b.Out, b.End = b.In+by, b.Out+by, b.End+by
	return b
}

// standsIn tells whether a phase is the run-in that stands for what was skipped.
func (p *Plan) standsIn(phase int) bool { return phase == 0 && p.remains && p.runIn > 0 }

// From is the time to begin the whole session at, by [Plan.From], to go on from
// an offset of the clock: of its plan without what a listener made of it.
func (c *Course) From(at Samples) time.Duration {
	m := c.Moment(at)
	if c.routine == nil {
		return m.Position.Duration()
	}
	whole, err := c.routine.Plan(c.settings, c.lib)
	if err != nil {
		return m.Position.Duration()
	}
	on := m.On
	if c.base.standsIn(on) {
		on++
	}
	// To a whole second in that phase.
	return (whole.Phases[max(0, whole.find(m.Phases[on]))].Start + Rate - 1).Duration().Truncate(time.Second)
}
