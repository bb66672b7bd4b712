package meter

import "math"

// peakScan finds the same peak as a truePeak does alone, several times faster
// in sound that is not at its loudest all the time: where the samples are so
// small that nothing between them can reach the greatest so far, it does not
// look.
type peakScan struct {
	truePeak
	bound  float64 // of what lies between samples, as a multiple of the greatest of them
	recent float64 // greatest of the samples that the next points lie between
}

func newPeakScan(t truePeak) peakScan {
	s := peakScan{truePeak: t, bound: 1}
	for _, phase := range t.phases {
		var sum float64
		for _, w := range phase {
			sum += math.Abs(w)
		}
		s.bound = max(s.bound, sum)
	}
	return s
}

func (s *peakScan) write(samples []float64) {
	const reach = 2 * halfTaps
	for len(samples) > 0 {
		block := samples[:min(reach, len(samples))]
		samples = samples[len(block):]
		var most float64
		for _, x := range block { // max would look for NaN too
			if x = math.Abs(x); x > most {
				most = x
			}
		}
		if s.bound*max(most, s.recent) > s.greatest {
			for _, x := range block {
				s.push(x)
			}
		} else {
			s.skip(block)
		}
		if len(block) < reach { // what came before is still in reach
			most = max(most, s.recent)
		}
		s.recent = most
	}
}

// skip remembers samples that cannot hold a greater peak.
func (t *truePeak) skip(samples []float64) {
	for _, x := range samples {
		t.history[t.at], t.history[t.at+2*halfTaps] = x, x
		t.at = (t.at + 1) % (2 * halfTaps)
	}
}
