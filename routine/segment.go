package routine

// place is a position of a plan.
type place struct {
	plan     *Plan
	position Samples
}

// segment is a stretch of the clock over which a session stands still, for words, and
// then runs. If it is paused or stops, it does not run.
type segment struct {
	from   Samples // of the clock
	place          // the session stands there until resume
	resume Samples // of the clock
	end    Samples // of the clock, at which the session ends if nothing more is asked
	state  State
	jumped Verb  // with which the listener asked to be there; 0 for none
	onward place // with which the session goes on, if it is paused
}

// now returns the segment that is on at an offset of the clock.
func (c *Course) now(at Samples) *segment {
	i := len(c.segments) - 1
	for i > 0 && c.segments[i].from > at {
		i--
	}
	return &c.segments[i]
}

// last returns the segment that is on in the end.
func (c *Course) last() *segment { return &c.segments[len(c.segments)-1] }

// at returns the place at an offset of the clock.
func (s *segment) at(clock Samples) place {
	return place{s.plan, min(s.plan.Length, s.position+max(0, clock-s.resume))}
}

// phaseRemaining returns what remains of the phase that a paused session is in: 0 if
// it does not go on within that.
func (s *segment) phaseRemaining() Samples {
	p, position := s.onward.plan, s.onward.position
	on := p.Phases[p.leading(position)]
	if !on.sameAs(s.plan.Phases[s.plan.leading(s.position)]) {
		return 0
	}
	return on.End - max(position, on.Start)
}

// waits returns the open step that is on at an offset of the clock, and whether there is
// one. It is also on while the session stands still in it for an answer.
func (s *segment) waits(clock Samples) (Interval, bool) {
	position := s.at(clock).position
	for _, o := range s.plan.opens {
		if s.state == Running && o.From <= position && position < o.To {
			return o, true
		}
	}
	return Interval{}, false
}

// lifts reports whether a leg is up at an offset of the clock, as far as this
// segment knows: by the phase that is on, until its words have let the leg down.
func (s *segment) lifts(clock Samples) bool {
	if s.state != Running || s.resume > clock {
		return false
	}
	position := s.at(clock).position
	i := s.plan.PhaseAt(position)
	switch on := s.plan.Phases[i]; {
	case on.Name == PhaseTake:
		return s.plan.firstWords(on).From < position
	case on.Name == PhaseRelease && i+1 < len(s.plan.Phases):
		return position < s.plan.Phases[i+1].Lead
	default:
		return on.lifts
	}
}

// lifted reports whether a leg is up at an offset of the clock that is not before the
// last edit. A leg that was up before the segment that is on is down after [legDown],
// or when the release has been said.
func (c *Course) lifted(at Samples) bool {
	for i, until := len(c.segments)-1, at; i >= 0 && at-until < SamplesIn(legDown); i-- {
		s := &c.segments[i]
		if s.lifts(until) {
			return true
		}
		for _, p := range s.plan.Phases {
			if p.Name == PhaseRelease && p.End > s.position && p.End <= s.at(until).position {
				return false
			}
		}
		until = min(until, s.from)
	}
	return false
}
