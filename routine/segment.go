package routine

// segment is a stretch of the clock over which a session runs or is paused.
type segment struct {
	from     Samples // of the clock
	plan     *Plan   // of the session, by positions
	position Samples // of the session until resume
	resume   Samples // the offset of the clock from which the position moves; never if paused
	state    State
	jumped   bool    // the listener asked to be here
	lifted   Samples // the offset of the clock at which a leg was up last
	before   tally   // of all segments before

	// If paused: what remains of the session if it goes on now, the words that say
	// so included; and of the phase that is on, if it goes on within that.
	remaining, phaseRemaining Samples
}

// at returns the position at an offset of the clock.
func (s *segment) at(clock Samples) Samples {
	return min(s.plan.Length, s.position+max(0, clock-s.resume))
}

// waits returns the open step that is on at an offset of the clock, while a key
// is answered there, too.
func (s *segment) waits(clock Samples) (Interval, bool) {
	position := s.at(clock)
	for _, o := range s.plan.opens {
		if s.state == Running && o.From <= position && position < o.To {
			return o, true
		}
	}
	return Interval{}, false
}

// lifts reports whether a leg is up at an offset of the clock, as far as this
// segment knows: by the phase that is on, up to where its words let the leg down.
func (s *segment) lifts(clock Samples) bool {
	if s.state != Running || s.resume > clock {
		return false
	}
	position := s.at(clock)
	i := s.plan.PhaseAt(position)
	switch on := s.plan.Phases[i]; {
	case on.Name == PhaseTake:
		return s.plan.said(on, position) < position
	case on.Name == PhaseRelease && i+1 < len(s.plan.Phases):
		return position < s.plan.Phases[i+1].Lead
	default:
		return on.lifts
	}
}

// lifted reports whether a leg is up at an offset of the clock that is not
// before the last edit. A leg that was up before this segment is down after
// [legDown], or when the release has been said.
func (c *Course) lifted(at Samples) bool {
	s := c.now()
	if s.lifts(at) {
		return true
	}
	if s.state == Running && s.resume <= at {
		for _, p := range s.plan.Phases {
			if p.Name == PhaseRelease && p.End > s.position && p.End <= s.at(at) {
				return false
			}
		}
	}
	return at-s.lifted < SamplesIn(legDown)
}

// tally is how long each side has been stretched, or none, and in how many holds.
type tally struct {
	left, right, none Samples
	whole, cut        int
}

// add counts a segment up to an offset of the clock. A hold that is on by then
// counts as cut if it has ended there.
func (t *tally) add(s *segment, to Samples, ended bool) {
	if s.resume >= to {
		return
	}
	end := s.at(to)
	for _, p := range s.plan.Phases {
		from, until := max(p.Start, s.position), min(p.End, end)
		if p.Name != PhaseHold || until <= from {
			continue
		}
		switch p.Side {
		case Left:
			t.left += until - from
		case Right:
			t.right += until - from
		default:
			t.none += until - from
		}
		switch {
		case from == p.Start && until == p.End:
			t.whole++
		case ended || until == p.End:
			t.cut++
		}
	}
}
