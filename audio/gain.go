package audio

import (
	"math"

	"uncramp/audio/portable"
	"uncramp/routine"
)

// moving is a gain that moves in the course of a session. It returns the gain at an
// offset, and the offset up to which that stays the same: the first one if it does not.
type moving func(at routine.Samples) (gain float64, until routine.Samples)

// forever is the end of a gain that does not move any more.
const forever routine.Samples = math.MaxInt64

// apply multiplies samples, the first one at an offset of the session, by the gain.
func (m moving) apply(samples [][2]float64, at int) {
	gain, until := m(routine.Samples(at))
	if gain == 1 && until >= routine.Samples(at+len(samples)) {
		return
	}
	for i := range samples {
		if at := routine.Samples(at + i); at >= until {
			gain, until = m(at)
		}
		samples[i][0] *= gain
		samples[i][1] *= gain
	}
}

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

// fade moves a gain from one value to another by a raised cosine.
type fade struct {
	start, length routine.Samples
	from, to      float64 // not in dB
}

func (f fade) at(at routine.Samples) (gain float64, until routine.Samples) {
	switch {
	case at < f.start:
		return f.from, f.start
	case at >= f.start+f.length:
		return f.to, forever
	}
	return f.from + float64((f.to-f.from)*raised(at-f.start, f.length)), at
}

// fades are in the order of their starts. The last one that has begun counts. Before the
// first one the gain is 1.
type fades []fade

func (all fades) at(at routine.Samples) (gain float64, until routine.Samples) {
	gain, until = 1, forever
	for _, f := range all {
		if at < f.start {
			return gain, min(until, f.start)
		}
		gain, until = f.at(at)
	}
	return gain, until
}

// volume returns the fades of a plan's volume changes. Each begins at the gain that has
// been reached by then.
func volume(changes []routine.VolumeChange) (all fades) {
	for _, c := range changes {
		from, _ := all.at(c.At)
		all = append(all, fade{c.At, c.Over, from, Decibels(c.DB).gain()})
	}
	return all
}

// pan returns the gain of each ear for a pan from -1, the left ear, to 1, by the
// constant-power law: the powers add up to one, and 0 is -3 dB in each ear.
func pan(pan float64) (left, right float64) {
	sin, cos := portable.SincosPi((pan + 1) / 4)
	return cos, sin
}

// InEar returns the gain of the louder ear for a pan: -3 dB for 0.
func InEar(at float64) Decibels {
	left, right := pan(at)
	return Decibels(20 * math.Log10(max(left, right)))
}
