package mastering

import (
	"math"
	"slices"
	"time"
)

// What trimming leaves around the speech: room for the first consonant's
// breath, and for the room's answer to the last.
const (
	keepBefore = 15 * time.Millisecond
	keepAfter  = 60 * time.Millisecond
)

// Speech is found by the level of frames of 5 ms, against the loudest of them:
// it is certain within 35 dB, and from there reaches out as far as the level
// stays within 50 dB, or 6 dB over the recording's own noise where that is more.
// So a soft h or s at an end belongs to the word, and hiss does not.
const (
	trimFrame   = 5 * time.Millisecond
	certain     = -35. // dB re the loudest frame
	possible    = -50.
	aboveNoise  = 6.
	silentBelow = -60. // dBFS: a loudest frame under it is no speech at all
)

// speech is where the speech is in samples at 48 kHz, with keepBefore and
// keepAfter of what surrounds it, as far as the recording goes. It is empty
// where all is silent.
func speech(samples []float64) (from, to int) {
	n := Rate.N(trimFrame)
	var levels []float64
	for frame := range slices.Chunk(samples, n) {
		var square float64
		for _, s := range frame {
			square += s * s
		}
		levels = append(levels, 10*math.Log10(square/float64(n)))
	}
	if len(levels) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(levels))
	loudest, noise := sorted[len(sorted)-1], sorted[len(sorted)/10]
	if loudest < silentBelow {
		return 0, 0
	}
	low := min(max(loudest+possible, noise+aboveNoise), loudest+certain)
	first := slices.IndexFunc(levels, func(l float64) bool { return l >= loudest+certain })
	last := len(levels) - 1
	for levels[last] < loudest+certain {
		last--
	}
	for first > 0 && levels[first-1] >= low {
		first--
	}
	for last < len(levels)-1 && levels[last+1] >= low {
		last++
	}
	return max(0, first*n-Rate.N(keepBefore)), min(len(samples), (last+1)*n+Rate.N(keepAfter))
}

// edge is the length of a clip's edges: a hard cut clicks at -28 dB, 10 ms of
// raised cosine at -88 dB.
const edge = 10 * time.Millisecond

// fade gives both ends a raised-cosine edge, in place.
func fade(samples []float64) {
	n := min(Rate.N(edge), len(samples)/2)
	for i := range n {
		gain := (1 - math.Cos(math.Pi*(float64(i)+0.5)/float64(n))) / 2
		samples[i] *= gain
		samples[len(samples)-1-i] *= gain
	}
}
