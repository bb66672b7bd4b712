package listen

import (
	"math"
	"slices"
	"sort"
	"time"

	"uncramp/audio"
	"uncramp/audio/meter"
	"uncramp/routine"
)

// What the bed that breathes keeps to: design, "The bed".
const (
	bedRest  meter.LUFS = -38
	bedAbout meter.LU   = 1
	bedMost  meter.LUFS = -30
	follows             = 0.9 // correlation
	phase               = 300 * time.Millisecond
)

// How its level is read: over half a second, which is short beside a breath and
// long beside the waves of a noise.
const (
	levelWindow = 500 * time.Millisecond
	levelStep   = 50 * time.Millisecond
	phaseReach  = time.Second
)

// bed holds the bed to the planned breath: its level over half a second rises
// and falls with the swell, and is neither early nor late.
func (h *hearing) bed() {
	f := &h.figures
	f.BedRest, f.BedMost = meter.LUFS(math.NaN()), meter.LUFS(math.Inf(-1))
	f.Swell, f.Phase = math.NaN(), math.NaN()
	if !h.has(routine.BusBed) {
		return
	}
	h.bedLevel()
	h.swell()
}

func (h *hearing) bedLevel() {
	f := &h.figures
	from, to := h.bedSpan()
	var rest []float64
	for i, l := range readings(from, to, func(i int) [2]int16 { return h.Bed[i] }) {
		f.BedMost = max(f.BedMost, l)
		at := routine.Samples(from) + routine.Samples(i*audio.Rate.N(step))
		if !h.breathes(at, at+routine.SamplesIn(momentary)) {
			rest = append(rest, float64(l))
		}
	}
	if !(f.BedMost <= bedMost) {
		h.find(BedLevel, 0, "the bed reaches %.1f LUFS, %v at most", f.BedMost, bedMost)
	}
	if len(rest) == 0 {
		return
	}
	slices.Sort(rest)
	f.BedRest = meter.LUFS(rest[len(rest)/2])
	if off := meter.LU(f.BedRest - bedRest); !(off >= -bedAbout && off <= bedAbout) {
		h.find(BedLevel, 0, "the bed rests at %.1f LUFS, about %v is right", f.BedRest, bedRest)
	}
}

// bedSpan is the part of the session between the bed's fades.
func (s *Sound) bedSpan() (from, to int) {
	return audio.Rate.N(runIn), len(s.Bed) - audio.Rate.N(finale)
}

// breathes tells whether a breath is planned anywhere from one offset to another.
func (s *Sound) breathes(from, to routine.Samples) bool {
	i := sort.Search(len(s.Plan.Breaths), func(i int) bool { return s.Plan.Breaths[i].End > from })
	return i < len(s.Plan.Breaths) && s.Plan.Breaths[i].In < to
}

func (h *hearing) swell() {
	f := &h.figures
	from, to := h.bedSpan()
	bed := levels(h.Bed[from:max(from, to)])
	reach := int(phaseReach / levelStep)
	best := math.Inf(-1)
	for late := -reach; late <= reach; late++ {
		// The bed's level against the swell of as much earlier.
		shift := float64(from) + float64(audio.Rate.N(levelWindow))/2 - float64(late*audio.Rate.N(levelStep))
		planned := make([]float64, len(bed))
		for i := range planned {
			planned[i] = h.planned(routine.Samples(shift) + routine.Samples(i*audio.Rate.N(levelStep)))
		}
		c := correlation(bed, planned)
		if late == 0 {
			f.Swell = c
		}
		if c > best {
			best, f.Phase = c, (time.Duration(late) * levelStep).Seconds()
		}
	}
	if !(f.Swell >= follows) {
		h.find(Swell, 0, "the bed's level and the planned breath correlate by %.2f, %v at least", f.Swell, follows)
	}
	if !(math.Abs(f.Phase) <= phase.Seconds()) {
		h.find(Swell, 0, "the bed breathes %.2f s late, %v at most either way", f.Phase, phase)
	}
}

// planned is how far, from 0 to 1, the bed has risen at an offset as the plan
// has it: by raised cosines, up with a breath in and down with a breath out.
func (s *Sound) planned(at routine.Samples) float64 {
	all := s.Plan.Breaths
	i := sort.Search(len(all), func(i int) bool { return all[i].End > at })
	if i == len(all) || at < all[i].In {
		return 0
	}
	b, x := all[i], 0.0
	if at < b.Out {
		x = float64(at-b.In) / float64(b.Out-b.In)
	} else {
		x = float64(b.End-at) / float64(b.End-b.Out)
	}
	return 0.5 - 0.5*math.Cos(math.Pi*x)
}

// levels are root mean squares of both ears, over levelWindow, one each
// levelStep.
func levels(frames [][2]int16) []float64 {
	hop, hops := audio.Rate.N(levelStep), int(levelWindow/levelStep)
	var powers, all []float64
	for at := 0; at+hop <= len(frames); at += hop {
		left, right, _ := earPowers(frames[at : at+hop])
		powers = append(powers, left+right)
	}
	for i := 0; i+hops <= len(powers); i++ {
		var sum float64
		for _, p := range powers[i : i+hops] {
			sum += p
		}
		all = append(all, math.Sqrt(sum))
	}
	return all
}

// correlation of two series of a length, after Pearson; NaN where one of them
// does not vary.
func correlation(a, b []float64) float64 {
	var sumA, sumB float64
	for i := range a {
		sumA += a[i]
		sumB += b[i]
	}
	meanA, meanB := sumA/float64(len(a)), sumB/float64(len(b))
	var ab, aa, bb float64
	for i := range a {
		x, y := a[i]-meanA, b[i]-meanB
		ab += x * y
		aa += x * x
		bb += y * y
	}
	return ab / math.Sqrt(aa*bb)
}
