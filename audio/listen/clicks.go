package listen

import "uncramp/routine"

// What a chain of buffers does to a sound when it goes wrong. The ear can miss
// it, and a click detector that hears as the ear does misses it too. Here it is
// told for sure, in two steps. The mix is its words, its chimes and its bed,
// each streamed alone, and nothing else. And each of them is its recordings:
// the words to the step of 16 bit (oneVoice), the chimes and the bed at gains that
// move slowly (recorded).
//
// What cannot be told is a change of what is hardly there, up to four steps: as
// when ten frames of the floor of noise are replaced by silence. Of that a
// repeated buffer is told even so, because a noise is never the same twice.

// sumOff is how many steps of 16 bit the sum of three buses can be off: two, for
// the floor of noise is in each of them, and half of one for each rounding.
const sumOff = 4

// sum holds the mix to the sum of its buses.
func (h *hearing) sum() {
	var once fault
	for i := range h.Mix {
		v := h.less(i, h.Voice, h.Chimes, h.Bed)
		if off := max(v[0], -v[0], v[1], -v[1]); off > sumOff && once.begins(i) {
			h.find(Click, routine.Samples(i), "%d steps of 16 bit that are neither words, chimes nor bed", off)
		}
	}
}

// fault is one that can last: it is found where it begins.
type fault struct {
	found bool
	last  int
}

// begins tells whether what is found at a frame is another fault than the one
// before.
func (f *fault) begins(at int) bool {
	const pause = routine.Rate / 10
	another := !f.found || at-f.last >= pause
	f.found, f.last = true, at
	return another
}

var ears = [2]string{"left", "right"}

// The floor of noise is everywhere and never the same.
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
