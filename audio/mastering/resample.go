package mastering

import (
	"math"

	"github.com/gopxl/beep/v2"
)

// The resampler is a windowed sinc (J. O. Smith, Digital Audio Resampling, with
// Kaiser's formulas for the window): flat to passband, and down by stopband dB
// from the lower of the two Nyquist frequencies on, so nothing is aliased.
//
// There is a resampler of this kind in Go, tphakala/go-audio-resampler, after
// libsoxr. It is made for streams, with state, delay and SIMD code; a whole clip
// at once, each sample where it belongs, is one page without a dependency.
const (
	passband = 0.91 // of the lower Nyquist frequency: 20 kHz at 44.1 kHz
	stopband = 110. // dB
)

// zeroCrossings is the reach of the sinc to each side, in samples of the lower
// rate: N = (stopband - 8) / (2.285 * the transition's width) taps, halved.
var zeroCrossings = math.Ceil((stopband - 8) / (2.285 * math.Pi * (1 - passband)) / 2)

// resample brings samples from one rate to another. Sample i of the result is
// the band-limited waveform at the time i/to: no delay, and round(n*to/from)
// samples. Silence is taken to surround the recording.
func resample(samples []float64, from, to beep.SampleRate) []float64 {
	if from == to {
		return samples
	}
	n, in, out := int64(len(samples)), int64(from), int64(to)
	lower := min(1, float64(out)/float64(in)) // of the two rates, in the input's
	cutoff := lower * (1 + passband) / 2
	reach := zeroCrossings / lower // in samples of the input
	resampled := make([]float64, (n*out+in/2)/in)
	for i := range resampled {
		// Where it lies in the input: exactly, as a whole sample and a rest.
		whole := int64(i) * in / out
		rest := float64(int64(i)*in%out) / float64(out)
		first := max(0, whole-int64(reach)+1)
		last := min(n-1, whole+int64(reach))

		// sin(pi*cutoff*x) at steps of one sample: a phasor that turns.
		x := float64(first-whole) - rest
		sin, cos := math.Sincos(math.Pi * cutoff * x)
		turnSin, turnCos := math.Sincos(math.Pi * cutoff)
		var sum float64
		for _, s := range samples[first:max(first, last+1)] {
			if x == 0 {
				sum += s * cutoff
			} else {
				sum += s * sin / (math.Pi * x) * kaiser(x/reach)
			}
			sin, cos = sin*turnCos+cos*turnSin, cos*turnCos-sin*turnSin
			x++
		}
		resampled[i] = sum
	}
	return resampled
}

// kaiserTable is half a Kaiser window, fine enough for its linear interpolation
// to err by less than 1e-9 (-180 dB).
var kaiserTable = func() (table [1<<14 + 2]float64) {
	const beta = 0.1102 * (stopband - 8.7)
	for i := range table {
		r := min(1, float64(i)/(1<<14))
		table[i] = bessel0(beta*math.Sqrt(1-r*r)) / bessel0(beta)
	}
	return table
}()

// kaiser is the window at r, -1 to 1; 0 outside.
func kaiser(r float64) float64 {
	at := math.Abs(r) * (1 << 14)
	if at >= 1<<14 {
		return 0
	}
	i := int(at)
	return kaiserTable[i] + (at-float64(i))*(kaiserTable[i+1]-kaiserTable[i])
}

// bessel0 is the modified Bessel function of the first kind, of order 0.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= x / (2 * k) * (x / (2 * k))
		sum += term
	}
	return sum
}
