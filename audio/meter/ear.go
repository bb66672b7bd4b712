package meter

import "github.com/gopxl/beep/v2"

// ear is all that is measured of one channel.
type ear struct {
	weight   kFilter
	hops     hops
	peak     peakScan
	clipping clipping
	clicks   clicks
	sum      float64
	samples  []float64 // of the frames that are being measured
}

func newEar(rate beep.SampleRate) ear {
	return ear{
		weight: newKFilter(rate),
		hops:   newHops(rate),
		peak:   newPeakScan(newTruePeak(rate)),
		clicks: newClicks(rate),
	}
}

func (e *ear) write(frames [][2]float64, channel int) {
	e.samples = e.samples[:0]
	for _, f := range frames {
		e.samples = append(e.samples, f[channel])
	}
	for _, x := range e.samples {
		e.sum += x
		y := e.weight.push(x)
		e.hops.push(y * y)
	}
	e.peak.write(e.samples)
	e.clipping.write(e.samples)
	e.clicks.write(e.samples)
}

// mean of the channel so far: its direct current.
func (e *ear) mean() float64 {
	if e.hops.at == 0 {
		return 0
	}
	return e.sum / float64(e.hops.at)
}

// momentary loudnesses, one each MomentaryStep.
func (h *hops) momentary() []LUFS {
	var all []LUFS
	for i := 0; i < h.windows(hopsInBlock); i += int(MomentaryStep / hop) {
		all = append(all, loudness(h.meanSquare(i, hopsInBlock)))
	}
	return all
}
