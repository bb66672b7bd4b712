package meter

import (
	"math"

	"uncramp/audio/resample"
)

// The waveform is evaluated at four times the rate, as BS.1770-4, annex 2, has
// it, by a sinc of halfTaps samples to each side under a Kaiser window: to
// 0.015 dB up to 21 kHz.
const (
	halfTaps     = 16
	oversampling = 4
)

// taps are the weights of the samples around each point between two of them.
var taps = newTaps()

// between is the most that a point between samples of at most ±1 can reach.
var between = reach()

func newTaps() (taps [oversampling - 1][2 * halfTaps]float64) {
	const beta = 6 // about 60 dB
	for p := range taps {
		var sum float64
		for i := range taps[p] {
			x := float64(i-halfTaps+1) - float64(float64(p+1)/oversampling)
			taps[p][i] = float64(resample.Sinc(x) * resample.Kaiser(x/halfTaps, beta))
			sum += taps[p][i]
		}
		for i := range taps[p] {
			taps[p][i] /= sum // a constant stays what it is
		}
	}
	return taps
}

func reach() float64 {
	most := 1.
	for p := range taps {
		var sum float64
		for _, w := range taps[p] {
			sum += math.Abs(w)
		}
		most = max(most, sum)
	}
	return most
}

// interpolate returns the greatest amplitude of the waveform between the two
// samples in the middle of window.
func interpolate(window *[2 * halfTaps]float64) (most float64) {
	for p := range taps {
		t := &taps[p]
		var even, odd float64 // two sums do not wait for each other
		for i := 0; i < len(t); i += 2 {
			even += float64(t[i] * window[i])
			odd += float64(t[i+1] * window[i+1])
		}
		most = max(most, math.Abs(even+odd))
	}
	return most
}

// Peaks returns the greatest amplitude of the waveform from each sample up to
// the next one: what a limiter has to hold down. Silence comes before the first
// sample and after the last.
func Peaks(samples []float64) []float64 {
	line := make([]float64, len(samples)+2*halfTaps)
	copy(line[halfTaps-1:], samples)
	peaks := make([]float64, len(samples))
	for i, x := range samples {
		peaks[i] = max(math.Abs(x), interpolate((*[2 * halfTaps]float64)(line[i:])))
	}
	return peaks
}
