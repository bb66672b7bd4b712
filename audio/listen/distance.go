package listen

import (
	"math"
	"time"

	"uncramp/audio/meter"
	"uncramp/routine"
)

const (
	// distanceLeast is how far what is under the words stays under them.
	distanceLeast meter.LU = 15
	// voiced is how far under a word's loudest moment it still counts as voiced:
	// the relative gate of BS.1770-4. In the pauses of a sentence there is nothing
	// to be masked.
	voiced meter.LU = 10
)

// distance holds what is under the words to its distance, in every 400 ms that
// lie within a word and are voiced, one every 10 ms. A word shorter than that
// has the 400 ms that begin with it. Windows that begin before a word are not
// held to it: what sounds before a word masks none of it.
func (h *hearing) distance() {
	worst := meter.LU(math.Inf(1))
	for _, e := range h.voices() {
		from, to := int(e.At), int(max(e.End(), e.At+routine.SamplesIn(momentary)))
		word := readings(from, to, func(i int) [2]int16 { return h.Voice[i] })
		under := readings(from, to, h.under)
		loudest := meter.LUFS(math.Inf(-1))
		for _, l := range word {
			loudest = max(loudest, l)
		}
		least, at := meter.LU(math.Inf(1)), 0
		for i, l := range word {
			if d := meter.LU(l - under[i]); meter.LU(loudest-l) <= voiced && d < least {
				least, at = d, i
			}
		}
		worst = min(worst, least)
		if !(least >= distanceLeast) {
			h.find(Distance, e.At+routine.SamplesIn(time.Duration(at)*step), "%.1f LU from %s down to what is under it, %v at least", least, e.Cue, distanceLeast)
		}
	}
	h.figures.Distance = worst
}

// under is a frame of all that is not voice; silence outside the session.
func (s *Sound) under(i int) [2]int16 { return s.less(i, s.Voice) }

// less is a frame of the mix without those buses, of which the bed's can be
// empty; silence outside the session.
func (s *Sound) less(i int, buses ...[][2]int16) [2]int16 {
	if i < 0 || i >= len(s.Mix) {
		return [2]int16{}
	}
	v := s.Mix[i]
	for _, bus := range buses {
		if len(bus) > 0 {
			v[0] -= bus[i][0]
			v[1] -= bus[i][1]
		}
	}
	return v
}
