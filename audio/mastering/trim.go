package mastering

import (
	"math"
	"slices"
	"time"
)

// Trimming keeps this much around the speech: the breath before the first consonant,
// and the reverberation of the last.
const (
	keepBefore = 15 * time.Millisecond
	keepAfter  = 60 * time.Millisecond
)

// Speech is found by the levels of frames. Frames within 35 dB of the loudest are speech
// for certain. So are those next to them within 50 dB of it and 6 dB over the noise of
// the recording. Thus a soft h or s at an end belongs to the word, and hiss does not.
const (
	trimFrame   = 5 * time.Millisecond
	certain     = -35. // dB re the loudest frame
	possible    = -50.
	aboveNoise  = 6.
	silentBelow = -60. // dBFS: if no frame is louder, there is no speech
)

// speech returns the range of the speech in samples at 48 kHz, extended by keepBefore
// and keepAfter. If there is no speech, the range is empty.
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

// edge is the length of a fade. The click of a hard cut is at -28 dB, that of 10 ms of
// a raised cosine at -88 dB.
const edge = 10 * time.Millisecond

// fade fades both ends of samples by raised cosines, in place.
func fade(samples []float64) {
	n := min(Rate.N(edge), len(samples)/2)
	for i := range n {
		gain := (1 - math.Cos(math.Pi*(float64(i)+0.5)/float64(n))) / 2
		samples[i] *= gain
		samples[len(samples)-1-i] *= gain
	}
}
