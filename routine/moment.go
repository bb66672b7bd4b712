package routine

// State is the state of a session under way.
type State int

const (
	Running State = iota
	Paused
	Stopping // the last words before the end, or the fade
	Over
)

// Moment is a session under way at one sample of its clock, as a screen shows it.
type Moment struct {
	Clock    Samples // heard since the start, pauses and answers included
	Position Samples // in the session, 0 to Length; it stands still in a pause
	Length   Samples // of the session as it is now, without pauses and answers
	State    State

	// Remaining is the time to the end of the session: if it is paused, as if it went
	// on now; if it stops, to its last sample.
	Remaining Samples

	// PhaseRemaining is the time to the end of the phase that is on: 0 if the session
	// stops, or is paused and will not go on within that phase.
	PhaseRemaining Samples

	// Phases follow one another from position 0 to Length. On is the index of the one
	// that is on; if paused in a lead-in, of the phase it leads to.
	Phases []Phase
	On     int
	Open   bool // it waits in an open step, which any key ends

	// Breath is how deep the planned breath is, 0 to 1; Breathing is what to do, or
	// empty if no breath is planned.
	Breath    float64
	Breathing Breathing
	Words     string  // that are being spoken, or empty
	Volume    float64 // dB, MinVolume to MaxVolume

	// Until is the offset of the clock up to which State, On, Breathing and Words stay
	// as they are, unless a command changes them.
	Until Samples

	CanNext, CanAgain, CanSwitch bool // Next, Again and OtherSide would do something

	// How long each side has been stretched so far, or none of them; how many holds
	// were whole, and how many were cut off.
	HeldLeft, HeldRight, Held Samples
	Whole, Cut                int
}

// Rounds returns the number of rounds for each side.
func (m Moment) Rounds() (most int) {
	for _, p := range m.Phases {
		most = max(most, p.Round)
	}
	return most
}

// Phase returns the phase that is on.
func (m Moment) Phase() Phase { return m.Phases[m.On] }

// Moment returns what is on at an offset of the clock.
func (c *Course) Moment(at Samples) Moment {
	at = min(at, c.plan.Length)
	s := c.now(at)
	m := Moment{Clock: at, Position: s.at(at).position, Length: s.plan.Length, State: s.state, Phases: s.plan.Phases}
	m.On = s.plan.PhaseAt(m.Position)
	switch {
	case at >= c.plan.Length:
		m.State = Over
	case s.state == Paused:
		_, words := c.say(0, "", sayGoingOn)
		m.On, m.PhaseRemaining = s.plan.leading(m.Position), s.phaseRemaining()
		m.Remaining = words + SamplesIn(settle) + s.onward.plan.Length - s.onward.position
	case s.state == Stopping:
		m.Remaining = s.end - at
	default:
		m.Remaining, m.PhaseRemaining = s.end-at, m.Phase().End-m.Position+max(0, s.resume-at)
		if wait := c.last(); wait.from > max(at, c.Edited()) && wait.position < m.Phase().End {
			m.PhaseRemaining += wait.resume - wait.from
		}
	}
	if m.State == Running {
		_, m.Open = s.waits(at)
		if b, on := s.plan.breath(m.Position); on && s.resume <= at {
			m.Breath, m.Breathing = b.at(m.Position)
		}
	}
	for _, ev := range c.plan.Events {
		if ev.Bus == BusVoice && ev.At <= at && at < ev.End() {
			m.Words = ev.Text
		}
	}
	m.Volume = c.volume
	if c.routine != nil && (m.State == Running || m.State == Paused) {
		m.CanNext = m.Open || s.following(m.Position) >= 0
		m.CanAgain = true
		m.CanSwitch = c.canSwitch(s, m.Position)
	}
	for i := range c.segments {
		to, ended := at, m.State == Over
		if next := i + 1; next < len(c.segments) && c.segments[next].from <= at {
			to, ended = c.segments[next].from, true
		}
		m.count(&c.segments[i], to, ended)
	}
	m.Until = c.until(at)
	return m
}

// until returns the first offset of the clock after another one at which a sentence, a
// phase, a part of a breath, a segment or the session begins or ends.
func (c *Course) until(at Samples) Samples {
	first := never
	edges := func(all ...Samples) {
		for _, clock := range all {
			if clock > at {
				first = min(first, clock)
			}
		}
	}
	edges(c.plan.Length)
	for _, e := range c.plan.Events {
		if e.Bus == BusVoice {
			edges(e.At, e.End())
		}
	}
	for _, b := range c.plan.Breaths {
		edges(b.In, b.Full, b.Out, b.Empty, b.End)
	}
	for _, s := range c.segments {
		edges(s.from, s.resume)
	}
	for _, p := range c.plan.Phases {
		edges(p.End)
	}
	return first
}

// count adds the holds of a segment up to an offset of the clock. A hold that is on by
// then is cut if the segment has ended there.
func (m *Moment) count(s *segment, to Samples, ended bool) {
	if s.resume >= to {
		return
	}
	end := s.at(to).position
	for _, p := range s.plan.Phases {
		from, until := max(p.Start, s.position), min(p.End, end)
		if p.Name != PhaseHold || until <= from {
			continue
		}
		switch p.Side {
		case Left:
			m.HeldLeft += until - from
		case Right:
			m.HeldRight += until - from
		default:
			m.Held += until - from
		}
		switch {
		case from == p.Start && until == p.End:
			m.Whole++
		case ended || until == p.End:
			m.Cut++
		}
	}
}
