package routine

// lifted tells whether a leg is, at an offset of the clock that is not before
// the last edit.
func (c *Course) lifted(at Samples) bool {
	e := c.now()
	switch {
	case e.state == Paused:
		return e.lifted && at-e.from < SamplesIn(legDown)
	case e.resume > at:
		return e.lifted
	}
	place := e.at(at)
	switch on := e.score.Phases[e.score.PhaseAt(place)]; on.Name {
	case PhaseAngle, PhaseHold, PhaseRelease:
		return true
	case PhaseTake:
		return e.score.said(on, place) < place
	}
	return false
}

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	e := c.now()
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), word)
	fade := end + SamplesIn(answerGap)
	c.volumes = c.volumes.then(fade, SamplesIn(stopFade), 1, 0)
	c.apply(edit{
		at: at, cut: true, score: e.score, place: e.at(at), resume: never, state: Stopping, end: fade + SamplesIn(stopFade),
	}, words)
}

func (c *Course) stopNow(at Samples) {
	e := c.now()
	fade := SamplesIn(cutFade)
	c.volumes = c.volumes.then(at, fade, 1, 0)
	c.apply(edit{
		at: at, score: e.score, place: e.place, resume: never, state: Stopping, end: min(c.plan.Length, at+fade),
	}, nil)
}
