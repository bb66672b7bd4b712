package main

import "math"

// decay is the time in seconds in which a sound falls by 60 dB: T30 of ISO
// 3382-1, a straight line fitted to the backward-integrated energy (Schroeder
// 1965) from -5 to -35 dB and drawn out to 60 dB. Integrating backward makes
// the curve fall steadily even where pairs of modes beat. A sound that never
// falls that far has a decay of +Inf.
func decay(samples []float64) float64 {
	left := make([]float64, len(samples)) // energy from here to the end
	sum := 0.0
	for i := len(samples) - 1; i >= 0; i-- {
		sum += samples[i] * samples[i]
		left[i] = sum
	}
	var n, st, sl, stt, stl float64 // least squares of level over time
	for i, e := range left {
		level := 10 * math.Log10(e/sum)
		if level > -5 {
			continue
		}
		if level < -35 {
			slope := (n*stl - st*sl) / (n*stt - st*st) // dB/s
			return -60 / slope
		}
		t := float64(i) / sampleRate
		n++
		st, sl, stt, stl = st+t, sl+level, stt+t*t, stl+t*level
	}
	return math.Inf(1)
}
