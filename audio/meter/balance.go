package meter

import "math"

// ears is the loudness that each ear of a stereo recording adds to the whole:
// the mean of the blocks in which the whole passes both gates. One gate for
// both, because an ear that rests while the other is spoken to would otherwise
// not count as quieter.
func ears(whole, left, right *hops) [2]LUFS {
	gate := meanSquare(absoluteGate)
	if heard := whole.meanAbove(gate); heard > 0 {
		gate = max(gate, meanSquare(loudness(heard)+relativeGate))
	}
	var sums [2]float64
	blocks := 0
	for i := 0; i < whole.windows(hopsInBlock); i += hopsBetweenBlocks {
		if whole.meanSquare(i, hopsInBlock) > gate {
			sums[0] += left.meanSquare(i, hopsInBlock)
			sums[1] += right.meanSquare(i, hopsInBlock)
			blocks++
		}
	}
	if blocks == 0 {
		return [2]LUFS{LUFS(math.Inf(-1)), LUFS(math.Inf(-1))}
	}
	return [2]LUFS{loudness(sums[0] / float64(blocks)), loudness(sums[1] / float64(blocks))}
}
