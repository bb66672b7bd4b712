package routine

import "slices"

// An aside is said because a listener asks, beside what is planned. Most of a
// session waits for it. A hold and a rest last as long as was promised, so the
// aside is said between their planned words. If it fits nowhere before their
// end, it is said after the first words of the next phase that can wait, and
// that phase waits. Planned words are never moved or left out for it. An aside that
// has not begun gives way to whatever else is asked.

// aside is the last one.
type aside struct {
	Interval // of the clock: from its first word to its last
	verb     Verb
}

// isSaid reports whether what a verb asks for is being said.
func (c *Course) isSaid(at Samples, v Verb) bool {
	return v == c.aside.verb && c.aside.From <= at && at < c.aside.To
}

// wait lets the session wait, from a key on, while cues are said, and go on at a
// position after that.
func (c *Course) wait(at Samples, v Verb, position Samples, cues []string) {
	s := c.now(at)
	words, end := c.say(at, chimeKey, cues...)
	resume := end + SamplesIn(settle)
	if len(cues) == 0 {
		resume = at + SamplesIn(answerWord)
	}
	c.begin(segment{from: at, place: place{s.plan, position}, resume: resume, state: s.state}, words)
	c.aside = aside{Interval{at, end}, v}
}

// asking returns the cue lists that may be spoken at an offset of the clock, in a phase
// of the course's plan: the preferred one first, none if there is nothing to be said.
type asking func(on Phase, at Samples) (forms [][]string)

// over plans an aside in a hold or a rest that runs on.
func (c *Course) over(at Samples, v Verb, ask asking) {
	c.withdraw(at)
	words, wait := c.findRoom(at+SamplesIn(answerWord), ask)
	if len(words) > 0 {
		c.aside = aside{Interval{words[0].At, words[len(words)-1].End()}, v}
	}
	rest := c.plan
	if wait.To > wait.From {
		rest = rest.shifted(wait.From, wait.To-wait.From, false)
		c.segments = append(c.segments, segment{from: wait.From, place: c.last().at(wait.From), resume: wait.To, end: rest.Length})
	}
	c.now(at).end = rest.Length
	c.edit(at, false, append(c.chime(at, chimeKey), words...), rest)
}

// withdraw takes back an aside that has not begun.
func (c *Course) withdraw(at Samples) {
	if c.aside.From <= at {
		return
	}
	p := *c.plan
	p.Events = slices.DeleteFunc(slices.Clone(p.Events), func(e Event) bool { return e.Answers && e.At >= c.aside.From })
	c.plan = &p
	if wait := c.last(); wait.from > at {
		c.plan = p.shifted(wait.resume, wait.from-wait.resume, false)
		c.segments = c.segments[:len(c.segments)-1]
	}
	c.aside = aside{}
}

// findRoom returns the words of an aside at the first offsets, from one on, at which
// they can be said; none if there is nothing to be said. The session has to wait for
// them over an interval, if that is not empty.
func (c *Course) findRoom(from Samples, ask asking) (words []Event, wait Interval) {
	p := c.plan
	for i := p.PhaseAt(from - SamplesIn(answerWord)); i < len(p.Phases); i++ {
		on := p.Phases[i]
		from = max(from, on.Start+SamplesIn(answerWord))
		if on.exact() {
			if words, done := c.between(from, on, ask); done {
				return words, Interval{}
			}
			continue
		}
		after := max(p.firstWords(on).To, from-SamplesIn(answerGap))
		if after > on.End {
			continue
		}
		forms := ask(on, after)
		if len(forms) == 0 {
			break
		}
		words, end := c.words(after+SamplesIn(answerGap), forms[0]...)
		return words, Interval{after, end + SamplesIn(settle)}
	}
	return nil, Interval{}
}

// between returns words in the first gap between others in a phase, from an offset
// on, that holds them. It is done if there is one, or nothing to be said.
func (c *Course) between(from Samples, on Phase, ask asking) (words []Event, done bool) {
	gap := SamplesIn(answerGap)
	until := on.End - gap
	if on.Name == PhaseHold {
		until = on.End - Rate
	}
	for _, e := range append(slices.Clip(c.plan.Events), Event{At: never, Bus: BusVoice}) {
		if e.Bus != BusVoice || e.End()+gap <= from {
			continue
		}
		if from >= until {
			break
		}
		forms := ask(on, from)
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

// firstWords returns the interval of the first instruction that is said in a phase. If
// there is none, it is empty and at the start of the phase.
func (p *Plan) firstWords(on Phase) Interval {
	for _, in := range p.told {
		if in.From >= on.Start && in.From < on.End && in.To > in.From {
			return in.Interval
		}
	}
	return Interval{on.Start, on.Start}
}

// atOnce returns a cue as it is spoken as soon as the chime of a refusal has been heard;
// nothing if other words are spoken then, or a hold ends.
func (c *Course) atOnce(at Samples, cue string) []Event {
	from, gap := at+SamplesIn(answerWord), SamplesIn(answerGap)
	words, end := c.words(from, cue)
	if end > c.plan.Length {
		return nil
	}
	for _, e := range c.plan.Events {
		if e.Bus == BusVoice && e.End()+gap > from && e.At-gap < end || e.ends && e.At > at && e.At < end+Rate {
			return nil
		}
	}
	return words
}
