package routine

import (
	"slices"
	"time"
)

// An aside is spoken over a session that is held, or that runs on: then no
// planned words are under it, and none is late that has its moment.

// muchSooner is how much earlier an aside in short words is worth them.
const muchSooner = 2 * time.Second

// speakAside answers with a chime, and then with cues, as soon as they may be
// spoken: with those of the second form, if there is one and the first would
// have to wait for long.
func (c *Course) speakAside(at Samples, v Verb, forms ...func(at Samples) []string) {
	e := c.now()
	place := e.at(at)
	cues := forms[0]
	if len(cues(at)) == 0 {
		c.only(at, chimeRefused)
		return
	}
	if v == c.asked && c.aside.From <= at && at < c.aside.To {
		c.only(at, chimeKey) // it is being said
		return
	}
	if e.state == Paused || e.resume > at {
		words, end := c.say(at, c.chime(at, chimeKey, true), cues(at+SamplesIn(answerWord))...)
		ed := edit{at: at, cut: true, score: e.score, place: e.place, resume: end + SamplesIn(settle), state: e.state}
		if e.state == Paused {
			ed.resume = never
			words = append(words, c.reminders(end)...)
		}
		c.apply(ed, words)
		c.asked, c.aside = v, Interval{at, end}
		return
	}
	if e.score.talks(place) {
		// The talk waits, and the sentence that was cut is said again.
		begin := e.score.unit(place)
		chime := c.chime(at, chimeKey, true)
		words, end := c.say(at, chime, cues(at+SamplesIn(answerWord))...)
		c.apply(edit{at: at, cut: begin < place || at < c.aside.To, score: e.score, place: begin, resume: end + SamplesIn(settle)}, words)
		c.asked, c.aside = v, Interval{at, end}
		return
	}
	ed := c.seamless(at)
	c.overlay = slices.DeleteFunc(c.overlay, func(ev Event) bool {
		return ev.Bus == BusVoice && c.aside.From > at // it had not begun
	})
	from, words := c.fit(at, cues)
	for _, form := range forms[1:] {
		if soon, few := c.fit(at, form); len(few) > 0 && (len(words) == 0 || soon < from-SamplesIn(muchSooner)) {
			from, words = soon, few
		}
	}
	if len(words) == 0 {
		c.only(at, chimeRefused)
		return
	}
	chime := c.chime(at, chimeKey, false)
	end := words[len(words)-1].End()
	ed.score = e.score.around(from-ed.resume+ed.place, end-ed.resume+ed.place)
	c.apply(ed, append(chime, words...))
	c.asked, c.aside = v, Interval{from, end}
}

// talks tells whether at a place there are words alone, or nothing, so that
// all can wait: in the opening and the closing, where no breath is planned.
func (p *Plan) talks(place Samples) bool {
	if p.Phases[p.PhaseAt(place)].Round > 0 {
		return false
	}
	for _, b := range p.Breaths {
		if b.In <= place && place < b.End {
			return false
		}
	}
	return true
}

// fit finds the first time at which an aside can be spoken over a session that
// runs on, and its words.
func (c *Course) fit(at Samples, cues func(at Samples) []string) (from Samples, words []Event) {
	e := c.now()
	shift := e.resume - e.place // from a place to the clock
	gap := SamplesIn(answerGap)
	from = at + SamplesIn(answerWord)
	for _, ev := range c.plan.Events {
		if ev.Bus == BusVoice && ev.At <= at && ev.End() > at {
			from = max(from, ev.End()+gap)
		}
	}
	if c.aside.From <= at {
		from = max(from, c.aside.To+gap) // all of its cues
	}
	for range len(e.score.Events) {
		words, end := c.say(from-SamplesIn(answerWord), nil, cues(from)...)
		if len(words) == 0 {
			return from, nil
		}
		later := from
		if on := e.score.Phases[e.score.PhaseAt(from-shift)]; on.Name == PhaseHold && end > on.End+shift-Rate {
			later = on.End + shift + gap
		}
		for _, ev := range e.score.Events {
			if ev.Bus != BusVoice || ev.At+shift >= end+gap || ev.End()+shift+gap <= from {
				continue
			}
			// It is being spoken, or it is to be in time.
			if ev.At+shift <= at+SamplesIn(DuckAhead) || ev.tie == tieFirm {
				later = max(later, ev.End()+shift+gap)
			}
		}
		if later == from {
			return from, words
		}
		from = later
	}
	return from, nil
}

// around is the plan with room for an aside: what it would meet is said after
// it, or left out where that would be too late.
func (p *Plan) around(from, to Samples) *Plan {
	gap, moved := SamplesIn(answerGap), *p
	moved.Events = nil
	var wait, since Samples // of the talk
	for _, ev := range p.Events {
		if ev.Bus == BusVoice && ev.At < to+gap && ev.End()+gap > from && ev.At+gap > from {
			switch ev.tie {
			case tieTalk:
				if wait == 0 {
					since, wait = ev.At, to+SamplesIn(settle)-ev.At
				}
			case tieLoose:
				if ev.At = to + gap; ev.End() > ev.by {
					continue
				}
			case tieBreath:
				continue
			}
		}
		moved.Events = append(moved.Events, ev)
	}
	sorted(moved.Events)
	if wait > 0 {
		moved.wait(since, wait)
	}
	return &moved
}

// wait moves all that begins at a place or later.
func (p *Plan) wait(at, by Samples) {
	later := func(n Samples) Samples {
		if n >= at {
			return n + by
		}
		return n
	}
	for i := range p.Events {
		p.Events[i].At = later(p.Events[i].At)
	}
	p.Phases, p.Breaths, p.opens = slices.Clone(p.Phases), slices.Clone(p.Breaths), slices.Clone(p.opens)
	for i, ph := range p.Phases {
		p.Phases[i].Start, p.Phases[i].End, p.Phases[i].Lead = later(ph.Start), later(ph.End), later(ph.Lead)
	}
	for i, b := range p.Breaths {
		if b.In >= at {
			p.Breaths[i] = b.shifted(by)
		}
	}
	for i, o := range p.opens {
		if o.From >= at {
			p.opens[i] = Interval{o.From + by, o.To + by}
		}
	}
	p.Length += by
}

// tell speaks a cue if it can be spoken at once, after a chime.
func (c *Course) tell(at Samples, cue string) bool {
	e := c.now()
	if e.state != Running || e.resume > at || at < c.aside.To || e.score.talks(e.at(at)) && e.score.unit(e.at(at)) < e.at(at) {
		return false
	}
	from, words := c.fit(at, func(Samples) []string { return []string{cue} })
	if len(words) == 0 || from > at+SamplesIn(answerWord) {
		return false
	}
	chime := c.chime(at, chimeRefused, false)
	ed := c.seamless(at)
	ed.score = e.score.around(from-ed.resume+ed.place, words[0].End()-ed.resume+ed.place)
	c.apply(ed, append(chime, words...))
	c.asked, c.aside = Louder, Interval{from, words[0].End()}
	return true
}
