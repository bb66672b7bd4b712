package listen

import (
	"math"
	"time"

	"uncramp/audio"
	"uncramp/routine"
)

// part is over how much a gain moves by so little that a line is as good.
const part = 10 * time.Millisecond

// beside is how many steps of 16 bit a bus can be off its recordings: the floor
// of noise, the rounding, and what a line is not.
const beside = 3

// recorded holds the chimes and the bed to their recordings, at gains that move
// slowly: 10 ms at a time the recordings that sound, each at a gain and at one
// that grows, are taken out of what is heard, and no more is left than noise.
func (h *hearing) recorded() {
	chimes := h.Plan.Only(routine.BusChime).Events
	h.bus("chimes", h.Chimes, h.chimeGain(), func(_, from, n int) [][]float64 {
		all := [][]float64{} // where none sounds nothing does
		for _, e := range chimes {
			if int(e.At) >= from+n || int(e.End()) <= from {
				continue
			}
			clip := h.Clips[Clip{e.Bus, e.Cue}]
			all = append(all, samples(n, func(i int) float64 {
				k := from + i - int(e.At)
				if k < 0 || k >= int(e.Length) {
					return 0
				}
				return float64(clip[k]) * edge(k, int(e.Length), len(clip))
			}))
		}
		return all
	})
	// The bed is a loop, brighter by its differences; the right ear hears it from its
	// middle on. Over its seam, 0.1 s in 24, it is not told what it is.
	for _, e := range h.Plan.Only(routine.BusBed).Events {
		loop := h.Clips[Clip{e.Bus, e.Cue}]
		round := len(loop) - audio.LoopOverlap
		h.bus("bed", h.Bed, 0, func(ear, from, n int) [][]float64 {
			at := (from + ear*(round/2)) % round
			if at < audio.LoopOverlap+1 || at+n > round {
				return nil
			}
			return [][]float64{
				samples(n, func(i int) float64 { return float64(loop[at+i]) }),
				samples(n, func(i int) float64 { return float64(loop[at+i-1]) }),
			}
		})
	}
}

// bus holds one of them to what it is made of: n samples from an offset on, in
// one ear, of each recording; nil where that is not told. Mostly they are heard at
// one gain, if that is not 0.
func (h *hearing) bus(name string, frames [][2]int16, gain float64, made func(ear, from, n int) [][]float64) {
	n := audio.Rate.N(part)
	heard := make([]float64, n)
	for ear := range ears {
		var once fault
		for from := 0; from+n <= len(frames); from += n {
			recordings := made(ear, from, n)
			if recordings == nil {
				continue
			}
			for i := range heard {
				heard[i] = float64(frames[from+i][ear])
			}
			if gain > 0 && plain(heard, recordings, gain) {
				continue
			}
			for _, r := range recordings {
				recordings = append(recordings, samples(n, func(i int) float64 { return r[i] * (float64(i)/float64(n) - 0.5) }))
			}
			explain(heard, recordings)
			for i, v := range heard {
				if off := max(v, -v); off > beside && once.begins(from+i) {
					h.find(Click, routine.Samples(from+i), "%.0f steps of 16 bit in the %s alone, in the %s ear", v, name, ears[ear])
				}
			}
		}
	}
}

// plain tells whether what is heard is just recordings at a gain.
func plain(heard []float64, recordings [][]float64, gain float64) bool {
	for i, v := range heard {
		for _, r := range recordings {
			v -= gain * r[i]
		}
		if max(v, -v) > beside {
			return false
		}
	}
	return true
}

// explain takes out of what is heard as much as it can of some directions, by the
// normal equations.
func explain(heard []float64, directions [][]float64) {
	n := len(directions)
	rows := make([][]float64, n) // each ends with what it is to be
	for i, d := range directions {
		rows[i] = make([]float64, n+1)
		for j := range i + 1 {
			rows[i][j] = product(d, directions[j])
			rows[j][i] = rows[i][j]
		}
		rows[i][n] = product(d, heard)
	}
	// Gauss and Jordan; a direction that those before it have is left out.
	for i := range n {
		if rows[i][i] <= tiny {
			rows[i] = make([]float64, n+1)
			continue
		}
		for j := range n {
			if f := rows[j][i] / rows[i][i]; j != i {
				for k := i; k <= n; k++ {
					rows[j][k] -= f * rows[i][k]
				}
			}
		}
	}
	for i, d := range directions {
		if rows[i][i] > 0 {
			gain := rows[i][n] / rows[i][i]
			for k := range heard {
				heard[k] -= gain * d[k]
			}
		}
	}
}

// tiny is the power, in steps of 16 bit, of what a direction has beside others: of
// one that is another, or silent.
const tiny = 1e-3

func samples(n int, sample func(i int) float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = sample(i)
	}
	return all
}

// edge is the gain of one sample of a recording that is cut off: over 10 ms, by a
// raised cosine (design, "Figures").
func edge(k, length, whole int) float64 {
	if n := audio.Rate.N(10 * time.Millisecond); length < whole && k >= length-n {
		return 0.5 - 0.5*math.Cos(math.Pi*(float64(length-k)-0.5)/float64(n))
	}
	return 1
}
