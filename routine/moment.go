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
	Clock    Samples // heard since the first, pauses and answers included
	Position Samples // in the session, 0 to Length; it stands still in a pause
	Length   Samples // of the session as it is now, without pauses and answers
	State    State

	// Remaining is the time to the end of the session: if it is paused, as if it went
	// on now; if it stops, to its last sample.
	Remaining Samples

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

	phaseRemaining Samples

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

// PhaseRemaining returns what remains of the phase that is on: 0 if the session
// stops, or is paused and will not go on within that phase.
func (m Moment) PhaseRemaining() Samples { return m.phaseRemaining }

// Moment returns what is on at an offset of the clock, half a minute before the
// last edit at the earliest.
func (c *Course) Moment(at Samples) Moment {
	at = min(at, c.plan.Length)
	s := c.now(at)
	m := Moment{Clock: at, Position: s.at(at).position, Length: s.plan.Length, State: s.state, Phases: s.plan.Phases}
	m.On = s.plan.PhaseAt(m.Position)
	switch {
	case at >= c.plan.Length:
		m.State = Over
	case s.state == Paused:
		_, words := c.words(SamplesIn(answerWord), sayGoingOn)
		m.On, m.phaseRemaining = s.plan.leading(m.Position), s.phaseRemaining()
		m.Remaining = words + SamplesIn(settle) + s.onward.plan.Length - s.onward.position
	case s.state == Stopping:
		m.Remaining = s.end - at
	default:
		m.Remaining, m.phaseRemaining = s.end-at, m.Phase().End-m.Position
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
	if m.State == Running || m.State == Paused {
		m.CanNext = m.Open || c.following(s, m.Position) > 0
		m.CanAgain = c.routine != nil
		m.CanSwitch = c.canSwitch(s, m.Position)
	}
	t := s.before
	t.add(s, at, m.State == Over)
	m.HeldLeft, m.HeldRight, m.Held, m.Whole, m.Cut = t.left, t.right, t.none, t.whole, t.cut
	m.Until = c.until(i, at)
	return m
}

// until returns the first offset of the clock after at, in the i-th segment, at which
// a sentence, a phase, a part of a breath, the segment or the session begins or ends.
func (c *Course) until(i int, at Samples) Samples {
	first := never
	edge := func(clock Samples) {
		if clock > at {
			first = min(first, clock)
		}
	}
	edge(c.plan.Length)
	if i+1 < len(c.segments) {
		edge(c.segments[i+1].from)
	}
	for _, ev := range c.plan.Events {
		if ev.Bus == BusVoice {
			edge(ev.At)
			edge(ev.End())
		}
	}
	s := &c.segments[i]
	if s.state != Running {
		return first
	}
	edge(s.resume)
	start := s.resume - s.position // the clock that position 0 would have had
	for _, p := range s.plan.Phases {
		edge(start + p.End)
	}
	for _, b := range s.plan.Breaths {
		edge(start + b.In)
		edge(start + b.Full)
		edge(start + b.Out)
		edge(start + b.Empty)
		edge(start + b.End)
	}
	return first
}
