package meter

import (
	"math"
	"time"
)

// hop is the grain of time. EBU Tech 3341 begins the bursts of its cases 13 and
// 14 at multiples of 20 ms, and allows their loudest moments 0.1 LU.
const hop = 10 * time.Millisecond

// HopLen is the number of samples in a hop of 10 ms.
const HopLen = int(Rate) / int(time.Second/hop)

// Hops measures a stereo stream 10 ms at a time, and allocates nothing. The zero value
// is ready for use.
type Hops struct {
	// Ceiling is an amplitude. Hops finds peaks above it and skips the search if
	// there can be none.
	Ceiling float64

	weights [2]weighting
	past    [2][2*halfTaps - 1]float64 // the last samples of each channel
	before  float64                    // the greatest sample of the hop before
}

// Next measures the next [HopLen] frames. The energy is the sum of the squares
// of both channels, K-weighted. The peak is the greatest amplitude that the
// waveform reaches from 16 samples before the first frame to 16 samples before
// the last one, or Ceiling if the waveform stays below it.
func (h *Hops) Next(frames [][2]float64) (energy, peak float64) {
	energy = weigh(&h.weights, frames)
	var most float64
	for i := range frames { // max would look for NaN as well, in four times the time
		if v := math.Abs(frames[i][0]); v > most {
			most = v
		}
		if v := math.Abs(frames[i][1]); v > most {
			most = v
		}
	}
	peak = max(h.Ceiling, most)
	mayPass := between*max(most, h.before) > h.Ceiling
	h.before = most
	for c := range h.past {
		peak = h.search(c, frames, peak, mayPass)
	}
	return energy, peak
}

// search returns the greater one of peak and the peak of a channel. Without look it
// returns peak, because the channel has none that is greater.
func (h *Hops) search(c int, frames [][2]float64, peak float64, look bool) float64 {
	past := &h.past[c]
	if !look {
		for i, f := range frames[len(frames)-len(past):] {
			past[i] = f[c]
		}
		return peak
	}
	var line [2*halfTaps - 1 + HopLen]float64
	copy(line[:], past[:])
	for i, f := range frames {
		line[len(past)+i] = f[c]
	}
	copy(past[:], line[HopLen:])
	for i := range HopLen {
		peak = max(peak, interpolate((*[2 * halfTaps]float64)(line[i:])))
	}
	return peak
}
