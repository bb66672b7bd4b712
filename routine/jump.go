package routine

// next ends an open step, or goes to the phase that follows; Found only the
// former.
func (c *Course) next(at Samples, v Verb) {
	e := c.now()
	place := e.at(at)
	if at-c.found < SamplesIn(TwiceWithin) {
		c.only(at, chimeRefused) // it is on its way, and is not to be skipped by a second thought
		return
	}
	if e.state == Running && e.resume <= at {
		for _, o := range e.score.opens {
			if o.From <= place && place < o.To {
				c.found = at
				c.apply(edit{at: at, cut: true, score: e.score, place: o.To, resume: at + SamplesIn(answerWord)},
					c.chime(at, chimeKey, true))
				return
			}
		}
	}
	to := c.following(place, e)
	if v == Found || to < 0 {
		c.only(at, chimeRefused)
		return
	}
	c.jump(at, to, sayNext)
}

// following is the phase that Next goes to, -1 for none.
func (c *Course) following(place Samples, e era) int {
	on := e.score.leading(place) + 1
	if c.routine == nil || on >= len(e.score.Phases) {
		return -1
	}
	return on
}

// back goes to the start of the phase that is on, or of the one before the
// last one it went to.
func (c *Course) back(at Samples) {
	e := c.now()
	if c.routine == nil {
		c.only(at, chimeRefused)
		return
	}
	word := sayAgain
	to := e.score.PhaseAt(e.at(at))
	if at-c.againAt < SamplesIn(TwiceWithin) {
		to = c.again - 1
	}
	if to < 0 {
		to, word = 0, sayStart
	}
	c.again, c.againAt = to, at
	c.jump(at, to, word)
}

// goTo goes to the start of the phase that is on at a place.
func (c *Course) goTo(at, place Samples) {
	e := c.now()
	if c.routine == nil || place < 0 || place >= e.score.Length {
		c.only(at, chimeRefused)
		return
	}
	word, to := sayNext, e.score.PhaseAt(place)
	if to <= e.score.leading(e.at(at)) {
		word = sayAgain
	}
	c.jump(at, to, word)
}

// jump goes to the words that lead to a phase, and stays paused there where the
// session is.
func (c *Course) jump(at Samples, to int, word string) {
	e := c.now()
	place := c.base.runIn
	if to > 0 {
		place = c.base.Phases[to].Lead
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), word)
	ed := edit{at: at, cut: true, score: c.base, place: place, resume: end + SamplesIn(settle)}
	if e.state == Paused {
		ed.resume, ed.state = never, Paused
		words = append(words, c.reminders(end)...)
	}
	c.apply(ed, words)
}
