package routine

import "time"

// wordsTogether: words that are closer than this are one stretch of speech, so
// that what is under them does not pump.
const wordsTogether = 1500 * time.Millisecond

// Speech is when a voice speaks, in ascending order. Stretches that are less
// than 1.5 s apart are one, unless the later one was not yet planned when the
// earlier one ended.
func (p *Plan) Speech() []Interval {
	if p.speech != nil {
		return p.speech
	}
	return speech(nil, p.Events, 0)
}

// speech is the stretches that have been, and those of the events that are
// over after an offset.
func speech(been []Interval, events []Event, after Samples) []Interval {
	for _, e := range events {
		if e.Bus != BusVoice || e.End() <= after {
			continue
		}
		n := len(been) - 1
		if n >= 0 && been[n].To >= after && e.At-been[n].To < SamplesIn(wordsTogether) {
			been[n].To = max(been[n].To, e.End())
		} else {
			been = append(been, Interval{e.At, e.End()})
		}
	}
	return been
}
