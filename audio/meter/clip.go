package meter

import "github.com/gopxl/beep/v2"

// Clip measures one whole mono recording: its integrated loudness, and its
// true peak. One shorter than the 400 ms of a gating block, which BS.1770-4
// would call silence, is graded by its loudest moment, silence following it.
// The rate is one that [New] takes.
func Clip(rate beep.SampleRate, samples []float64) (LUFS, DBTP, error) {
	m, err := New(rate, 1)
	if err != nil {
		return 0, 0, err
	}
	m.Write(samples)
	peak := m.TruePeak()
	if short := m.hops.begin(hopsInBlock) - int64(len(samples)); short > 0 {
		m.Write(make([]float64, short))
		return m.MaxMomentary(), peak, nil
	}
	return m.Integrated(), peak, nil
}
