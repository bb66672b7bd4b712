package listen

import "uncramp/routine"

// What a chain of buffers does to a sound when it goes wrong. The ear can miss
// it, and a click detector that hears as the ear does misses it too; but the
// floor of noise is everywhere and never the same, so here it is told for sure.
const (
	gapLeast  = 10           // frames of digital silence in the middle of a sound
	loudLeast = 8            // steps of 16 bit that make it one: no noise of the floor
	repeated  = 64           // frames that are the same twice: by chance, once in 10^28
	recently  = routine.Rate // frames: buffers are shorter
)

// gaps finds frames that were lost: digital silence that a sound breaks off
// into, or begins from, in one step.
func (h *hearing) gaps() {
	silent := 0
	for i, v := range h.Mix {
		if v == [2]int16{} {
			silent++
			continue
		}
		if silent >= gapLeast && (loud(v) || i > silent && loud(h.Mix[i-silent-1])) {
			h.find(Click, routine.Samples(i-silent), "a gap of %d samples", silent)
		}
		silent = 0
	}
}

func loud(v [2]int16) bool { return max(v[0], -v[0], v[1], -v[1]) > loudLeast }

// repeats finds buffers that were sent twice, of 128 frames or more: frames that
// are the same as others less than a second before. The hash of the last frames
// rolls along, as rsync's does (Tridgell and Mackerras, 1996), and is looked up
// among those of every 64th place.
func (h *hearing) repeats() {
	const (
		base  = 0x9e3779b97f4a7c15 // odd
		slots = 1 << 14
	)
	var oldest uint64 = 1 // what the frame that leaves weighs
	for range repeated {
		oldest *= base
	}
	var places [slots]int // where a window of each hash ended, last
	var hash uint64
	until := 0 // the end of a repetition that was reported
	for i, v := range h.Mix {
		hash = hash*base + key(v)
		if i < repeated {
			continue
		}
		hash -= oldest * key(h.Mix[i-repeated])
		slot := &places[hash>>(64-14)]
		if at := *slot; at > 0 && i-at < recently && i >= until && h.same(at, i) {
			h.find(Click, routine.Samples(i-repeated+1), "the %d samples before it again", i-at)
			until = i + (i - at)
		}
		if i%repeated == 0 {
			*slot = i
		}
	}
}

// key is a frame as a number.
func key(v [2]int16) uint64 { return uint64(uint16(v[0]))<<16 | uint64(uint16(v[1])) + 1 }

// same tells whether the frames up to two places are alike.
func (h *hearing) same(a, b int) bool {
	return [repeated][2]int16(h.Mix[a-repeated+1:]) == [repeated][2]int16(h.Mix[b-repeated+1:])
}
