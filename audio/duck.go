package audio

import (
	"slices"
	"strings"
	"time"

	"uncramp/routine"
)

// The times of the ducks under words. Torcoli and others (AES Convention e-Brief, 2019)
// found that listeners prefer ducks of this order; W3C technique G56 asks for 20 dB
// between speech and what is behind it.
const (
	duckAhead = 250 * time.Millisecond // before the first word
	duckBack  = time.Second            // after the last one
	// wordsTogether is the longest gap between words in which the duck stays down.
	wordsTogether = 1500 * time.Millisecond
	// wordAfterChime is how long after its onset a chime that does not ring has decayed
	// so far that words need no duck.
	wordAfterChime = 600 * time.Millisecond
)

// utterance is words that are spoken in an interval. Words that an edit has given up
// before they were spoken end before they begin.
type utterance struct {
	routine.Interval
	until routine.Samples // the duck stays down
}

// duck returns how far the words duck.
func (u utterance) duck() envelope {
	return envelope{u.From - samples(duckAhead), u.From, u.until, u.until + samples(duckBack), forever}
}

// ducks returns how far each of these words ducks.
func ducks(words []utterance) (all []envelope) {
	for _, u := range words {
		all = append(all, u.duck())
	}
	return all
}

// utterances returns the words of a plan, in order. before are those of the plan that
// was edited: a duck of theirs that has begun is not taken back, and one that was coming
// back is not held down.
func utterances(before []utterance, p *routine.Plan) (all []utterance) {
	for _, u := range before {
		if u.duck().rises < p.Edited {
			u.To = min(u.To, p.Edited)
			all = append(all, u)
		}
	}
	if n := len(all) - 1; n >= 0 {
		all[n].until = min(all[n].until, max(p.Edited, all[n].From))
	}
	for _, e := range p.Events {
		if e.Bus != routine.BusVoice || soundsUntil(e) <= p.Edited {
			continue
		}
		said := routine.Interval{From: e.At, To: e.End()}
		if i := slices.IndexFunc(all, func(u utterance) bool { return u.From == e.At }); i >= 0 {
			all[i] = utterance{said, max(all[i].until, soundsUntil(e))}
			continue
		}
		if n := len(all) - 1; n >= 0 && all[n].until >= p.Edited && e.At-all[n].until < samples(wordsTogether) {
			all[n].until = e.At
		}
		all = append(all, utterance{said, soundsUntil(e)})
	}
	return all
}

// rings reports whether an event is a bell. The tail of a bell lies under words that
// begin long after its onset.
func rings(e routine.Event) bool {
	return e.Bus == routine.BusChime && strings.HasPrefix(e.Cue, "bell-")
}

// under returns the words that a chime ducks for: none that were over at its
// onset, so that it is as loud between words as it was made; and none at all if
// it does not ring and has fallen by the time they come.
func under(chime routine.Event, all []utterance) []utterance {
	for len(all) > 0 && all[0].To <= chime.At {
		all = all[1:]
	}
	if len(all) > 0 && !rings(chime) && all[0].From-chime.At >= samples(wordAfterChime) {
		return nil
	}
	return all
}

// duckOf returns how far a chime goes down.
func duckOf(chime routine.Event) Decibels {
	if chime.Answers {
		return answerDuck
	}
	return chimeDuck
}
