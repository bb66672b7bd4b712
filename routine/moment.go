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

	// Breath is how far the planned breath has risen, 0 to 1; BreathIn tells
	// whether it rises. Both are zero where no breath is planned.
	Breath   float64
	BreathIn bool
	Words    string  // that are being spoken, empty where none are
	Volume   float64 // dB, MinVolume to MaxVolume

	CanNext, CanAgain bool // whether Next and Again would do something

	onLeft Samples

	// How long each side has been stretched so far; how many holds were kept to
	// their end, and how many were not.
	HeldLeft, HeldRight Samples
	Whole, Cut          int
}

// Phase is the phase that is on.
func (m Moment) Phase() Phase { return m.Phases[m.On] }

// PhaseRemaining is how much of the phase that is on is left; of a session that
// stops, or is paused where it will not go on, 0.
func (m Moment) PhaseRemaining() Samples { return m.onLeft }

// Moment is what is on at an offset of the clock, which may be up to half a
// minute before the last edit.
func (c *Course) Moment(at Samples) Moment {
	at = min(at, c.plan.Length)
	i := len(c.eras) - 1
	for i > 0 && c.eras[i].from > at {
		i--
	}
	e := c.eras[i]
	m := Moment{Clock: at, Position: e.at(at), Length: e.score.Length, State: e.state, Phases: e.score.Phases}
	m.On = e.score.PhaseAt(m.Position)
	switch {
	case at >= c.plan.Length:
		m.State = Over
	case e.state == Paused:
		m.On, m.Remaining, m.onLeft = e.score.leading(m.Position), e.left, e.onLeft
	case e.state == Stopping:
		m.Remaining = c.plan.Length - at
	default:
		m.Remaining, m.onLeft = max(0, e.resume-at)+m.Length-m.Position, m.Phase().End-m.Position
	}
	if m.State == Running {
		_, m.Open = e.waits(at)
		for _, b := range e.score.Breaths {
			if e.resume <= at && b.In <= m.Position && m.Position < b.End {
				m.Breath, m.BreathIn = b.Swell(m.Position), m.Position < b.Out
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
		m.CanNext = m.Open || c.following(e, m.Position) >= 0
		m.CanAgain = c.routine != nil
	}
	t := e.before
	t.add(e, at, m.State == Over)
	m.HeldLeft, m.HeldRight, m.Whole, m.Cut = t.left, t.right, t.whole, t.cut
	return m
}
