package routine

import (
	"slices"
	"strings"
	"time"
)

// How what is under words makes room for them: the figures of the design. Torcoli
// and others (AES Convention e-Brief, 2019) found listeners to prefer ducks of
// this order; W3C's technique G56 asks for 20 dB between speech and what is
// behind it.
const (
	// DuckAhead is how long before words it begins to: a duck that has begun is
	// not taken back.
	DuckAhead = 250 * time.Millisecond
	// DuckBack is how long it takes to come back after them.
	DuckBack = time.Second
	// wordsTogether: between words that are closer than this it does not come
	// back, so that it does not pump.
	wordsTogether = 1500 * time.Millisecond
)

// Utterance is words: when a voice speaks them, and until when what is under it
// makes room, which is until the next ones where those come soon. In a session
// under way some were planned, and not said: they end before they begin, where
// they were given up.
type Utterance struct {
	Interval
	Until Samples
}

// Duck is how far, from 0 to 1, what is under these words has made room for them
// at an offset: ahead of them, as the plan knows when they come, and by raised
// cosines.
func (s Utterance) Duck(at Samples) float64 {
	if at < s.From {
		return Raised(at-s.Ahead(), SamplesIn(DuckAhead))
	}
	return 1 - Raised(at-s.Until, SamplesIn(DuckBack))
}

// Ahead is where what is under them begins to make room.
func (s Utterance) Ahead() Samples { return s.From - SamplesIn(DuckAhead) }

// Over is where what is under them is back.
func (s Utterance) Over() Samples { return s.Until + SamplesIn(DuckBack) }

// Rings tells a bell from the chimes: its tail lies under words that come long
// after it.
func (e Event) Rings() bool { return e.Bus == BusChime && strings.HasPrefix(e.Cue, "bell-") }

// Under is the words that an event makes room for, of all in their order: none
// that were over when it begins, so that a chime is as loud between words as far
// from any. And a chime that does not ring makes none for words that come 0.6 s
// after it or later, for it has fallen by itself.
func (e Event) Under(all []Utterance) []Utterance {
	for len(all) > 0 && all[0].To <= e.At {
		all = all[1:]
	}
	if len(all) > 0 && e.Bus == BusChime && !e.Rings() && all[0].From-e.At >= SamplesIn(wordAfterChime) {
		return nil
	}
	return all
}

// Speech is all words, in ascending order.
func (p *Plan) Speech() []Utterance {
	if p.speech != nil {
		return p.speech
	}
	return speech(nil, p.Events, 0)
}

// speech is the words that have been, and those of the events that are over
// after an offset. Words are not joined to others that were over before they
// were planned.
func speech(been []Utterance, events []Event, after Samples) []Utterance {
	for _, e := range events {
		if e.Bus != BusVoice || e.End() <= after {
			continue
		}
		said := Interval{e.At, e.End() - e.Fade} // what fades is not there to be heard
		if i := slices.IndexFunc(been, func(s Utterance) bool { return s.From == e.At }); i >= 0 {
			been[i] = Utterance{said, max(been[i].Until, e.End())}
			continue
		}
		if n := len(been) - 1; n >= 0 && been[n].Until >= after && e.At-been[n].Until < SamplesIn(wordsTogether) {
			been[n].Until = e.At
		}
		been = append(been, Utterance{said, e.End()})
	}
	return been
}

// spoken is the words as far as they have been, or are about to be, at an
// offset.
func spoken(all []Utterance, at, past Samples) []Utterance {
	var been []Utterance
	for _, s := range all {
		if s.Ahead() < at && s.Until >= past {
			s.To = min(s.To, at)
			been = append(been, s)
		}
	}
	if n := len(been) - 1; n >= 0 {
		been[n].Until = min(been[n].Until, max(at, been[n].From))
	}
	return been
}
