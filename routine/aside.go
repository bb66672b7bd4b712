package routine

// An aside is said because a listener asks, beside what is planned. Most of a
// session waits for it. A hold and a rest last as long as was promised, so the
// aside is said between their planned words. If it fits nowhere before their
// end, it is said after the first words of the next phase that can wait, and
// that phase waits. Planned words are never moved or left out for it: an aside
// becomes a part of the plan, like any other words.

// aside is the last one.
type aside struct {
	Interval // of the clock: from its first word to its last
	verb     Verb
	without  *Plan // the plan before it
}

// current returns the plan that is on at an offset of the clock and the position
// in it, without an aside that is yet to come.
func (c *Course) current(at Samples) (*Plan, Samples) {
	s := c.now()
	if c.aside.without != nil && c.aside.From > at {
		return c.aside.without, s.at(at)
	}
	return s.plan, s.at(at)
}

// isSaid reports whether what a verb asks for is being said.
func (c *Course) isSaid(at Samples, v Verb) bool {
	return v == c.aside.verb && c.aside.From <= at && at < c.aside.To
}

// wait lets the session wait, from a key on, while cues are said, and go on at a
// position after that.
func (c *Course) wait(at Samples, v Verb, p *Plan, position Samples, cues []string) {
	s := c.now()
	chime := c.chime(at, chimeKey, true)
	words, end := c.say(at, chime, cues...)
	if len(words) == len(chime) {
		end = at + SamplesIn(answerWord) - SamplesIn(settle) // there are none
	}
	cut := s.resume > at || position != s.at(at) || at < c.aside.To
	e := edit{at: at, cut: cut, plan: p, position: position, resume: end + SamplesIn(settle), state: s.state}
	c.apply(e, words)
	c.aside = aside{Interval: Interval{at, end}, verb: v}
}

// asking returns the cues that answer a question at a position of a phase, in
// one form or more, the best one first. Brief ones are for the gaps of a phase
// that does not wait.
type asking func(on Phase, position Samples, brief bool) (forms [][]string)

// over plans an aside in a hold or a rest that runs on.
func (c *Course) over(at Samples, v Verb, ask asking) {
	p, position := c.current(at)
	words, gap := c.findRoom(p, position+SamplesIn(answerWord), ask)
	a := aside{verb: v, without: p}
	next := p
	if len(words) > 0 {
		if gap.To > gap.From {
			next = p.shifted(gap.From, gap.To-gap.From, false)
		}
		next = next.with(words)
		clock := at - position
		a.Interval = Interval{words[0].At + clock, words[len(words)-1].End() + clock}
	}
	e := c.seamless(at)
	e.plan = next
	c.apply(e, c.chime(at, chimeKey, false))
	c.aside = a
}

// findRoom returns the words of an aside at the first positions, from one on, at
// which they can be said; none if there is nothing to be said. The plan has to
// wait for them over the gap, if that is not empty.
func (c *Course) findRoom(p *Plan, from Samples, ask asking) (words []Event, gap Interval) {
	for i := p.PhaseAt(from - SamplesIn(answerWord)); i < len(p.Phases); i++ {
		on := p.Phases[i]
		from = max(from, on.Start+SamplesIn(answerWord))
		if on.exact() {
			if words, done := c.between(p, from, on, ask); done {
				return words, Interval{}
			}
			continue
		}
		after := max(p.firstWords(on), from-SamplesIn(answerGap))
		if after > on.End {
			continue
		}
		forms := ask(on, after, false)
		if len(forms) == 0 {
			break
		}
		words, end := c.words(after+SamplesIn(answerGap), forms[0]...)
		return words, Interval{after, end + SamplesIn(settle)}
	}
	return nil, Interval{}
}

// between returns words in the first gap between planned ones in a phase, from a
// position on, that holds them. It is done if there is one, or nothing to be said.
func (c *Course) between(p *Plan, from Samples, on Phase, ask asking) (words []Event, done bool) {
	gap, until := SamplesIn(answerGap), on.asidesUntil()
	for _, e := range append(p.voices(), Event{At: never}) {
		if e.End()+gap <= from {
			continue
		}
		if from >= until {
			break
		}
		forms := ask(on, from, true)
		for _, cues := range forms {
			if words, end := c.words(from, cues...); end <= min(until, e.At-gap) {
				return words, true
			}
		}
		if len(forms) == 0 {
			return nil, true
		}
		from = e.End() + gap
	}
	return nil, false
}

// asidesUntil returns the position by which an aside in a phase must be over.
func (p Phase) asidesUntil() Samples {
	if p.Name == PhaseHold {
		return p.End - Rate
	}
	return p.End - SamplesIn(answerGap)
}

// firstWords returns the position at which the first instruction of a phase has
// been said, or at which the phase begins.
func (p *Plan) firstWords(on Phase) Samples {
	for _, in := range p.told {
		if in.From >= on.Start && in.From < on.End && in.To > in.From {
			return in.To
		}
	}
	return on.Start
}

func (p *Plan) voices() (all []Event) {
	for _, e := range p.Events {
		if e.Bus == BusVoice {
			all = append(all, e)
		}
	}
	return all
}

// with returns the plan with more events.
func (p *Plan) with(more []Event) *Plan {
	next := *p
	next.Events = append(append([]Event(nil), p.Events...), more...)
	sortEvents(next.Events)
	return &next
}

// sayNow speaks a cue after a refusal, if it can be spoken at once between what
// is planned, and reports whether it does.
func (c *Course) sayNow(at Samples, cue string) bool {
	s := c.now()
	if s.state != Running || s.resume > at || at < c.aside.To {
		return false
	}
	position := s.at(at)
	from := position + SamplesIn(answerWord)
	words, _ := c.between(s.plan, from, s.plan.Phases[s.plan.PhaseAt(position)], func(Phase, Samples, bool) [][]string { return [][]string{{cue}} })
	if len(words) == 0 || words[0].At > from {
		return false
	}
	e := c.seamless(at)
	e.plan = s.plan.with(words)
	c.apply(e, c.chime(at, chimeRefused, false))
	c.aside = aside{Interval: Interval{at, at + words[0].End() - position}, verb: Louder, without: s.plan}
	return true
}
