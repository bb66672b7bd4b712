package listen

import "math"

// What an ear gets of a word: design, "Ducking and levels". Both ears get the
// same waveform, so dB between them are LU whatever the weighting.
const (
	sideLeast = 4.0 // dB toward its side
	sideMost  = 6.0
	middle    = 0.5 // dB, of a word for no side
	monoMost  = 1.0 // LU
	oneEar    = 3.0 // LU
	// What the floor of noise and the rounding to 16 bit can do to a figure.
	tolerance = 0.05 // dB
)

// words holds each word to the place it comes from. A mono downmix is half the
// sum of the ears, heard in both ears as mono is, and held against the word in
// stereo. A single ear bud is held against what it would give of the same word
// from the middle: half the power of both ears.
func (h *hearing) words() {
	f := &h.figures
	f.SideLeast, f.SideMost = math.NaN(), math.NaN()
	for _, e := range h.voices() {
		left, right, mono := earPowers(h.Voice[e.At:e.End()])
		whole := left + right
		toward := decibels(right / left)
		if e.Pan == 0 {
			f.Middle = math.Max(f.Middle, math.Abs(toward))
			if !(math.Abs(toward) <= middle+tolerance) {
				h.find(Ears, e.At, "%s is %.2f dB louder on the right, and for no side", e.Cue, toward)
			}
		} else {
			toward = math.Copysign(1, e.Pan) * toward
			f.SideLeast, f.SideMost = least(f.SideLeast, toward), most(f.SideMost, toward)
			if !(toward >= sideLeast-tolerance && toward <= sideMost+tolerance) {
				h.find(Ears, e.At, "%s is %.2f dB louder on its side: %v to %v is right", e.Cue, toward, sideLeast, sideMost)
			}
		}
		off := decibels(2 * mono / whole)
		f.Mono = math.Max(f.Mono, math.Abs(off))
		if !(math.Abs(off) <= monoMost+tolerance) {
			h.find(Mono, e.At, "%s changes by %.2f LU in a mono downmix, %v at most", e.Cue, off, monoMost)
		}
		lost := decibels(whole / 2 / math.Min(left, right))
		f.OneEar = math.Max(f.OneEar, lost)
		if !(lost <= oneEar+tolerance) {
			h.find(OneEar, e.At, "%s loses %.2f LU in one ear, %v at most", e.Cue, lost, oneEar)
		}
	}
}

// earPowers are the powers of both ears and of half their sum.
func earPowers(frames [][2]int16) (left, right, mono float64) {
	for _, v := range frames {
		l, r := float64(v[0]), float64(v[1])
		left += l * l
		right += r * r
		mono += (l + r) * (l + r) / 4
	}
	return left, right, mono
}

// least and most of two, of which the first may be no number yet.
func least(a, b float64) float64 {
	if math.IsNaN(a) || b < a {
		return b
	}
	return a
}

func most(a, b float64) float64 {
	if math.IsNaN(a) || b > a {
		return b
	}
	return a
}
