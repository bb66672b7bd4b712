package meter

// The gates of BS.1770-4, annex 1, equations 4 to 7.
const (
	absoluteGate LUFS = -70 // blocks no louder are silence
	relativeGate LUFS = -10 // to the loudness of those that are left
)

// gated is the mean square of the blocks that pass both gates; 0 where none
// does.
func (h *hops) gated() float64 {
	heard := h.meanAbove(meanSquare(absoluteGate))
	if heard == 0 {
		return 0
	}
	return h.meanAbove(max(meanSquare(absoluteGate), meanSquare(loudness(heard)+relativeGate)))
}

// meanAbove is the mean of the mean squares of all blocks above a threshold.
func (h *hops) meanAbove(threshold float64) float64 {
	var sum float64
	var n int
	for i := 0; i < h.windows(hopsInBlock); i += hopsBetweenBlocks {
		if b := h.meanSquare(i, hopsInBlock); b > threshold {
			sum += b
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
