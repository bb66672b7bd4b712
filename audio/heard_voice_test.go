package audio

import (
	"fmt"
	"math"

	"uncramp/routine"
)

// step is how many steps of 16 bit the floor of noise and the rounding can put on
// a sample.
const step = 2

// sides holds each word to where it comes from: 4 to 6 dB louder in its own ear,
// or from the middle; by at most 1 LU another loudness in a mono downmix; and by
// at most 3 LU softer in one ear bud than a word from the middle.
func (h *heard) sides() error {
	const off = 0.05 // dB that the floor of noise and the rounding can do
	for _, e := range on(routine.BusVoice, h.plan) {
		var left, right, mono float64 // powers
		for _, v := range h.voice[e.At:e.End()] {
			l, r := float64(v[0]), float64(v[1])
			left += l * l
			right += r * r
			mono += (l + r) * (l + r) / 4
		}
		least, most := -0.5, 0.5
		toward := dB(right / left)
		if e.Pan != 0 {
			least, most = 4, 6
			toward *= math.Copysign(1, e.Pan)
		}
		if !(toward >= least-off && toward <= most+off) {
			return at(e.At, "%s is %.2f dB louder on its side, want %v to %v", e.Cue, toward, least, most)
		}
		if lost := dB(2 * mono / (left + right)); !(math.Abs(lost) <= 1+off) {
			return at(e.At, "%s changes by %.2f LU in a mono downmix", e.Cue, lost)
		}
		if lost := dB((left + right) / 2 / min(left, right)); !(lost <= 3+off) {
			return at(e.At, "%s loses %.2f LU in one ear", e.Cue, lost)
		}
	}
	return nil
}

// oneVoice holds each word to its recording, at one gain in each ear, and the
// time between words to silence.
func (h *heard) oneVoice() error {
	end := routine.Samples(0)
	for _, e := range on(routine.BusVoice, h.plan) {
		if e.At < end {
			return at(e.At, "%s is planned while another word is spoken", e.Cue)
		}
		if err := h.noVoice(end, e.At); err != nil {
			return err
		}
		clip := h.clip(e)[:e.Length]
		for ear := range 2 {
			var power, with float64
			for i, c := range clip {
				power += float64(c) * float64(c)
				with += float64(c) * float64(h.voice[int(e.At)+i][ear])
			}
			for i, c := range clip {
				if rest := float64(h.voice[int(e.At)+i][ear]) - with/power*float64(c); math.Abs(rest) > step {
					return at(e.At+routine.Samples(i), "%.0f steps beside the recording of %s", rest, e.Cue)
				}
			}
		}
		end = e.End()
	}
	return h.noVoice(end, h.plan.Length)
}

func (h *heard) noVoice(from, to routine.Samples) error {
	for i, v := range h.voice[from:to] {
		if magnitude(v) > step {
			return at(from+routine.Samples(i), "a voice where no word is planned")
		}
	}
	return nil
}

// at is a broken promise at an offset.
func at(n routine.Samples, format string, args ...any) error {
	return fmt.Errorf("at %v: %s", n.Duration(), fmt.Sprintf(format, args...))
}

// magnitude returns the greater amplitude of both ears.
func magnitude(v [2]int16) int { return max(int(v[0]), -int(v[0]), int(v[1]), -int(v[1])) }

// dB returns a ratio of powers in decibels.
func dB(power float64) float64 { return 10 * math.Log10(power) }
