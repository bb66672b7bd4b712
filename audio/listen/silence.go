package listen

import (
	"time"

	"uncramp/routine"
)

const (
	crash  = 8 * time.Second // of silence read as one
	runIn  = 2 * time.Second // in which a bed comes up
	finale = 3 * time.Second // in which it goes out
	// breathless is how long all samples of a noise may be near zero by chance.
	breathless = 50 * time.Millisecond
)

// Stretch is a part of a recording, in samples.
type Stretch struct{ At, Length int }

// quietLevel is the amplitude, -60 dBFS, under which a sample is quiet.
const quietLevel = 0.001

// silence looks for the longest stretch in which both ears are under -60 dBFS.
// With a bed there is none between its fades.
func (h *hearing) silence() {
	from, to, limit := 0, len(h.Mix), routine.SamplesIn(crash)
	if h.has(routine.BusBed) {
		from, to = int(routine.SamplesIn(runIn)), to-int(routine.SamplesIn(finale))
		limit = routine.SamplesIn(breathless)
	}
	longest, present := Stretch{}, Stretch{At: from}
	const quiet = quietLevel * fullScale
	for i, v := range h.Mix[from:max(from, to)] {
		if float64(max(v[0], -v[0])) >= quiet || float64(max(v[1], -v[1])) >= quiet {
			present = Stretch{At: from + i + 1}
		} else if present.Length++; present.Length > longest.Length {
			longest = present
		}
	}
	h.figures.Quiet = longest
	if routine.Samples(longest.Length) > limit {
		h.find(Silence, routine.Samples(longest.At), "%v under -60 dBFS, %v at most", routine.Samples(longest.Length).Duration(), limit.Duration())
	}
}
