package audio

import (
	"fmt"
	"math"

	"uncramp/routine"
)

// Ceiling is the true peak that no mix passes.
const Ceiling Decibels = -1

// The true peaks that no recording exceeds. Tests measure the chimes and the built-in
// voices, and "uncramp voice make" limits every clip.
const (
	voicePeak  Decibels = -1
	chimePeak  Decibels = -11.5 // as it is struck
	answerPeak Decibels = -15   // of a chime that answers a key
	bedPeak    Decibels = -18   // of the bed that breathes, in the mix, at its crest

	// bellFall is how much the peak of a bell falls a second, at the least, from 0.3 s
	// after its onset. The final bell falls slowest.
	bellFall Decibels = 5
	// chimeFallen is the peak of any other chime 0.6 s after its onset, when its word can
	// begin. From then on it falls by chimeFall a second.
	chimeFallen Decibels = -24.5
	chimeFall   Decibels = 23
)

// chimeAt returns the peak of a chime a number of seconds after its onset.
func chimeAt(e routine.Event, seconds float64) Decibels {
	switch {
	case rings(e):
		return chimePeak - Decibels(bellFall*Decibels(max(0, seconds-0.3)))
	case seconds >= 0.6:
		return chimeFallen - Decibels(chimeFall*Decibels(seconds-0.6))
	case e.Answers:
		return answerPeak
	}
	return chimePeak
}

// Budget proves that a plan's mix stays under the [Ceiling]: it adds up the peaks
// of all that sounds together, as if they met in one sample. So no limiter is
// needed. It returns the gain that the bed needs for that, at most 0. A plan that
// passes the ceiling without a bed is an error.
func Budget(p *routine.Plan, l Levels) (bed Decibels, err error) {
	whole := *p
	whole.Edited = 0
	ceiling, words := Ceiling.gain(), utterances(nil, &whole)
	for i, onset := range p.Events {
		if onset.Bus == routine.BusBed {
			continue
		}
		others, under := peaksAt(p, i, words, l)
		if others >= ceiling {
			return 0, fmt.Errorf("%q and what sounds with it at %v could reach %.1f dBTP: %v is the ceiling",
				onset.Cue, onset.At.Duration(), 20*math.Log10(others), Ceiling)
		}
		if room := ceiling - others; under > room {
			bed = min(bed, Decibels(math.Floor(2000*math.Log10(room/under))/100))
		}
	}
	return bed, nil
}

// peaksAt returns what can meet in the louder ear between the onset of an event and the
// next onset: the sum of the peaks of voices and chimes, and the peak of the bed. While
// a voice speaks, ducked events count with their ducked gain, others in full.
func peaksAt(p *routine.Plan, event int, words []utterance, l Levels) (others, bed float64) {
	at := p.Events[event].At
	speaks, lies := false, false
	for _, e := range p.Events {
		if e.At <= at && soundsUntil(e) > at {
			speaks = speaks || e.Bus == routine.BusVoice
			lies = lies || e.Bus == routine.BusBed
		}
	}
	for _, e := range p.Events[:event+1] {
		if soundsUntil(e) <= at {
			continue
		}
		left, right := pan(e.Pan)
		gain := max(left, right) * l.gain(e.Bus) * Decibels(e.Gain).gain()
		switch e.Bus {
		case routine.BusVoice:
			others += float64(gain * voicePeak.gain())
		case routine.BusChime:
			gain *= chimeAt(e, (at - e.At).Duration().Seconds()).gain()
			if under := under(e, words); speaks && len(under) > 0 && under[0].From <= at {
				gain *= duckOf(e).gain()
			}
			others += float64(gain)
		}
	}
	if lies {
		if bed = bedPeak.gain() * l.gain(routine.BusBed); speaks {
			bed *= bedDuck.gain()
		}
	}
	return others, bed
}
