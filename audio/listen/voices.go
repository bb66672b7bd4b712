package listen

import (
	"math"

	"uncramp/routine"
)

// rounding is how many steps of 16 bit the floor of noise and the rounding can
// put on a sample: one of them for the noise, half of one for the rounding.
const rounding = 2

// oneVoice looks for a second voice. No two words are planned at once; between
// the words the voice is no more than the floor of noise; and within one, when
// its recording is taken out of each ear at the gain it has there, no more than
// that is left.
func (h *hearing) oneVoice() {
	end := routine.Samples(0)
	for _, e := range h.voices() {
		if e.At < end {
			h.find(OneVoice, e.At, "%s is planned while another word is spoken", e.Cue)
			continue
		}
		h.nothing(end, e.At)
		h.onlyClip(e)
		end = e.End()
	}
	h.nothing(end, routine.Samples(len(h.Voice)))
}

// nothing reports a voice between two offsets.
func (h *hearing) nothing(from, to routine.Samples) {
	for i, v := range h.Voice[from:to] {
		if max(v[0], -v[0], v[1], -v[1]) > rounding {
			h.find(OneVoice, from+routine.Samples(i), "a voice where no word is planned")
			return
		}
	}
}

// onlyClip reports what is not the word's own recording.
func (h *hearing) onlyClip(e routine.Event) {
	clip := h.Clips[Clip{e.Bus, e.Cue}][:e.Length]
	heard := h.Voice[e.At:e.End()]
	var power float64
	var with [2]float64
	for i, c := range clip {
		power += float64(c) * float64(c)
		with[0] += float64(c) * float64(heard[i][0])
		with[1] += float64(c) * float64(heard[i][1])
	}
	for ear := range with {
		gain := with[ear] / power
		for i, c := range clip {
			if left := float64(heard[i][ear]) - gain*float64(c); math.Abs(left) > rounding {
				h.find(OneVoice, e.At+routine.Samples(i), "%.0f steps of 16 bit beside the recording of %s", left, e.Cue)
				return
			}
		}
	}
}
