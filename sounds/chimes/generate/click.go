package main

import "math"

// click is the index of the sample at which a sound has its worst click, and
// how far that stands out: the second difference there over the largest one
// near it, from 4 samples to 2 ms away, on the quieter side. The second
// difference of a smooth sound changes slowly; a step, a gap or a repeated
// buffer gives a large one all at once. (On the quieter side, because a gap has
// two ends, each of which would excuse the other.) 8 steps of 16 bit are taken
// as always there, so that the rounding of a quiet tail is not heard as clicks.
func click(samples []float64) (at int, stands float64) {
	const (
		own, near = 4, sampleRate * 2 / 1000
		floor     = 8 * step
	)
	bend := make([]float64, len(samples))
	for i := range bend {
		// Silence is what comes before and after, so that a sound that starts
		// or ends with a jump has a click there.
		var before, after float64
		if i > 0 {
			before = samples[i-1]
		}
		if i+1 < len(samples) {
			after = samples[i+1]
		}
		bend[i] = math.Abs(before - 2*samples[i] + after)
	}
	largest := func(from, to int) float64 {
		most := floor
		for _, b := range bend[max(0, from):min(max(0, to), len(bend))] {
			most = max(most, b)
		}
		return most
	}
	for i, b := range bend {
		if b <= floor {
			continue
		}
		around := min(largest(i-near, i-own+1), largest(min(i+own, len(bend)), i+near+1))
		if s := b / around; s > stands {
			at, stands = i, s
		}
	}
	return at, stands
}
