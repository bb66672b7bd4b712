package audio

import (
	"time"

	"uncramp/routine"
)

// envelope is a level that rises from 0 to 1, stays there, and falls to 0 again, by
// raised cosines. A key can cut it: then it keeps the level that it has, and that fades
// over a second.
type envelope struct {
	rises, top, falls, gone routine.Samples
	cut                     routine.Samples // forever if it is not cut
}

const cutFade = time.Second

// over returns the offset at which the level is 0 for good.
func (e *envelope) over() routine.Samples {
	if e.cut < forever {
		return e.cut + samples(cutFade)
	}
	return e.gone
}

// level returns the level at an offset, where it rises already.
func (e *envelope) level(at routine.Samples) float64 {
	level, uncut := 1.0, min(at, e.cut)
	if uncut < e.top {
		level = raised(uncut-e.rises, e.top-e.rises)
	}
	if uncut >= e.falls {
		level *= 1 - raised(uncut-e.falls, e.gone-e.falls)
	}
	if at >= e.cut {
		level *= 1 - raised(at-e.cut, samples(cutFade))
	}
	return level
}

// envelopes are in the order in which they rise. The highest one counts.
type envelopes struct {
	all  []envelope
	next int // the first one that is not over, for ascending offsets
}

// at is a [moving] level. Ascending offsets are fast.
func (e *envelopes) at(at routine.Samples) (level float64, until routine.Samples) {
	for e.next > 0 && at < e.all[e.next-1].over() {
		e.next--
	}
	for e.next < len(e.all) && e.all[e.next].over() <= at {
		e.next++
	}
	for i := e.next; i < len(e.all); i++ {
		one := &e.all[i]
		switch stays := min(one.falls, one.cut); {
		case at < one.rises && i == e.next:
			return 0, one.rises
		case at < one.rises:
			return level, at
		case at >= one.top && at < stays:
			return 1, stays
		}
		level = max(level, one.level(at))
	}
	if e.next < len(e.all) {
		return level, at
	}
	return 0, forever
}

// beds returns the levels of a plan's beds.
func beds(p *routine.Plan) (all []envelope) {
	in, out := samples(routine.BedIn), samples(routine.BedOut)
	for _, e := range p.Events {
		if e.Bus == routine.BusBed {
			leaves := max(e.At, e.End()-out)
			all = append(all, envelope{e.At, e.At + in, leaves, leaves + out, forever})
		}
	}
	return all
}

// swells returns how far a plan's breaths are in. A breath that a key ended still falls
// while another one begins.
func swells(p *routine.Plan) (all []envelope) {
	for _, b := range p.Breaths {
		cut := forever
		if b.Cut > 0 {
			cut = b.Cut
		}
		all = append(all, envelope{b.In, b.Full, b.Out, b.Empty, cut})
	}
	return all
}

func samples(d time.Duration) routine.Samples { return routine.SamplesIn(d) }
