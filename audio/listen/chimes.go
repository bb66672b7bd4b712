package listen

import (
	"math"
	"slices"
	"time"

	"uncramp/routine"
)

const (
	strike = 700 * time.Millisecond // in which a chime is loudest
	// wordLater is how long after a chime its word comes: it has fallen by itself.
	wordLater = 600 * time.Millisecond
	// chimeOff is how far its loudest moment may be from that of its recording.
	chimeOff = 0.5 // LU
)

// chimes holds each chime that is struck between words to the loudness that it
// was made with: what was said before makes it no softer, and no more does its
// own word. What is struck together is heard together.
func (h *hearing) chimes() {
	last, all := routine.Samples(-1), h.Plan.Only(routine.BusChime).Events
	for _, e := range all {
		if e.At == last || h.spoken(e.At, e.At+routine.SamplesIn(wordLater)) {
			continue
		}
		last = e.At
		heard, made := h.loudestOf(e.At, h.struck), h.loudestOf(e.At, h.made(all, e.At))
		off := heard - made
		h.figures.Chime = math.Max(h.figures.Chime, math.Abs(off))
		if !(math.Abs(off) <= chimeOff) {
			h.find(Chime, e.At, "%s at %.1f LUFS, made at %.1f", e.Cue, heard, made)
		}
	}
}

// spoken tells whether words are said anywhere from one offset to another.
func (h *hearing) spoken(from, to routine.Samples) bool {
	for _, e := range h.voices() {
		if e.At < to && e.End() > from {
			return true
		}
	}
	return false
}

// loudestOf is the loudest 400 ms of a chime.
func (h *hearing) loudestOf(at routine.Samples, frame func(i int) [2]int16) float64 {
	most := math.Inf(-1)
	for _, l := range readings(int(at), int(at+routine.SamplesIn(strike)), frame) {
		most = math.Max(most, float64(l))
	}
	return most
}

// struck is a frame of the chimes as they are heard.
func (h *hearing) struck(i int) [2]int16 { return h.less(i, h.Voice, h.Bed) }

// made are frames of the chimes that sound within a strike from an offset on, as
// they were made: at the listener's level, 3 dB down in each ear.
func (h *hearing) made(all []routine.Event, from routine.Samples) func(i int) [2]int16 {
	gain := h.chimeGain()
	all = slices.DeleteFunc(slices.Clone(all), func(e routine.Event) bool {
		return e.At >= from+routine.SamplesIn(strike) || e.End() <= from
	})
	return func(i int) [2]int16 {
		var sum float64
		for _, e := range all {
			if at := routine.Samples(i); at >= e.At && at < e.End() {
				sum += float64(h.Clips[Clip{e.Bus, e.Cue}][at-e.At])
			}
		}
		v := int16(math.Round(gain * sum))
		return [2]int16{v, v}
	}
}

// chimeGain is a chime's gain in each ear: the listener's, and the -3 dB of the
// middle.
func (h *hearing) chimeGain() float64 {
	return math.Pow(10, float64(h.Levels.Voice+h.Levels.Chime)/20) / math.Sqrt2
}
