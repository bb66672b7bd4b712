package resample

import (
	"math"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/portable"
)

// lowPass specifies a low-pass: flat to passband, and down by dB from stopband on,
// both as a share of the lower of the two Nyquist frequencies. It is a sinc under a
// Kaiser window (J. O. Smith, Digital Audio Resampling Home Page, 2002).
type lowPass struct{ passband, stopband, dB float64 }

var (
	fine  = lowPass{0.91, 1, 110}
	quick = lowPass{0.84, 1.16, 76} // aliases fall on what lies above the passband only
)

// zeroCrossings returns the reach of the sinc to each side, in samples of the lower
// rate: half of Kaiser's number of taps, (dB - 8) / (2.285 * width of the transition).
func (l lowPass) zeroCrossings() float64 {
	return math.Ceil((l.dB - 8) / (2.285 * math.Pi * (l.stopband - l.passband)) / 2)
}

// beta returns the parameter of the window by Kaiser's formula.
func (l lowPass) beta() float64 { return 0.1102 * (l.dB - 8.7) }

// A kernel has a row of taps for each fraction of a sample that occurs. If two rates
// have so small a common divisor that there are more than mostRows fractions, it has
// rows for multiples of 1/betweenRows and interpolates between them (error: -107 dB).
const (
	mostRows    = 640 // as from 11.025 kHz to 48 kHz
	betweenRows = 512
)

// kernel is a low-pass between two rates.
type kernel struct {
	from, to int // the rates, divided by their common divisor
	reach    int // taps to each side; even
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
	lower := min(1, float64(to)/float64(from)) // of the two rates, relative to from
	cutoff, width := lower*(l.stopband+l.passband)/2, l.zeroCrossings()/lower
	k.reach = int(math.Ceil(width/2)) * 2
	for r := range rows {
		k.rows = append(k.rows, taps(float64(r)/float64(steps), cutoff, width, l.beta(), k.reach))
	}
	return k
}

// taps returns the low-pass around a position between two samples, 0 to 1. Its gain for
// a constant is 1.
func taps(position, cutoff, width, beta float64, reach int) []float64 {
	row := make([]float64, 2*reach)
	var sum float64
	for i := range row {
		x := float64(i+1-reach) - position
		row[i] = float64(cutoff * Sinc(cutoff*x) * Kaiser(x/width, beta))
		sum += row[i]
	}
	for i := range row {
		row[i] /= sum
	}
	return row
}

// at returns the waveform rest/to of a sample behind the middle of a window of 2*reach
// samples.
func (k *kernel) at(rest int, window [][2]float64) [2]float64 {
	if k.exact {
		return dot(k.rows[rest], window)
	}
	row, share := rest*betweenRows/k.to, float64(rest*betweenRows%k.to)/float64(k.to)
	a, b := dot(k.rows[row], window), dot(k.rows[row+1], window)
	return [2]float64{a[0] + float64(share*(b[0]-a[0])), a[1] + float64(share*(b[1]-a[1]))}
}

// dot returns the weighted sum of a window. It adds in two sums for each channel, so
// that the processor need not wait for one; the number of taps is a multiple of four.
func dot(taps []float64, window [][2]float64) [2]float64 {
	var left, right, left2, right2 float64
	for ; len(taps) >= 4 && len(window) >= 4; taps, window = taps[4:], window[4:] {
		t, w := (*[4]float64)(taps), (*[4][2]float64)(window)
		left += float64(t[0]*w[0][0]) + float64(t[1]*w[1][0])
		right += float64(t[0]*w[0][1]) + float64(t[1]*w[1][1])
		left2 += float64(t[2]*w[2][0]) + float64(t[3]*w[3][0])
		right2 += float64(t[2]*w[2][1]) + float64(t[3]*w[3][1])
	}
	return [2]float64{left + left2, right + right2}
}

// Sinc returns sin(πx)/(πx), and 1 at 0.
func Sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	sin, _ := portable.SincosPi(x)
	return sin / (math.Pi * x)
}

// Kaiser returns the Kaiser window with the parameter beta at r: 1 at 0, and 0 from -1
// down and from 1 up.
func Kaiser(r, beta float64) float64 {
	if r <= -1 || r >= 1 {
		return 0
	}
	return bessel0(beta*math.Sqrt(1-float64(r*r))) / bessel0(beta)
}

// bessel0 returns the modified Bessel function of the first kind and order 0.
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
