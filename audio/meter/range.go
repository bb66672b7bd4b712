package meter

import (
	"math"
	"slices"
	"time"
)

// LU is a difference of two loudnesses, in loudness units, which are dB.
type LU float64

// A short-term reading is 3 s (EBU Tech 3341, 2.2).
const hopsInShortTerm = int(3 * time.Second / hop)

// The measure of EBU Tech 3342 (2016), 2 and 3.
const (
	rangeGate LUFS = -20 // to the loudness of the windows above absoluteGate

	rangeLow  = 0.10
	rangeHigh = 0.95

	// Ten windows a second: Tech 3342 asks for one at least every second, and
	// the quantiles of a short recording stand still with more.
	hopsBetweenWindows = int(100 * time.Millisecond / hop)
)

// ShortTerm is the loudness of the last 3 s that ended at a multiple of 10 ms,
// ungated. It is -Inf before the first 3 s are complete.
func (m *Meter) ShortTerm() LUFS {
	n := m.hops.windows(hopsInShortTerm)
	if n == 0 {
		return LUFS(math.Inf(-1))
	}
	return loudness(m.hops.meanSquare(n-1, hopsInShortTerm))
}

// MaxShortTerm is the greatest of all short-term loudnesses so far.
func (m *Meter) MaxShortTerm() LUFS { return loudness(m.hops.loudest(hopsInShortTerm)) }

// Range is the loudness range (LRA) of everything so far; NaN where no 3 s pass
// the gates.
//
// Its windows are 3 s of the recording (EBU Tech 3342, 2), the first of them the
// first 3 s, as in libebur128. ffmpeg counts those too that begin before it, with
// silence in them, one each 100 ms: of a bell of 9 s it reads 0.6 LU more, of a
// chime of 3.2 s 21 LU instead of 2.5. EBU Tech 3341 asks meters to warn of any
// figure of less than a minute.
func (m *Meter) Range() LU { return m.hops.spread() }

// loudest is the greatest mean square of a window of n hops.
func (h *hops) loudest(n int) float64 {
	var most float64
	for i := range h.windows(n) {
		most = max(most, h.meanSquare(i, n))
	}
	return most
}

// spread is the distance of the high quantile of the short-term loudnesses
// from the low one, those in the gates' reach left out.
func (h *hops) spread() LU {
	var heard []float64
	var sum float64
	for i := 0; i < h.windows(hopsInShortTerm); i += hopsBetweenWindows {
		if w := h.meanSquare(i, hopsInShortTerm); w >= meanSquare(absoluteGate) {
			heard = append(heard, w)
			sum += w
		}
	}
	if len(heard) == 0 {
		return LU(math.NaN())
	}
	gate := meanSquare(loudness(sum/float64(len(heard))) + rangeGate)
	slices.Sort(heard)
	first, _ := slices.BinarySearch(heard, gate)
	heard = heard[first:]
	quantile := func(q float64) LUFS {
		return loudness(heard[int(math.Round(q*float64(len(heard)-1)))])
	}
	return LU(quantile(rangeHigh) - quantile(rangeLow))
}
