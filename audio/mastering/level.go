package mastering

import (
	"math"

	"uncramp/audio/meter"
)

// level returns the clip at a loudness, to 0.01 LU, with its peaks under ceiling, and
// the most that the limiter took off, in dB. Limiting lowers the loudness, so the gain
// is corrected and applied again until it fits, or until the reduction is hopeless.
func (p *Prepared) level(want meter.LUFS, ceiling meter.DBTP) (samples []float64, reduction float64) {
	const turns, hopeless = 20, maxReduction + 3
	gain := float64(want - p.Loudness)
	peaks := meter.Peaks(p.Samples)
	for range turns {
		samples, reduction = limit(amplify(p.Samples, gain), amplify(peaks, gain), ceiling)
		got := meter.Measure(samples).Integrated
		if reduction > hopeless || math.Abs(float64(want-got)) < 0.01 {
			break
		}
		gain += float64(want - got)
	}
	return samples, reduction
}

// amplify returns samples with a gain in dB.
func amplify(samples []float64, gain float64) []float64 {
	out, factor := make([]float64, len(samples)), math.Pow(10, gain/20)
	for i, s := range samples {
		out[i] = s * factor
	}
	return out
}
