package audio

import (
	"math"

	"uncramp/audio/portable"
	"uncramp/routine"
)

// raised returns a raised cosine from 0 to 1, i samples into n.
func raised(i, n routine.Samples) float64 {
	switch {
	case i < 0:
		return 0
	case i >= n:
		return 1
	}
	return 0.5 - float64(0.5*portable.CosPi((float64(i)+0.5)/float64(n)))
}

// fader moves a gain from one value to another by a raised cosine.
type fader struct {
	at, length routine.Samples
	from, to   float64 // not in dB
}

func (r fader) gain(at routine.Samples) float64 {
	if at >= r.at+r.length {
		return r.to
	}
	return r.from + float64((r.to-r.from)*raised(at-r.at, r.length))
}

// fades are in the order of their onsets. The last one that has begun counts.
type fades []fader

// at returns the gain at an offset, and the offset up to which it stays the same, which
// is the first one if the gain moves. before is the gain before the first fade.
func (r fades) at(at routine.Samples, before float64) (gain float64, until routine.Samples) {
	gain, until = before, math.MaxInt64
	for _, fader := range r {
		if fader.at > at {
			return gain, min(until, fader.at)
		}
		gain, until = fader.gain(at), math.MaxInt64
		if at < fader.at+fader.length {
			until = at
		}
	}
	return gain, until
}

// volume returns the fades of a plan's volume changes. Each begins at the gain that has
// been reached by then.
func volume(changes []routine.VolumeChange) (all fades) {
	for _, c := range changes {
		from, _ := all.at(c.At, 1)
		all = append(all, fader{c.At, c.Over, from, Decibels(c.DB).gain()})
	}
	return all
}

// bedLevel returns the level of the bed at an offset, 0 to 1, and the offset up to which
// it stays the same. If two beds overlap, the louder one counts.
func bedLevel(beds []routine.Event, at routine.Samples) (level float64, until routine.Samples) {
	in, out := samples(routine.BedIn), samples(routine.BedOut)
	until = math.MaxInt64
	for _, e := range beds {
		leaves := max(e.At, e.End()-out)
		level = max(level, raised(at-e.At, in)*(1-raised(at-leaves, out)))
		switch {
		case at < e.At:
			until = min(until, e.At)
		case at < e.At+in, at >= leaves && at < leaves+out:
			until = at
		case at < leaves:
			until = min(until, leaves)
		}
	}
	return level, until
}
