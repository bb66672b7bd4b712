package routine

import (
	"slices"
	"strings"
)

// next ends an open step, or goes to the phase that follows. Found does only the
// former, and Next in the opening only the latter.
func (c *Course) next(at Samples, v Verb) {
	s := c.now()
	position := s.at(at)
	skips := v == Next && c.routine != nil && s.state == Running && s.plan.Phases[s.plan.PhaseAt(position)].Name == Opening
	if o, ok := s.waits(at); ok && !skips {
		c.apply(edit{at: at, cut: true, plan: s.plan, position: o.To, resume: at + SamplesIn(answerWord)},
			c.chime(at, chimeKey, true))
		return
	}
	if s.state == Running && s.plan.announces(position) && !(s.jumped && s.plan.announces(s.position)) {
		c.chimeOnly(at, chimeKey) // the angle is found, by itself or by a key before: the hold is not to be skipped
		return
	}
	to := c.following(s, position)
	if v == Found || to < 0 {
		c.chimeOnly(at, chimeRefused)
		return
	}
	c.backAt = -never
	c.jump(at, to, sayNext)
}

// announces reports whether the words that lead from an open step to a hold are
// on at a position.
func (p *Plan) announces(position Samples) bool {
	to := p.PhaseAt(position) + 1
	return to < len(p.Phases) && p.Phases[to].Name == PhaseHold && position >= p.Phases[to].Lead &&
		slices.ContainsFunc(p.opens, func(o Interval) bool { return o.To == p.Phases[to].Lead })
}

// following returns the phase that Next goes to, -1 if there is none. From a
// pause it is one with which the session can go on.
func (c *Course) following(s *segment, position Samples) int {
	for on := s.plan.leading(position) + 1; c.routine != nil && on < len(s.plan.Phases); on++ {
		if s.state != Paused || s.plan.leadIn(on) == on {
			return on
		}
	}
	return -1
}

// goBack goes to the start of the phase that is on, or of the one before that
// the last Again went to.
func (c *Course) goBack(at Samples) {
	s := c.now()
	if c.routine == nil {
		c.chimeOnly(at, chimeRefused)
		return
	}
	to := s.plan.leading(s.at(at))
	if at-c.backAt < SamplesIn(TwiceWithin) {
		to = c.back - 1
	}
	to = c.resumable(to)
	word := sayAgain
	if to < 0 || c.base.standsIn(to) {
		to, word = 0, sayStart
	}
	c.back, c.backAt = to, at
	c.jump(at, to, word)
}

// goTo goes to the start of the phase that is on at a position. A position later
// in the phase that is on is refused: forward does not go back.
func (c *Course) goTo(at, position Samples) {
	s := c.now()
	if c.routine == nil || position < 0 || position >= s.plan.Length {
		c.chimeOnly(at, chimeRefused)
		return
	}
	c.backAt = -never
	is := s.at(at)
	on, to := s.plan.leading(is), c.resumable(s.plan.PhaseAt(position))
	switch {
	case position > is && to <= on:
		c.chimeOnly(at, chimeRefused)
	case to > on:
		c.jump(at, to, sayNext)
	default:
		c.jump(at, to, sayAgain)
	}
}

// resumable returns the phase itself or, in a pause, the one with which the session
// would go on.
func (c *Course) resumable(phase int) int {
	if c.now().state == Paused && phase >= 0 {
		return c.base.leadIn(phase)
	}
	return phase
}

// jump goes to the words that lead to a phase. A leg that is up, and not to stay
// up, is told to come down first. A paused session stays paused and says where it is.
func (c *Course) jump(at Samples, to int, word string) {
	s, goal := c.now(), c.base.Phases[to]
	position := c.base.runIn
	if to > 0 {
		position = goal.Lead
	}
	cues, after := []string{word}, SamplesIn(settle)
	if on := c.base.Phases[min(len(c.base.Phases)-1, s.plan.PhaseAt(s.at(at)))]; c.lifted(at) && !(goal.lifts && goal.Side == on.Side) {
		if release := c.base.release(on); len(c.known(release)) > 0 {
			cues, after = append(cues, release), SamplesIn(legLowers)
		}
	}
	if s.state == Paused {
		cues = append(append(cues, c.where(goal, c.base.Rounds, c.base.remainingAt(goal.Start), false)...), sayPaused)
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), cues...)
	c.apply(edit{at: at, cut: true, plan: c.base, position: position, resume: end + after, jumped: true, state: s.state}, words)
}

// otherSide starts the session over on the other side, with its first round. The
// words that name the side, and the warning that no opening lacks, are said first.
func (c *Course) otherSide(at Samples) {
	s := c.now()
	if !c.canSwitch(s, s.at(at)) {
		c.chimeOnly(at, chimeRefused)
		return
	}
	set := c.settings
	set.Side = set.Side.other()
	p, err := c.routine.Plan(set, c.lib)
	if err != nil || len(p.Phases) < 2 {
		c.chimeOnly(at, chimeRefused)
		return
	}
	c.settings, c.base = set, p
	c.backAt = -never
	cues := append([]string{c.routine.welcome(set.Side)}, c.routine.warning()...)
	words, end := c.say(at, c.chime(at, chimeKey, true), c.known(cues...)...)
	c.apply(edit{at: at, cut: true, plan: p, position: p.Phases[1].Lead, resume: end + SamplesIn(settle), jumped: true, state: s.state}, words)
}

// canSwitch reports whether a session can start over on the other side.
func (c *Course) canSwitch(s *segment, position Samples) bool {
	return c.routine != nil && slices.Contains(c.routine.Sides, c.settings.Side.other()) &&
		s.plan.Phases[s.plan.PhaseAt(position)].Name == Opening && !s.plan.remains
}

// welcome returns the short cue that names the side in the opening, empty if there
// is none.
func (r *Routine) welcome(side Side) string {
	for _, step := range r.Opening {
		if step.Do == doSay && strings.Contains(step.Cues[0][levelFull], sideMark) {
			return sided(step.Cues[0][levelShort], side)
		}
	}
	return ""
}

// warning returns the cues that no opening lacks, but for those that name a side.
func (r *Routine) warning() (cues []string) {
	for _, step := range r.Opening {
		if step.Do == doSay && step.applies(Settings{Before: BeforeNone}) && !strings.Contains(step.Cues[0][levelFull], sideMark) {
			for _, spoken := range step.Cues {
				cues = append(cues, spoken[levelFull])
			}
		}
	}
	return cues
}

// release returns the cue that lets the leg down that is up in a phase, empty if
// there is none.
func (p *Plan) release(on Phase) string {
	for _, ph := range p.Phases {
		if ph.Name != PhaseRelease || ph.Side != on.Side || ph.Round != on.Round || ph.part < on.part {
			continue
		}
		for _, e := range p.Events {
			if e.Bus == BusVoice && e.At >= ph.Start && e.At < ph.End {
				return e.Cue
			}
		}
	}
	return ""
}
