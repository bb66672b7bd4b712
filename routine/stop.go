package routine

// lifts tells whether a leg is up at an offset of the clock, as far as this era
// tells: by the phase that is on, up to where its words let the leg down.
func (e era) lifts(at Samples) bool {
	if e.state != Running || e.resume > at {
		return false
	}
	place := e.at(at)
	i := e.score.PhaseAt(place)
	switch on := e.score.Phases[i]; {
	case on.Name == PhaseTake:
		return e.score.said(on, place) < place
	case on.Name == PhaseRelease && i+1 < len(e.score.Phases):
		return place < e.score.Phases[i+1].Lead
	default:
		return on.lifts()
	}
}

// lifted tells whether a leg is up at an offset of the clock that is not before
// the last edit: one that was up before this era began is down after a while,
// or when the release has been said.
func (c *Course) lifted(at Samples) bool {
	e := c.now()
	if e.lifts(at) {
		return true
	}
	if e.state == Running && e.resume <= at {
		for _, p := range e.score.Phases {
			if p.Name == PhaseRelease && p.End > e.place && p.End <= e.at(at) {
				return false
			}
		}
	}
	return at-e.lifted < SamplesIn(legDown)
}

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	score, place := c.stand(at)
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), word)
	fade := end + SamplesIn(answerGap)
	c.volumes = c.volumes.then(fade, SamplesIn(stopFade), 1, 0)
	c.apply(edit{at: at, cut: true, score: score, place: place, resume: never, state: Stopping, end: fade + SamplesIn(stopFade)}, words)
}

// stopNow ends the session with a fade that is heard as none.
func (c *Course) stopNow(at Samples) {
	score, place := c.stand(at)
	fade := SamplesIn(cutFade)
	c.volumes = c.volumes.then(at, fade, 1, 0)
	c.apply(edit{
		at: at, score: score, place: place, resume: never, state: Stopping, end: min(c.plan.Length, at+fade),
	}, nil)
}
