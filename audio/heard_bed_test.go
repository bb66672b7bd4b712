package audio

import (
	"math"
	"slices"
	"time"

	"uncramp/audio/meter"
	"uncramp/routine"
)

// The bed makes room for words this long before and behind them, and words that
// are closer than roomGap are one.
const (
	roomAhead = 300 * time.Millisecond
	roomBack  = 1200 * time.Millisecond
	roomGap   = 1500 * time.Millisecond
)

// makesRoom reports whether the bed makes room for words anywhere from one offset
// up to another.
func (h *heard) makesRoom(from, to routine.Samples) bool {
	last := -routine.SamplesIn(time.Hour)
	for _, e := range on(routine.BusVoice, h.plan) {
		start := e.At - routine.SamplesIn(roomAhead)
		if e.At-last < routine.SamplesIn(roomGap) {
			start = last
		}
		if last = e.End(); start < to && last+routine.SamplesIn(roomBack) > from {
			return true
		}
	}
	return false
}

// bedLevel holds the bed to -38 LUFS where neither a breath nor a word is, and to
// at most -30 anywhere.
func (h *heard) bedLevel() error {
	if len(on(routine.BusBed, h.plan)) == 0 {
		return nil
	}
	var still []float64
	from, to := Rate.N(fadeIn), len(h.bed)-Rate.N(fadeOut)
	for i, l := range momentary(from, to, func(i int) [2]int16 { return h.without(i, h.voice, h.chimes) }) {
		n := routine.Samples(from + i*meter.HopLen)
		if !(l <= -30) {
			return at(n, "the bed reaches %.1f LUFS", l)
		}
		breathes := slices.ContainsFunc(h.plan.Breaths, func(b routine.PlannedBreath) bool { return b.In < n+routine.SamplesIn(moment) && b.End > n })
		if !breathes && !h.makesRoom(n, n+routine.SamplesIn(moment)) {
			still = append(still, float64(l))
		}
	}
	if len(still) == 0 {
		return nil
	}
	slices.Sort(still)
	want := -38 + float64(h.levels.Voice+h.levels.Bed)
	if got := still[len(still)/2]; !(math.Abs(got-want) <= 1) {
		return at(0, "the bed rests at %.1f LUFS, want %.1f", got, want)
	}
	return nil
}

// swell holds the bed's level over half a second to the planned breath, where it
// makes no room for words: they correlate by 0.9, and best within 0.3 s of the plan.
func (h *heard) swell() error {
	if len(on(routine.BusBed, h.plan)) == 0 {
		return nil
	}
	const hop, window = int(Rate) / 20, int(Rate) / 2
	var times []int
	var levels []float64
	for from := Rate.N(fadeIn); from+window <= len(h.bed)-Rate.N(fadeOut); from += hop {
		if h.makesRoom(routine.Samples(from), routine.Samples(from+window)) {
			continue
		}
		var power float64
		for i := from; i < from+window; i += 3 { // a third of a noise is as loud
			v := h.without(i, h.voice, h.chimes)
			power += float64(v[0])*float64(v[0]) + float64(v[1])*float64(v[1])
		}
		times, levels = append(times, from+window/2), append(levels, math.Sqrt(power))
	}
	best, late := math.Inf(-1), 0
	for d := -20; d <= 20; d++ {
		var planned []float64
		for _, n := range times {
			planned = append(planned, h.breath(routine.Samples(n-d*hop)))
		}
		c := correlation(levels, planned)
		if d == 0 && !(c >= 0.9) {
			return at(0, "the bed's level and the planned breath correlate by %.2f", c)
		}
		if c > best {
			best, late = c, d
		}
	}
	if seconds := float64(late*hop) / float64(Rate); math.Abs(seconds) > 0.3 {
		return at(0, "the bed breathes %.2f s late", seconds)
	}
	return nil
}

// breath returns how far, from 0 to 1, a breath is in at an offset: by raised
// cosines, up with a breath in and down with a breath out; in a pause it waits.
func (h *heard) breath(n routine.Samples) float64 {
	for _, b := range h.plan.Breaths {
		if n < b.In || n >= b.End {
			continue
		}
		x := min(1, float64(n-b.In)/float64(b.Full-b.In)) // which waits in a pause
		if n >= b.Out {
			x = max(0, float64(b.Empty-n)/float64(b.Empty-b.Out))
		}
		return 0.5 - 0.5*math.Cos(math.Pi*x)
	}
	return 0
}

// correlation returns Pearson's coefficient of two series.
func correlation(a, b []float64) float64 {
	centred := func(v []float64) []float64 {
		var sum float64
		for _, x := range v {
			sum += x
		}
		out := make([]float64, len(v))
		for i, x := range v {
			out[i] = x - sum/float64(len(v))
		}
		return out
	}
	a, b = centred(a), centred(b)
	return product(a, b) / math.Sqrt(product(a, a)*product(b, b))
}
