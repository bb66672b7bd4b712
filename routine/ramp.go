package routine

import (
	"math"
	"time"
)

// Ramp moves a gain from one value to another, by a raised cosine, from an
// offset on. Of several the last one that has begun holds.
type Ramp struct {
	At, Length Samples
	From, To   float64 // gains, not dB
}

// How a bed comes and goes: under the run-in, and under the last bell.
const (
	bedIn  = 1500 * time.Millisecond
	bedOut = 3 * time.Second
)

// Raised is a raised cosine from 0 to 1, i samples into n.
func Raised(i, n Samples) float64 {
	switch {
	case i < 0:
		return 0
	case i >= n:
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*(float64(i)+0.5)/float64(n))
}

// Gain is the gain at an offset.
func (r Ramp) Gain(at Samples) float64 {
	return r.From + (r.To-r.From)*Raised(at-r.At, r.Length)
}

// Ramps are in the order of their onsets.
type Ramps []Ramp

// At is the gain at an offset, and the offset up to which it stays: at itself
// where it moves, never where it moves no more.
func (r Ramps) At(at Samples, before float64) (gain float64, until Samples) {
	gain, until = before, math.MaxInt64
	for _, ramp := range r {
		if ramp.At > at {
			return gain, min(until, ramp.At)
		}
		gain, until = ramp.Gain(at), math.MaxInt64
		if at < ramp.At+ramp.Length {
			until = at
		}
	}
	return gain, until
}

// since is the ramps without those that were over before an offset.
func (r Ramps) since(past Samples) Ramps {
	for len(r) > 1 && r[1].At < past {
		r = r[1:]
	}
	return r
}

// then is the ramps with another one, which begins where they are by then.
func (r Ramps) then(at, length Samples, before, to float64) Ramps {
	for len(r) > 0 && r[len(r)-1].At > at {
		r = r[:len(r)-1] // it will not come
	}
	from, _ := r.At(at, before)
	return append(r[:len(r):len(r)], Ramp{at, length, from, to})
}

// BedLevel is how the bed comes and goes: 0 to 1, 0 before the first ramp.
func (p *Plan) BedLevel() Ramps {
	if p.bed != nil {
		return p.bed
	}
	for _, e := range p.Events {
		if e.Bus == BusBed {
			return comeAndGo(e)
		}
	}
	return nil
}

func comeAndGo(bed Event) Ramps {
	in, out := SamplesIn(bedIn), SamplesIn(bedOut)
	return Ramps{{bed.At, in, 0, 1}}.then(max(bed.At, bed.End()-out), out, 0, 0)
}

// Volume is the listener's own: 1 before the first ramp.
func (p *Plan) Volume() Ramps { return p.volume }
