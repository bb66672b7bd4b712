package resample

import (
	"math"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/portable"
)

// lowPass says what a low-pass keeps. It is a windowed sinc (J. O. Smith,
// Digital Audio Resampling, with Kaiser's formulas for the window): flat to
// passband, and down by so many dB from stopband on. Both are in terms of the
// lower of the two Nyquist frequencies.
type lowPass struct{ passband, stopband, dB float64 }

var (
	// fine lets nothing be aliased: to 20 kHz at 44.1 kHz.
	fine = lowPass{0.91, 1, 110}
	// quick has a fifth of its taps. What lies above its passband, 18.5 kHz at
	// 44.1 kHz, is mirrored into there, and is heard no more than what it
	// mirrors.
	quick = lowPass{0.84, 1.16, 76}
	// quickLow is for rates whose upper end is heard.
	quickLow = lowPass{0.84, 1, 76}
)

// zeroCrossings is the reach of the sinc to each side, in samples of the lower
// rate: N = (dB - 8) / (2.285 * the transition's width) taps, halved.
func (l lowPass) zeroCrossings() float64 {
	return math.Ceil((l.dB - 8) / (2.285 * math.Pi * (l.stopband - l.passband)) / 2)
}

// beta is the parameter of Kaiser's window.
func (l lowPass) beta() float64 { return 0.1102 * (l.dB - 8.7) }

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

func newKernel(from, to beep.SampleRate, l lowPass) *kernel {
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
	cutoff, width := lower*(l.stopband+l.passband)/2, l.zeroCrossings()/lower
	k.reach = int(math.Ceil(width/2)) * 2 // even, as dot has it
	for r := range rows {
		k.rows = append(k.rows, taps(float64(r)/float64(steps), cutoff, width, l.beta(), k.reach))
	}
	return k
}

// taps are the low-pass around a place between two samples, 0 to 1, with a gain
// of 1 for a constant.
func taps(place, cutoff, width, beta float64, reach int) []float64 {
	row := make([]float64, 2*reach)
	var sum float64
	for i := range row {
		x := float64(i+1-reach) - place
		row[i] = float64(cutoff * Sinc(cutoff*x) * Kaiser(x/width, beta))
		sum += row[i]
	}
	for i := range row {
		row[i] /= sum
	}
	return row
}

// between is the waveform rest/to behind the middle of a window of 2*reach
// samples, where there is no row for it.
func (k *kernel) between(rest int, window [][2]float64) (left, right float64) {
	row, between := rest*betweenRows/k.to, float64(rest*betweenRows%k.to)/float64(k.to)
	left, right = dot(k.rows[row], window)
	left2, right2 := dot(k.rows[row+1], window)
	return left + float64(between*(left2-left)), right + float64(between*(right2-right))
}

// dot has two sums for each channel, which do not wait for each other. The
// number of taps is a multiple of four.
func dot(taps []float64, window [][2]float64) (left, right float64) {
	var left2, right2 float64
	for ; len(taps) >= 4 && len(window) >= 4; taps, window = taps[4:], window[4:] {
		t, w := (*[4]float64)(taps), (*[4][2]float64)(window)
		left += float64(t[0]*w[0][0]) + float64(t[1]*w[1][0])
		right += float64(t[0]*w[0][1]) + float64(t[1]*w[1][1])
		left2 += float64(t[2]*w[2][0]) + float64(t[3]*w[3][0])
		right2 += float64(t[2]*w[2][1]) + float64(t[3]*w[3][1])
	}
	return left + left2, right + right2
}

// Sinc returns the sine of x half turns over that angle.
func Sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	sin, _ := portable.SincosPi(x)
	return sin / (math.Pi * x)
}

// Kaiser returns the Kaiser window of a beta at r, which is 0 outside of -1 to 1.
func Kaiser(r, beta float64) float64 {
	if r <= -1 || r >= 1 {
		return 0
	}
	return bessel0(beta*math.Sqrt(1-float64(r*r))) / bessel0(beta)
}

// bessel0 is the modified Bessel function of the first kind, of order 0.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term = float64(term * (x / (2 * k) * (x / (2 * k))))
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
