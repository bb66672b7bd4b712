package routine

import (
	"slices"
	"time"
)

// An aside is said beside what is planned, because a listener asks. Most of a
// session waits for it. A hold and a rest have the length that was promised, so
// they run on, and the aside is said over them: planned words that it meets are
// said after it, or left out where that would be too late. What finds no room in
// them any more is said after the first words of the phase that follows, which
// then waits.

// muchSooner is how much earlier an aside in short words is worth them.
const muchSooner = 2 * time.Second

// aside is the last one.
type aside struct {
	Interval // of the clock
	asked    Verb
	without  *Plan   // the session as it is but for what the aside has moved
	waits    Samples // the place where it waits, never where it runs on
}

// asking is an aside that is to find its time: what is said of a phase at a
// place, in as many forms as there are, the best one first.
type asking func(p *Plan, on Phase, then func(said Samples) Samples) [][]string

// stand is the session as it stands at an offset of the clock, and its place,
// but for what an aside that is not over has moved.
func (c *Course) stand(at Samples) (*Plan, Samples) {
	e := c.now()
	place := e.at(at)
	switch a := c.aside; {
	case a.without == nil || at >= a.To+SamplesIn(settle):
	case a.waits < never:
		return a.without, min(place, a.waits)
	case at < a.From:
		return a.without.insteadOf(e.score, place), place
	}
	return e.score, place
}

// insteadOf is the plan as it takes the place of another one. What it has and
// the other had not comes too late at a place just behind: what is under it has
// not made room.
func (p *Plan) insteadOf(other *Plan, place Samples) *Plan {
	next := *p
	next.Events = nil
	soon := place + SamplesIn(DuckAhead)
	for _, ev := range p.Events {
		same := func(e Event) bool { return e.At == ev.At && e.Cue == ev.Cue }
		if ev.Bus == BusVoice && ev.At > place && ev.At < soon && !slices.ContainsFunc(other.Events, same) {
			if ev.At = soon; ev.tie == tieBreath || ev.End() > ev.by {
				continue
			}
		}
		next.Events = append(next.Events, ev)
	}
	sorted(next.Events)
	return &next
}

// isSaid tells whether what a verb asks for is being said.
func (c *Course) isSaid(at Samples, v Verb) bool {
	return v == c.aside.asked && c.aside.From <= at && at < c.aside.To
}

// wait lets the session wait, from a key on, while cues are said, and go on at
// a place after that.
func (c *Course) wait(at Samples, v Verb, score *Plan, place Samples, cues []string) {
	now := c.now()
	chime := c.chime(at, chimeKey, true)
	words, end := c.say(at, chime, cues...)
	if len(words) == len(chime) {
		end = at + SamplesIn(answerWord) - SamplesIn(settle) // there are none
	}
	cut := now.resume > at || place != now.at(at) || at < c.aside.To
	e := edit{at: at, cut: cut, score: score, place: place, resume: end + SamplesIn(settle), state: now.state}
	if now.state == Paused {
		e.resume = never
		words = append(words, c.reminders(end)...)
	}
	c.apply(e, words)
	c.aside = aside{Interval: Interval{at, end}, asked: v}
}

// over says an aside over a phase that runs on, or else after the first words of
// the one that does not.
func (c *Course) over(at Samples, v Verb, ask asking) {
	score, _ := c.stand(at)
	e := c.now()
	shift := e.resume - e.place // from a place to the clock
	a := aside{asked: v, without: score, waits: never}
	from := c.silent(score, at)
	var words []Event
	moved := score
	for i := score.PhaseAt(at - shift); i < len(score.Phases) && words == nil; i++ {
		on := score.Phases[i]
		from = max(from, on.Start+shift+SamplesIn(answerWord))
		if on.exact() {
			if words = c.room(score, on, from, at, ask); words != nil {
				moved = score.around(words[0].At-shift, words[len(words)-1].End()-shift)
			}
			continue
		}
		a.waits = max(score.firstWords(on), from-SamplesIn(answerGap)-shift)
		from = a.waits + SamplesIn(answerGap) + shift
		forms := ask(score, on, func(Samples) Samples { return a.waits })
		if len(forms) == 0 {
			break // it has just been said
		}
		var end Samples
		words, end = c.say(from-SamplesIn(answerWord), nil, forms[0]...)
		moved = score.waiting(a.waits, end+SamplesIn(settle)-a.waits-shift)
	}
	chime := c.chime(at, chimeKey, false)
	if len(words) == 0 {
		a = aside{}
	} else {
		a.Interval = Interval{words[0].At, words[len(words)-1].End()}
	}
	c.dropPending(at)
	ed := c.seamless(at)
	ed.score = moved
	c.apply(ed, append(chime, words...))
	c.aside = a
}

// dropPending leaves out an aside that has not begun.
func (c *Course) dropPending(at Samples) {
	if c.aside.From > at {
		c.overlay = slices.DeleteFunc(c.overlay, func(e Event) bool { return e.Bus == BusVoice && e.At >= c.aside.From })
	}
}

// tell speaks a cue if it can be spoken at once, after a chime.
func (c *Course) tell(at Samples, cue string) bool {
	e := c.now()
	if _, ok := c.lib.Spoken[cue]; !ok || e.state != Running || e.resume > at || at < c.aside.To {
		return false
	}
	score, place := e.score, e.at(at)
	from := at + SamplesIn(answerWord)
	_, end := c.say(at, nil, cue)
	if on := score.Phases[score.PhaseAt(place)]; end-at+place > on.asidesUntil() {
		return false
	}
	for _, ev := range score.Events {
		if ev.Bus == BusVoice && ev.tie != tieBreath && ev.At < end-at+place+SamplesIn(answerGap) && ev.End()+SamplesIn(answerGap) > from-at+place {
			return false
		}
	}
	if c.silent(score, at) > from {
		return false
	}
	words, _ := c.say(at, c.chime(at, chimeRefused, false), cue)
	ed := c.seamless(at)
	ed.score = score.around(from-at+place, end-at+place)
	c.apply(ed, words)
	c.aside = aside{Interval: Interval{from, end}, asked: Louder, without: score, waits: never}
	return true
}
