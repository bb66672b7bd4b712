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

// What the bed that breathes keeps to, as it is heard in the mix: design, "The
// bed".
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

// How the bed makes room for words: design, "Ducking and levels".
const (
	roomAhead = 300 * time.Millisecond
	roomBack  = 1200 * time.Millisecond
	roomGap   = 1500 * time.Millisecond // between words that it does not come back in
)

// bed holds the bed to the planned breath: its level over half a second rises
// and falls with the swell, and is neither early nor late. It is what is left of
// the mix without words and chimes.
//
// Where it makes room for words its level is theirs as much as the breath's,
// and who breathes with it is told when to. So it is held to the breath where it
// makes none. What it does under words, where all of the room is made, is a
// figure: it swells there as well, 12 dB lower.
func (h *hearing) bed() {
	f := &h.figures
	f.BedRest, f.BedMost = meter.LUFS(math.NaN()), meter.LUFS(math.Inf(-1))
	f.Swell, f.Phase, f.SwellUnder = math.NaN(), math.NaN(), math.NaN()
	if !h.has(routine.BusBed) {
		return
	}
	h.bedLevel()
	h.swell()
}

// heard is a frame of the bed in the mix.
func (s *Sound) heard(i int) [2]int16 { return s.less(i, s.Voice, s.Chimes) }

// rooms are the words for which room is made, those that it is made for without
// a break as one, with so much ahead and behind.
func (s *Sound) rooms(ahead, back time.Duration) (all []routine.Interval) {
	for _, e := range s.voices() {
		n := len(all) - 1
		if n >= 0 && e.At-all[n].To < routine.SamplesIn(roomGap) {
			all[n].To = e.End()
		} else {
			all = append(all, routine.Interval{From: e.At, To: e.End()})
		}
	}
	for i := range all {
		all[i].From -= routine.SamplesIn(ahead)
		all[i].To += routine.SamplesIn(back)
	}
	return all
}

func (h *hearing) bedLevel() {
	f := &h.figures
	from, to := h.bedSpan()
	rooms := h.rooms(roomAhead, roomBack)
	var rest []float64
	for i, l := range readings(from, to, h.heard) {
		f.BedMost = max(f.BedMost, l)
		at := routine.Samples(from) + routine.Samples(i*audio.Rate.N(step))
		if until := at + routine.SamplesIn(momentary); !h.breathes(at, until) && apart(rooms, at, until) {
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
	right := bedRest + meter.LUFS(h.Levels.Voice+h.Levels.Bed)
	if off := meter.LU(f.BedRest - right); !(off >= -bedAbout && off <= bedAbout) {
		h.find(BedLevel, 0, "the bed rests at %.1f LUFS, about %v is right", f.BedRest, right)
	}
}

// bedSpan is the part of the session between the bed's fades.
func (s *Sound) bedSpan() (from, to int) {
	return audio.Rate.N(runIn), len(s.Mix) - audio.Rate.N(finale)
}

// breathes tells whether a breath is planned anywhere from one offset to another.
func (s *Sound) breathes(from, to routine.Samples) bool {
	i := sort.Search(len(s.Plan.Breaths), func(i int) bool { return s.Plan.Breaths[i].End > from })
	return i < len(s.Plan.Breaths) && s.Plan.Breaths[i].In < to
}

// apart tells whether the time from one offset to another has nothing in common
// with the intervals, and inside whether it lies in one of them.
func apart(all []routine.Interval, from, to routine.Samples) bool {
	i := sort.Search(len(all), func(i int) bool { return all[i].To > from })
	return i == len(all) || all[i].From >= to
}

func inside(all []routine.Interval, from, to routine.Samples) bool {
	i := sort.Search(len(all), func(i int) bool { return all[i].To > from })
	return i < len(all) && all[i].From <= from && all[i].To >= to
}

func (h *hearing) swell() {
	f := &h.figures
	level := h.swelling(apart, h.rooms(roomAhead, roomBack))
	reach := int(phaseReach / levelStep)
	best := math.Inf(-1)
	for late := -reach; late <= reach; late++ {
		c := h.follows(level, routine.Samples(late*audio.Rate.N(levelStep)))
		if late == 0 {
			f.Swell = c
		}
		if c > best {
			best, f.Phase = c, (time.Duration(late) * levelStep).Seconds()
		}
	}
	f.SwellUnder = h.follows(h.swelling(inside, h.rooms(0, 0)), 0)
	if !(f.Swell >= follows) {
		h.find(Swell, 0, "the bed's level and the planned breath correlate by %.2f, %v at least", f.Swell, follows)
	}
	if !(math.Abs(f.Phase) <= phase.Seconds()) {
		h.find(Swell, 0, "the bed breathes %.2f s late, %v at most either way", f.Phase, phase)
	}
}

// moment is the bed's level over half a second, and its middle.
type moment struct {
	at    routine.Samples
	level float64
}

// swelling is the bed's level where half a second lies so to intervals.
func (h *hearing) swelling(lies func(all []routine.Interval, from, to routine.Samples) bool, all []routine.Interval) (moments []moment) {
	from, to := h.bedSpan()
	for i, l := range levels(from, to, h.heard) {
		at := routine.Samples(from + i*audio.Rate.N(levelStep))
		if window := routine.SamplesIn(levelWindow); lies(all, at, at+window) {
			moments = append(moments, moment{at + window/2, l})
		}
	}
	return moments
}

// follows is the correlation of the bed's level with the planned breath, if it is
// late by so much.
func (h *hearing) follows(moments []moment, late routine.Samples) float64 {
	var bed, planned []float64
	for _, m := range moments {
		bed, planned = append(bed, m.level), append(planned, h.planned(m.at-late))
	}
	return correlation(bed, planned)
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
func levels(from, to int, frame func(i int) [2]int16) []float64 {
	hop, hops := audio.Rate.N(levelStep), int(levelWindow/levelStep)
	frames := make([][2]int16, hop)
	var powers, all []float64
	for ; from+hop <= to; from += hop {
		for i := range frames {
			frames[i] = frame(from + i)
		}
		left, right, _ := earPowers(frames)
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
