package meter

import (
	"math"
	"time"

	"uncramp/audio/portable"
)

// Blocks of 400 ms overlap by 75 % (BS.1770-4, annex 1).
const (
	hopsInBlock       = int(400 * time.Millisecond / hop)
	hopsBetweenBlocks = hopsInBlock / 4
)

// The gates of BS.1770-4, annex 1, equations 4 to 7.
const (
	absoluteGate LUFS = -70
	relativeGate LUFS = -10 // to the loudness of the blocks above absoluteGate
)

// gated returns the mean energy of the blocks that pass both gates, or 0 if none
// does.
func gated(energies []float64) float64 {
	gate := Energy(absoluteGate, hopsInBlock)
	heard := meanAbove(energies, gate)
	return meanAbove(energies, max(gate, heard*energyRatio(float64(relativeGate))))
}

// meanAbove returns the mean energy of the blocks with more than a threshold.
func meanAbove(energies []float64, threshold float64) float64 {
	var sum float64
	var n int
	for i := 0; i+hopsInBlock <= len(energies); i += hopsBetweenBlocks {
		if e := total(energies[i : i+hopsInBlock]); e > threshold {
			sum += e
			n++
		}
	}
	return sum / float64(max(1, n))
}

// loudest returns the greatest energy of 400 ms that begin with a hop, 0 if there are
// fewer.
func loudest(energies []float64) float64 {
	var most float64
	for i := 0; i+hopsInBlock <= len(energies); i++ {
		most = max(most, total(energies[i:i+hopsInBlock]))
	}
	return most
}

func total(energies []float64) (sum float64) {
	for _, e := range energies {
		sum += e
	}
	return sum
}

// unity is the loudness of a mean square of 1 (BS.1770-4, equation 2).
const unity = -0.691

// loudness returns the loudness of an energy in a number of hops.
func loudness(energy float64, hops int) LUFS {
	return LUFS(unity + float64(10*math.Log10(energy/float64(hops*HopLen))))
}

// Energy returns the sum of the energies that [Hops.Next] returns for a number of hops at
// a loudness.
func Energy(l LUFS, hops int) float64 {
	return energyRatio(float64(l)-unity) * float64(hops*HopLen)
}

// energyRatio returns the ratio of energies for a gain in dB.
func energyRatio(dB float64) float64 { return portable.Ratio(2 * dB) }
