package routine

import (
	"slices"
	"strings"
)

// next ends an open step, or goes to the phase that follows. Found does only the
// former, and Next in the opening only the latter. It reports whether there is anything
// to do, as goTo and otherSide do.
func (c *Course) next(at Samples, v Verb) bool {
	s := c.now(at)
	position := s.at(at).position
	skips := v == Next && s.plan.Phases[s.plan.PhaseAt(position)].Name == Opening
	if o, ok := s.waits(at); ok && !skips {
		c.begin(segment{from: at, place: place{s.plan, o.To}, resume: at + SamplesIn(answerWord)}, c.chime(at, chimeKey))
		return true
	}
	if s.state == Running && s.plan.announces(position) && !(s.jumped != 0 && s.plan.announces(s.position)) {
		c.answer(at, chimeKey) // the angle is found, by itself or by a key before: the hold is not to be skipped
		return true
	}
	to := s.following(position)
	if v == Found || to < 0 {
		return false
	}
	c.jump(at, v, to)
	return true
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
func (s *segment) following(position Samples) int {
	for on := s.plan.leading(position) + 1; on < len(s.plan.Phases); on++ {
		if s.resumable(on) == on {
			return on
		}
	}
	return -1
}

// resumable returns the phase itself or, in a pause, the one with which the session
// would go on.
func (s *segment) resumable(phase int) int {
	if s.state == Paused {
		return s.plan.leadIn(phase)
	}
	return phase
}

// goBack goes to the start of the phase that is on, or of the one before that
// the last Again went to.
func (c *Course) goBack(at Samples) {
	s := c.now(at)
	to := s.plan.leading(s.at(at).position)
	if s.jumped == Again && at-s.from < SamplesIn(twiceWithin) {
		to = s.plan.leading(s.position) - 1
	}
	c.jump(at, Again, to)
}

// goTo goes to the start of the phase that is on at a position. A position later
// in the phase that is on is refused: forward does not go back.
func (c *Course) goTo(at, position Samples) bool {
	s := c.now(at)
	if position < 0 || position >= s.plan.Length {
		return false
	}
	is, to := s.at(at).position, s.resumable(s.plan.PhaseAt(position))
	if position > is && to <= s.plan.leading(is) {
		return false
	}
	c.jump(at, GoTo, to)
	return true
}

// jump goes to the words that lead to a phase; to the start if it is negative. A leg
// that is up, and not to stay up, is told to come down first. A paused session stays
// paused and says where it is.
func (c *Course) jump(at Samples, v Verb, to int) {
	s := c.now(at)
	p, was := s.plan, s.at(at).position
	word := sayAgain
	switch {
	case to < 0 || p.Phases[to].End <= p.runIn:
		to, word = 0, sayStart
	case to > p.leading(was):
		word = sayNext
	}
	to = s.resumable(to)
	goal, position := p.Phases[to], p.runIn
	if to > 0 {
		position = goal.Lead
	}
	cues, after := []string{word}, SamplesIn(settle)
	if on := p.Phases[p.PhaseAt(was)]; c.lifted(at) && !(goal.lifts && goal.Side == on.Side) {
		if release := p.release(on); release != "" {
			cues, after = append(cues, release), SamplesIn(legLowers)
		}
	}
	if s.state == Paused {
		cues = append(append(cues, c.where(goal, p.Rounds, p.remainingAt(goal.Start), false)...), sayPaused)
	}
	words, end := c.say(at, chimeKey, cues...)
	c.begin(segment{from: at, place: place{p, position}, resume: end + after, state: s.state, jumped: v}, words)
}

// otherSide starts the session over on the other side, with its first round. The
// words that name the side, and the warning that no opening lacks, are said first.
func (c *Course) otherSide(at Samples) bool {
	s := c.now(at)
	if !c.canSwitch(s, s.at(at).position) {
		return false
	}
	set := c.settings
	set.Side = set.Side.other()
	p, err := c.routine.Plan(set, c.lib)
	if err != nil || len(p.Phases) < 2 {
		return false
	}
	c.settings = set
	words, end := c.say(at, chimeKey, c.routine.switched(set.Side)...)
	c.begin(segment{from: at, place: place{p, p.Phases[1].Lead}, resume: end + SamplesIn(settle), state: s.state}, words)
	return true
}

// canSwitch reports whether a session can start over on the other side.
func (c *Course) canSwitch(s *segment, position Samples) bool {
	on := s.plan.Phases[s.plan.PhaseAt(position)]
	return slices.Contains(c.routine.Sides, c.settings.Side.other()) && on.Name == Opening && on.part != standIn
}

// switched returns the cues that name a side, in short, and the warning that no opening
// lacks.
func (r *Routine) switched(side Side) (cues []string) {
	named := false
	for _, step := range r.Opening {
		if step.Do != doSay {
			continue
		}
		switch names := strings.Contains(step.Cues[0][levelFull], sideMark); {
		case names && !named:
			cues = append(cues, sided(step.Cues[0][levelShort], side))
			named = true
		case !names && step.applies(Settings{Before: BeforeNone}):
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
