package audio

import (
	"fmt"
	"math"

	"uncramp/routine"
)

// Ceiling is the true peak that no mix passes.
const Ceiling Decibels = -1

// What the recordings keep to, in dBTP; the tests hold every one of them to
// it, and "voice make" makes no voice that does not.
const (
	voicePeak Decibels = -1
	chimePeak Decibels = -11.5 // in the first 0.3 s, which hold every strike
	chimeFall Decibels = 5     // for each second from then on, at the least: the final bell's
	bedPeak   Decibels = -18   // of the bed that breathes, in the mix, at its crest
)

// chimeAt is what a chime's peak has fallen to some seconds after its onset.
func chimeAt(seconds float64) Decibels {
	return chimePeak - chimeFall*Decibels(max(0, seconds-0.3))
}

// Budget proves that a plan's mix stays under the ceiling: the peaks of all
// that sounds together, added up as if they met in one sample. It returns how
// far the bed has to go down for that, 0 mostly, never more than 0; a plan that
// passes the ceiling without a bed is an error. So there is no limiter, and a
// voice is the same with a bed and without one.
func Budget(p *routine.Plan, l Levels) (bed Decibels, err error) {
	ceiling := Ceiling.gain()
	for i, onset := range p.Events {
		if onset.Bus == routine.BusBed {
			continue
		}
		others, under := peaksAt(p, i, l)
		if others >= ceiling {
			return 0, fmt.Errorf("%q and what sounds with it at %v could reach %.1f dBTP: %v is the ceiling",
				onset.Cue, onset.At.Duration(), 20*math.Log10(others), Ceiling)
		}
		if room := ceiling - others; under > room {
			bed = min(bed, Decibels(20*math.Log10(room/under)))
		}
	}
	return bed, nil
}

// peaksAt adds up the peaks that can meet at the onset of an event and until
// the next one, in the louder ear: those of voices and chimes, and that of the
// bed.
func peaksAt(p *routine.Plan, event int, l Levels) (others, bed float64) {
	at := p.Events[event].At
	speaks, lies := false, false
	for _, e := range p.Events {
		if e.At <= at && e.End() > at {
			speaks = speaks || e.Bus == routine.BusVoice
			lies = lies || e.Bus == routine.BusBed
		}
	}
	for _, e := range p.Events[:event+1] {
		if e.End() <= at {
			continue
		}
		left, right := pan(e.Pan)
		gain := max(left, right) * l.gain(e.Bus) * Decibels(e.Gain).gain()
		switch e.Bus {
		case routine.BusVoice:
			others += gain * voicePeak.gain()
		case routine.BusChime:
			if gain *= chimeAt((at - e.At).Duration().Seconds()).gain(); speaks {
				gain *= chimeDuck.gain()
			}
			others += gain
		}
	}
	if lies {
		if bed = bedPeak.gain() * l.gain(routine.BusBed); speaks {
			bed *= bedDuck.gain()
		}
	}
	return others, bed
}
