// Package portable computes what a session's samples are made of with the same
// result on every processor.
//
// On arm64, riscv64, s390x, ppc64 and with GOAMD64=v3 the compiler computes
// a*b + c with one rounding instead of two. A conversion, float64(a*b) + c, makes
// it two everywhere (Go specification, "Floating-point operators"). So every such
// sum on the way from a recording to a sample has one. The functions of package
// math have none, and some are written in assembly; the functions below take
// their place. Log10 is left, and its results are rounded to decimals.
package portable

import "math"

// The Taylor series of the sine of t divided by t, of the cosine, both in t
// squared, and of the exponential function.
var (
	sines   = []float64{1, -1. / 6, 1. / 120, -1. / 5040, 1. / 362880, -1. / 39916800, 1. / 6227020800, -1. / 1307674368000}
	cosines = []float64{1, -1. / 2, 1. / 24, -1. / 720, 1. / 40320, -1. / 3628800, 1. / 479001600, -1. / 87178291200, 1. / 20922789888000}
	powers  = []float64{1, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800}
)

// series returns the sum of the terms, each multiplied by a power of x.
func series(terms []float64, x float64) (sum float64) {
	for i := len(terms) - 1; i >= 0; i-- {
		sum = float64(sum*x) + terms[i]
	}
	return sum
}

// CosPi returns the cosine of x half turns.
func CosPi(x float64) float64 { return cosine(quarterTurns(x)) }

// SincosPi returns the sine and the cosine of x half turns.
func SincosPi(x float64) (sin, cos float64) {
	quarters, t := quarterTurns(x)
	return cosine(quarters-1, t), cosine(quarters, t)
}

// quarterTurns splits x half turns into quarter turns, and radians that are at most an
// eighth of a turn.
func quarterTurns(x float64) (quarters int64, t float64) {
	whole := math.Round(2 * x)
	return int64(whole), math.Pi * (x - float64(whole/2))
}

func cosine(quarters int64, t float64) float64 {
	switch quarters & 3 {
	case 1:
		return -t * series(sines, t*t)
	case 2:
		return -series(cosines, t*t)
	case 3:
		return t * series(sines, t*t)
	}
	return series(cosines, t*t)
}

// Ratio returns the ratio of amplitudes of a gain in dB.
func Ratio(dB float64) float64 {
	if math.IsInf(dB, -1) {
		return 0
	}
	octaves := float64(dB * (math.Ln10 / math.Ln2 / 20))
	whole := math.Round(octaves)
	return math.Ldexp(series(powers, (octaves-whole)*math.Ln2), int(whole))
}
