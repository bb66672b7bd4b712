package routine

// State is what a session that is under way is doing.
type State int

const (
	Running State = iota
	Paused
	Stopping // the last words before the end, or the fade
	Over
)

// Moment is a session under way at one sample of its clock, for who looks at
// it. It is a value that is never changed.
type Moment struct {
	Clock    Samples // of the clock: samples heard since the first, pauses and answers included
	Position Samples // in the session, 0 to Length; it stands still in a pause
	Length   Samples // of the session as it stands now, without pauses and answers
	State    State

	// Remaining is how long it takes from here to the end: of a session that is paused,
	// if it went on now; of one that stops, to its last sample.
	Remaining Samples

	// Phases are those of the session as it stands now, in places, one after
	// another from 0 to Length. On is the index of the one that is on; where a
	// session is paused in the words that lead to one, of that, as it goes on there.
	Phases []Phase
	On     int
	Open   bool // it waits in an open step, which any key ends

	// Breath is how deep the planned breath is, 0 to 1, and BreathIn whether it is
	// a breath in. Both are zero where no breath is planned.
	Breath   float64
	BreathIn bool
	Words    string  // that are being spoken, empty where none are
	Volume   float64 // dB, MinVolume to MaxVolume

	CanNext, CanAgain bool // whether Next and Again would do something

	phaseRemaining Samples

	// How long each side has been stretched so far; how many holds were kept to
	// their end, and how many were not.
	HeldLeft, HeldRight Samples
	Whole, Cut          int
}

// Phase is the phase that is on.
func (m Moment) Phase() Phase { return m.Phases[m.On] }

// PhaseRemaining is how much of the phase that is on is left; of a session that
// stops, or is paused where it will not go on, 0.
func (m Moment) PhaseRemaining() Samples { return m.phaseRemaining }

// Moment is what is on at an offset of the clock, which may be up to half a
// minute before the last edit.
func (c *Course) Moment(at Samples) Moment {
	at = min(at, c.plan.Length)
	i := len(c.segments) - 1
	for i > 0 && c.segments[i].from > at {
		i--
	}
	s := &c.segments[i]
	m := Moment{Clock: at, Position: s.at(at), Length: s.plan.Length, State: s.state, Phases: s.plan.Phases}
	m.On = s.plan.PhaseAt(m.Position)
	switch {
	case at >= c.plan.Length:
		m.State = Over
	case s.state == Paused:
		m.On, m.Remaining, m.phaseRemaining = s.plan.leading(m.Position), s.remaining, s.phaseRemaining
	case s.state == Stopping:
		m.Remaining = c.plan.Length - at
	default:
		m.Remaining, m.phaseRemaining = max(0, s.resume-at)+m.Length-m.Position, m.Phase().End-m.Position
	}
	if m.State == Running {
		_, m.Open = s.waits(at)
		for _, b := range s.plan.Breaths {
			if s.resume <= at && b.In <= m.Position && m.Position < b.End {
				m.Breath, m.BreathIn = b.depth(m.Position), m.Position < b.Out
			}
		}
	}
	for _, ev := range c.plan.Events {
		if ev.Bus == BusVoice && ev.At <= at && at < ev.End() {
			m.Words = ev.Text
		}
	}
	m.Volume = c.volume
	if m.State == Running || m.State == Paused {
		m.CanNext = m.Open || c.following(s, m.Position) >= 0
		m.CanAgain = c.routine != nil
	}
	t := s.before
	t.add(s, at, m.State == Over)
	m.HeldLeft, m.HeldRight, m.Whole, m.Cut = t.left, t.right, t.whole, t.cut
	return m
}
