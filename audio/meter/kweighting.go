package meter

import (
	"math"
	"math/cmplx"

	"github.com/gopxl/beep/v2"
)

// biquad is a second-order section in transposed direct form II, a0 being 1.
type biquad struct {
	b0, b1, b2, a1, a2 float64
	z1, z2             float64
}

func (q *biquad) push(x float64) float64 {
	y := q.b0*x + q.z1
	q.z1 = q.b1*x - q.a1*y + q.z2
	q.z2 = q.b2*x - q.a2*y
	return y
}

// kFilter is the K-weighting of one channel: a shelf for the head in a sound
// field, then a high-pass (BS.1770-4, annex 1).
type kFilter struct{ shelf, highPass biquad }

func (f *kFilter) push(x float64) float64 { return f.highPass.push(f.shelf.push(x)) }

// The analogue filters behind the coefficients that the standard gives for
// 48 kHz alone: put through the bilinear transform there they give the
// standard's tables 1 and 2 to the last digit (see the test).
const (
	shelfHz   = 1681.974450955533
	shelfQ    = 0.7071752369554196
	shelfGain = 3.999843853973347 // dB above the shelf
	// The gain at the shelf's own frequency, as a share of shelfGain; a plain
	// shelf has one half.
	shelfMiddle = 0.4996667741545416

	highPassHz = 38.13547087602444
	highPassQ  = 0.5003270373238773
)

// newKFilter derives both for a rate. The transform squeezes what lies close to
// half the rate, which tells at the low ones: unmended, 8 kHz would read 0.2 LU
// low. So the gain at 997 Hz, where the standard calibrates, is made that of
// 48 kHz.
func newKFilter(rate beep.SampleRate) kFilter {
	const calibrated = 997
	f, standard := bilinear(rate), bilinear(48000)
	gain := standard.gain(calibrated, 48000) / f.gain(calibrated, rate)
	f.highPass.b0 *= gain
	f.highPass.b1 *= gain
	f.highPass.b2 *= gain
	return f
}

func bilinear(rate beep.SampleRate) kFilter {
	return kFilter{shelf: newShelf(rate), highPass: newHighPass(rate)}
}

// gain is the amplitude that a sine of amplitude 1 and a frequency in Hz comes
// out with.
func (f *kFilter) gain(hz float64, rate beep.SampleRate) float64 {
	z := cmplx.Rect(1, -2*math.Pi*hz/float64(rate)) // one sample's delay
	return cmplx.Abs(f.shelf.response(z) * f.highPass.response(z))
}

func (q *biquad) response(z complex128) complex128 {
	c := func(x float64) complex128 { return complex(x, 0) }
	return (c(q.b0) + c(q.b1)*z + c(q.b2)*z*z) / (1 + c(q.a1)*z + c(q.a2)*z*z)
}

func newShelf(rate beep.SampleRate) biquad {
	k := math.Tan(math.Pi * shelfHz / float64(rate))
	high := math.Pow(10, shelfGain/20)
	middle := math.Pow(high, shelfMiddle)
	a0 := 1 + k/shelfQ + k*k
	return biquad{
		b0: (high + middle*k/shelfQ + k*k) / a0,
		b1: 2 * (k*k - high) / a0,
		b2: (high - middle*k/shelfQ + k*k) / a0,
		a1: 2 * (k*k - 1) / a0,
		a2: (1 - k/shelfQ + k*k) / a0,
	}
}

// newHighPass has the numerator of the standard's table 2, which is not scaled
// to a gain of 1.
func newHighPass(rate beep.SampleRate) biquad {
	k := math.Tan(math.Pi * highPassHz / float64(rate))
	a0 := 1 + k/highPassQ + k*k
	return biquad{
		b0: 1, b1: -2, b2: 1,
		a1: 2 * (k*k - 1) / a0,
		a2: (1 - k/highPassQ + k*k) / a0,
	}
}
