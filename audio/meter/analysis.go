package meter

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/gopxl/beep/v2"
)

// Report is everything that is measured of one recording. Lengths and places
// are in samples of its rate.
type Report struct {
	Rate     beep.SampleRate
	Channels int // 1 or 2
	Length   int

	// Loudness after BS.1770-4 and EBU Tech 3341; -Inf where there is none.
	Integrated   LUFS
	MaxMomentary LUFS    // 400 ms; -Inf of a shorter recording
	MaxShortTerm LUFS    // 3 s; -Inf of a shorter recording
	Range        LU      // after EBU Tech 3342; NaN where no 3 s are heard
	Ears         [2]LUFS // what each ear adds to Integrated; of mono both are it
	Momentary    []LUFS  // the 400 ms that end at 0.4 s, 0.5 s, 0.6 s, ...

	TruePeak DBTP       // of all channels
	DC       [2]float64 // mean of each channel, full scale ±1
	Clipped  int        // samples at full scale: see the clipping detector
	Clicks   []Click    // by their place
	Quiet    Stretch    // the longest part with all samples under -60 dBFS
}

// Click is a click in one channel: 0, the left or only one, or 1. One that is in
// both is two, a few samples apart at most.
type Click struct{ At, Channel int }

// MomentaryStep is the time from one of [Report]'s momentary loudnesses to the
// next.
const MomentaryStep = 100 * time.Millisecond

// Balance is how much louder the left ear is than the right: NaN where both
// are silent, ±Inf where one is.
func (r *Report) Balance() LU { return LU(r.Ears[0] - r.Ears[1]) }

// Analysis measures all of a [Report] in one pass. It keeps two numbers for
// each 10 ms, one for each click, and the last second.
type Analysis struct {
	rate    beep.SampleRate
	ears    []ear
	stretch stretch
	buffers buffers
	length  int
}

// NewAnalysis returns the meters for a recording of one or two channels at
// rate, which is [MinRate] to [MaxRate].
func NewAnalysis(rate beep.SampleRate, channels int) (*Analysis, error) {
	if rate < MinRate || rate > MaxRate {
		return nil, fmt.Errorf("cannot measure at %d Hz (%d to %d)", rate, MinRate, MaxRate)
	}
	if channels != 1 && channels != 2 {
		return nil, fmt.Errorf("cannot measure %d channels (1 or 2)", channels)
	}
	a := &Analysis{rate: rate, buffers: newBuffers(rate, channels)}
	for range channels {
		a.ears = append(a.ears, newEar(rate))
	}
	return a, nil
}

// Write measures frames, full scale ±1, after all that were written before. Of
// a mono recording the first channel counts. Many at a time are measured
// faster: each channel on a goroutine of its own.
func (a *Analysis) Write(frames [][2]float64) {
	var work sync.WaitGroup
	for c := range a.ears {
		work.Go(func() { a.ears[c].write(frames, c) })
	}
	work.Go(func() { a.buffers.write(frames) })
	a.stretch.write(frames, len(a.ears))
	a.length += len(frames)
	work.Wait()
}

// Report is what was measured. Nothing can be written after it.
func (a *Analysis) Report() *Report {
	left, right := &a.ears[0], &a.ears[len(a.ears)-1]
	whole := left.hops
	if left != right {
		whole.sums = make([]float64, len(left.hops.sums))
		for i := range whole.sums {
			whole.sums[i] = left.hops.sums[i] + right.hops.sums[i] // both front channels weigh 1
		}
	}
	r := &Report{
		Rate:         a.rate,
		Channels:     len(a.ears),
		Length:       a.length,
		Integrated:   loudness(whole.gated()),
		MaxMomentary: loudness(whole.loudest(hopsInBlock)),
		MaxShortTerm: loudness(whole.loudest(hopsInShortTerm)),
		Range:        whole.spread(),
		Ears:         ears(&whole, &left.hops, &right.hops),
		Momentary:    whole.momentary(),
		TruePeak:     DBTP(20 * math.Log10(max(left.peak.value(), right.peak.value()))),
		DC:           [2]float64{left.mean(), right.mean()},
		Quiet:        a.stretch.longest,
	}
	for c := range a.ears {
		r.Clipped += a.ears[c].clipping.count()
		for _, at := range a.ears[c].clicks.end(a.length) {
			r.Clicks = append(r.Clicks, Click{at, c})
		}
	}
	// What went wrong with a buffer is a click too, in every channel.
	for _, at := range a.buffers.found {
		for c := range a.ears {
			if !slices.ContainsFunc(r.Clicks, func(k Click) bool { return k.Channel == c && max(k.At-at, at-k.At) <= int(a.rate)/1000 }) {
				r.Clicks = append(r.Clicks, Click{at, c})
			}
		}
	}
	slices.SortStableFunc(r.Clicks, func(a, b Click) int { return cmp.Compare(a.At, b.At) })
	return r
}
