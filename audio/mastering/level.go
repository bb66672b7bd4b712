package mastering

import (
	"fmt"
	"math"

	"uncramp/audio/meter"
)

// aim is what the peaks are first held to: a little under Ceiling, for coding
// always adds to some.
const aim = Ceiling - 0.3

// Limiting is how much the limiter will have to take off the clip's highest
// peak, in dB: an error where that is more than MaxReduction.
func (p *Prepared) Limiting() (reduction float64, err error) {
	_, reduction, err = p.levelWithin(Target, aim)
	return reduction, err
}

// levelWithin is level, as loud as wanted if the limiter can do it, and else
// softer: down to the tolerance's end.
func (p *Prepared) levelWithin(want meter.LUFS, ceiling meter.DBTP) (samples []float64, reduction float64, err error) {
	const step = 0.1
	for ; ; want -= step {
		samples, reduction, err = p.level(want, ceiling)
		if err != nil || reduction <= MaxReduction {
			return samples, reduction, err
		}
		if want-step < Target-Tolerance {
			return nil, reduction, fmt.Errorf("its peaks stand too far over its loudness: the limiter would take off %.1f dB, at most %g", reduction, MaxReduction)
		}
	}
}

// level turns a clip up or down until, its peaks held to ceiling, it is as loud
// as wanted to 0.01 LU. It returns the most that the limiter took off, in dB.
// Limiting lowers the loudness, so it takes a few turns; each lands closer,
// since the limiter takes from few samples. Where the limiter would take far too
// much it stops early, and the reduction says so.
func (p *Prepared) level(want meter.LUFS, ceiling meter.DBTP) (samples []float64, reduction float64, err error) {
	const turns, hopeless = 20, MaxReduction + 3
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
	return samples, reduction, nil
}

// amplify is samples with a gain in dB.
func amplify(samples []float64, gain float64) []float64 {
	out, factor := make([]float64, len(samples)), math.Pow(10, gain/20)
	for i, s := range samples {
		out[i] = s * factor
	}
	return out
}
