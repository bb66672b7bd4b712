package mastering

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"uncramp/audio/meter"
)

// Prepared is a clip but for its level: at 48 kHz, trimmed, with soft edges.
type Prepared struct {
	Samples  []float64
	Loudness meter.LUFS
	Peak     meter.DBTP
	Louder   meter.LUFS // by how much it is made louder than Target, less than Tolerance
	Cancels  bool       // the recording's two channels cancel each other, so one was taken
}

// Prepare makes a clip of a recording but for its level. It refuses one that
// is clipped, silent or, without the silence around it, longer than MaxLength.
func (r *Recording) Prepare() (*Prepared, error) {
	if r.clipped >= 0 {
		return nil, fmt.Errorf("clipped: it stays at full scale at %.2f s", r.clipped.Seconds())
	}
	from, to := speech(r.Samples)
	if from == to {
		return nil, errors.New("silent")
	}
	if d := Rate.D(to - from); d > MaxLength {
		return nil, fmt.Errorf("over-long: %.1f s, at most %d s", d.Seconds(), MaxLength/time.Second)
	}
	p := &Prepared{Samples: slices.Clone(r.Samples[from:to]), Cancels: r.Cancels}
	fade(p.Samples)
	l := meter.Measure(p.Samples)
	p.Loudness, p.Peak = l.Integrated, l.TruePeak
	if math.IsInf(float64(p.Loudness), -1) {
		return nil, errors.New("silent")
	}
	return p, nil
}

// GainNeeded is by how many dB a clip is too soft.
func (p *Prepared) GainNeeded() float64 { return float64(Target - p.Loudness) }
