package resample

import (
	"math"

	"github.com/gopxl/beep/v2"
)

// The low-pass is a windowed sinc (J. O. Smith, Digital Audio Resampling, with
// Kaiser's formulas for the window): flat to passband, and down by stopband dB
// from the lower of the two Nyquist frequencies on, so nothing is aliased.
const (
	passband = 0.91 // of the lower Nyquist frequency: 20 kHz at 44.1 kHz
	stopband = 110. // dB
)

// zeroCrossings is the reach of the sinc to each side, in samples of the lower
// rate: N = (stopband - 8) / (2.285 * the transition's width) taps, halved.
var zeroCrossings = math.Ceil((stopband - 8) / (2.285 * math.Pi * (1 - passband)) / 2)

// A kernel has one row of taps for every place between two samples of the
// source that a sample can have. Rates with a small common divisor, which no
// common ones are, have too many of those: they share betweenRows rows, and
// what lies between two rows is interpolated (-107 dB).
const (
	mostRows    = 640 // of 11.025 kHz to 48 kHz
	betweenRows = 512
)

// kernel is the low-pass between two rates.
type kernel struct {
	from, to int // the rates, without their common divisor
	reach    int // taps to each side
	exact    bool
	rows     [][]float64 // of 2*reach taps, for the samples 1-reach to reach
}

func newKernel(from, to beep.SampleRate) *kernel {
	divisor := gcd(int(from), int(to))
	k := &kernel{from: int(from) / divisor, to: int(to) / divisor}
	if k.from == k.to {
		return k
	}
	k.exact = k.to <= mostRows
	steps, rows := k.to, k.to
	if !k.exact {
		steps, rows = betweenRows, betweenRows+1
	}
	lower := min(1, float64(to)/float64(from)) // of the two rates, in the source's
	cutoff, width := lower*(1+passband)/2, zeroCrossings/lower
	k.reach = int(math.Ceil(width/2)) * 2 // even, as dot has it
	for r := range rows {
		k.rows = append(k.rows, taps(float64(r)/float64(steps), cutoff, width, k.reach))
	}
	return k
}

// taps are the low-pass around a place between two samples, 0 to 1, with a gain
// of 1 for a constant.
func taps(place, cutoff, width float64, reach int) []float64 {
	row := make([]float64, 2*reach)
	var sum float64
	for i := range row {
		x := float64(i+1-reach) - place
		row[i] = cutoff * sinc(cutoff*x) * kaiser(x/width)
		sum += row[i]
	}
	for i := range row {
		row[i] /= sum
	}
	return row
}

// at is the waveform rest/to behind the middle of a window of 2*reach samples.
func (k *kernel) at(rest int, window [][2]float64) (sample [2]float64) {
	if k.exact {
		return dot(k.rows[rest], window)
	}
	row, between := rest*betweenRows/k.to, float64(rest*betweenRows%k.to)/float64(k.to)
	before, after := dot(k.rows[row], window), dot(k.rows[row+1], window)
	for c := range sample {
		sample[c] = before[c] + between*(after[c]-before[c])
	}
	return sample
}

// dot has two sums for each channel, which do not wait for each other. The
// number of taps is a multiple of four.
func dot(taps []float64, window [][2]float64) [2]float64 {
	var left, right, left2, right2 float64
	for ; len(taps) >= 4 && len(window) >= 4; taps, window = taps[4:], window[4:] {
		t, w := (*[4]float64)(taps), (*[4][2]float64)(window)
		left += t[0]*w[0][0] + t[1]*w[1][0]
		right += t[0]*w[0][1] + t[1]*w[1][1]
		left2 += t[2]*w[2][0] + t[3]*w[3][0]
		right2 += t[2]*w[2][1] + t[3]*w[3][1]
	}
	return [2]float64{left + left2, right + right2}
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is the window at r, -1 to 1; 0 outside.
func kaiser(r float64) float64 {
	const beta = 0.1102 * (stopband - 8.7)
	if r <= -1 || r >= 1 {
		return 0
	}
	return bessel0(beta*math.Sqrt(1-r*r)) / bessel0(beta)
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

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
