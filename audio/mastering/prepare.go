package mastering

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"uncramp/audio/meter"
	"uncramp/audio/recording"
)

// Prepared is a recording at 48 kHz, trimmed and with faded ends, but not levelled.
type Prepared struct {
	Samples  []float64  // mono, full scale ±1
	Loudness meter.LUFS // integrated
	Peak     meter.DBTP // true peak
	Louder   meter.LU   // how much louder than Target the clip shall be; less than Tolerance
	Cancels  bool       // the channels of the recording cancel each other, so one was taken
}

// Prepare reads the recording in a file of any format that package recording reads, trims
// it and fades its ends. A recording that is clipped, silent, longer than twice MaxLength
// or, once trimmed, longer than MaxLength is an error. Errors do not name the path. When
// ctx is done, Prepare returns at once.
func Prepare(ctx context.Context, path string) (*Prepared, error) {
	r, err := recording.Await(ctx, func() (*raw, error) { return read(ctx, path) })
	if err != nil {
		return nil, err
	}
	return r.prepare()
}

func (r *raw) prepare() (*Prepared, error) {
	if r.clipped >= 0 {
		return nil, fmt.Errorf("clipped: it stays at full scale at %.2f s", r.clipped.Seconds())
	}
	from, to := speech(r.samples)
	if from == to {
		return nil, errors.New("silent")
	}
	if d := Rate.D(to - from); d > MaxLength {
		return nil, fmt.Errorf("over-long: %.1f s, at most %d s", d.Seconds(), MaxLength/time.Second)
	}
	p := &Prepared{Samples: r.samples[from:to], Cancels: r.cancels}
	fade(p.Samples)
	l := meter.Measure(p.Samples)
	p.Loudness, p.Peak = l.Integrated, l.TruePeak
	if math.IsInf(float64(p.Loudness), -1) {
		return nil, errors.New("silent")
	}
	return p, nil
}

// GainNeeded returns by how many dB the recording is too soft, less than 0 if it is too
// loud.
func (p *Prepared) GainNeeded() float64 { return float64(Target - p.Loudness) }
