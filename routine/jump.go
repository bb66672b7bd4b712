package routine

import "slices"

// next ends an open step, or goes to the phase that follows; Found only the
// former.
func (c *Course) next(at Samples, v Verb) {
	e := c.now()
	place := e.at(at)
	if o, ok := e.waits(at); ok {
		c.apply(edit{at: at, cut: true, score: e.score, place: o.To, resume: at + SamplesIn(answerWord)},
			c.chime(at, chimeKey, true))
		return
	}
	if e.state == Running && e.score.announces(place) && !(e.jumped && e.score.announces(e.place)) {
		c.only(at, chimeKey) // the angle is found, by itself or by a key before: the hold is not to be skipped
		return
	}
	to := c.following(e, place)
	if v == Found || to < 0 {
		c.only(at, chimeRefused)
		return
	}
	c.againAt = -never
	c.jump(at, to, sayNext)
}

// waits is the open step that is on, while a key is answered there, too.
func (e era) waits(at Samples) (Interval, bool) {
	place := e.at(at)
	for _, o := range e.score.opens {
		if e.state == Running && o.From <= place && place < o.To {
			return o, true
		}
	}
	return Interval{}, false
}

// announces tells whether at a place the words are on that lead from an open
// step to a hold.
func (p *Plan) announces(place Samples) bool {
	to := p.PhaseAt(place) + 1
	return to < len(p.Phases) && p.Phases[to].Name == PhaseHold && place >= p.Phases[to].Lead &&
		slices.ContainsFunc(p.opens, func(o Interval) bool { return o.To == p.Phases[to].Lead })
}

// following is the phase that Next goes to, -1 for none. From a session that
// is held it is one where it can go on.
func (c *Course) following(e era, place Samples) int {
	for on := e.score.leading(place) + 1; c.routine != nil && on < len(e.score.Phases); on++ {
		if e.state != Paused || !e.score.Phases[on].redone() {
			return on
		}
	}
	return -1
}

// back goes to the start of the phase that is on, or of the one before the
// last one it went to.
func (c *Course) back(at Samples) {
	e := c.now()
	if c.routine == nil {
		c.only(at, chimeRefused)
		return
	}
	to := e.score.leading(e.at(at))
	if at-c.againAt < SamplesIn(TwiceWithin) {
		to = c.again - 1
	}
	to = c.held(to)
	word := sayAgain
	if to < 0 || c.base.standsIn(to) {
		to, word = 0, sayStart
	}
	c.again, c.againAt = to, at
	c.jump(at, to, word)
}

// goTo goes to the start of the phase that is on at a place. Forward it does not
// go back: within the phase that is on it refuses.
func (c *Course) goTo(at, place Samples) {
	e := c.now()
	if c.routine == nil || place < 0 || place >= e.score.Length {
		c.only(at, chimeRefused)
		return
	}
	c.againAt = -never
	is := e.at(at)
	on, to := e.score.leading(is), c.held(e.score.PhaseAt(place))
	switch {
	case place > is && to <= on:
		c.only(at, chimeRefused)
	case to > on:
		c.jump(at, to, sayNext)
	default:
		c.jump(at, to, sayAgain)
	}
}

// held is the phase itself, or, of a session that is held, the one with which it
// goes on from there.
func (c *Course) held(phase int) int {
	for c.now().state == Paused && phase > 0 && c.base.Phases[phase].redone() {
		phase--
	}
	return phase
}

// jump goes to the words that lead to a phase, once a leg that is up is told to
// come down, if it is to. Where the session is held it stays so, and says where
// that is.
func (c *Course) jump(at Samples, to int, word string) {
	e, goal := c.now(), c.base.Phases[to]
	place := c.base.runIn
	if to > 0 {
		place = goal.Lead
	}
	cues, after := []string{word}, SamplesIn(settle)
	if on := c.base.Phases[min(len(c.base.Phases)-1, e.score.PhaseAt(e.at(at)))]; c.lifted(at) && !(goal.lifts() && goal.Side == on.Side) {
		if release := c.base.release(on); len(c.known(release)) > 0 {
			cues, after = append(cues, release), SamplesIn(legLowers)
		}
	}
	if e.state == Paused {
		cues = append(append(cues, c.where(goal, c.base.Rounds, c.base.leftAt(goal.Start), false)...), sayPaused)
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), cues...)
	ed := edit{at: at, cut: true, score: c.base, place: place, resume: end + after, jumped: true}
	if e.state == Paused {
		ed.resume, ed.state = never, Paused
		words = append(words, c.reminders(end)...)
	}
	c.apply(ed, words)
}

// release is the cue that lets a leg down in the round of a phase, empty where
// there is none.
func (p *Plan) release(round Phase) string {
	for _, ph := range p.Phases {
		if ph.Name != PhaseRelease || ph.Side != round.Side || ph.Round != round.Round {
			continue
		}
		for _, e := range p.Events {
			if e.tie == tieSentence && e.At >= ph.Start && e.At < ph.End {
				return e.Cue
			}
		}
	}
	return ""
}
