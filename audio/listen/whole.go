package listen

import (
	"uncramp/audio/meter"
)

// The mix as a whole: design, "Figures".
const (
	peakMost meter.DBTP = -1
	// louder is by how much two readings of one loudness may differ (EBU Tech
	// 3341, table 1).
	louder meter.LU = 0.1
)

// whole holds the session as a whole to its peak, and to the sound check: nothing is louder than
// its loudest moment, and in no ear, for somebody may have only one bud in.
func (h *hearing) whole() {
	r := Report(h.Mix)
	f := &h.figures
	f.Peak, f.Integrated, f.Loudest = r.TruePeak, r.Integrated, Loudest(h.Mix)
	if !(r.TruePeak <= peakMost) {
		h.find(Peak, 0, "it reaches %.2f dBTP, %v at most", r.TruePeak, peakMost)
	}
	if over := meter.LU(f.Loudest.Both - h.CheckLevel.Both); !(over <= louder) {
		h.find(TooLoud, 0, "%.1f LUFS, %.1f LU over the sound check", f.Loudest.Both, over)
	}
	for ear, l := range f.Loudest.Ears {
		if over := meter.LU(l - h.CheckLevel.Ears[ear]); !(over <= louder) {
			h.find(TooLoud, 0, "%.1f LUFS in the %s ear, %.1f LU over the sound check", l, ears[ear], over)
		}
	}
}

// Report measures frames of 16 bit.
func Report(frames [][2]int16) meter.Loudness {
	var m meter.Meter
	block := make([][2]float64, 0, 1<<16)
	for i, v := range frames {
		block = append(block, [2]float64{float64(v[0]) / fullScale, float64(v[1]) / fullScale})
		if len(block) == cap(block) || i == len(frames)-1 {
			m.Write(block)
			block = block[:0]
		}
	}
	return m.Loudness()
}
