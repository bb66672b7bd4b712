package mastering

import (
	"context"
	"fmt"
	"math"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// Clip is a file with the figures of what it decodes to.
type Clip struct {
	File      []byte
	Length    int64      // samples
	Loudness  meter.LUFS // integrated
	Loudest   meter.LUFS // of the loudest 0.4 s
	Peak      meter.DBTP // true peak
	Reduction float64    // the most that the limiter took off, in dB
}

// A clip whose loudest 0.4 s is over maxLoudest is made softer, by at most softer LU.
// The sound check has to be louder than every other clip.
const (
	maxLoudest meter.LUFS = -12.8
	softer     meter.LU   = 0.4
)

// Encode levels a clip and encodes it. The file decodes to a loudness of Target within
// Tolerance, and to peaks of at most Ceiling. Encoding can change the loudness, and raise
// peaks by up to 1 dB. So Encode measures the file, corrects the level and tries again.
// If the limiter would take off more than maxReduction, the clip becomes softer. A clip
// that cannot be made so is an error.
func (p *Prepared) Encode(ctx context.Context, f Format) (*Clip, error) {
	const tries, step = 20, 0.1
	target := Target + meter.LUFS(p.Louder)
	want, ceiling := target, f.aim()
	var c *Clip
	for range tries {
		samples, reduction := p.level(want, ceiling)
		if reduction > maxReduction {
			if want -= step; want < Target-Tolerance {
				return nil, fmt.Errorf("its peaks stand too far over its loudness: the limiter would take off %.1f dB, at most %g", reduction, maxReduction)
			}
			target = min(target, want)
			continue
		}
		data, err := f.encode(ctx, samples)
		if err != nil {
			return nil, err
		}
		if c, err = Measure(data); err != nil {
			return nil, fmt.Errorf("what the encoder wrote: %w", err)
		}
		c.Reduction = reduction
		if hot := c.Loudest - maxLoudest; hot > 0 {
			target = max(target-hot, Target-meter.LUFS(softer))
		}
		over, off := c.Peak-Ceiling, target-c.Loudness
		if over <= 0 && math.Abs(float64(off)) <= Tolerance/5 {
			return c, nil
		}
		if over > 0 {
			ceiling -= over + 0.02
		}
		want = min(max(want+off, Target-Tolerance), Target+Tolerance)
	}
	if c.Peak <= Ceiling && math.Abs(float64(Target-c.Loudness)) <= Tolerance {
		return c, nil
	}
	return nil, fmt.Errorf("cannot be levelled: after %d tries it is at %.1f LUFS with peaks of %.1f dBTP", tries, c.Loudness, c.Peak)
}

// Measure decodes and measures the file of a clip. Reduction is 0.
func Measure(data []byte) (*Clip, error) {
	pcm, err := audio.DecodeClip(data)
	if err != nil {
		return nil, err
	}
	samples := make([]float64, len(pcm))
	for i, s := range pcm {
		samples[i] = float64(s) / (1 << 15)
	}
	l := meter.Measure(samples)
	return &Clip{File: data, Length: int64(len(pcm)), Loudness: l.Integrated, Loudest: l.Momentary, Peak: l.TruePeak}, nil
}

// GainNeeded returns by how many dB the clip is too soft, less than 0 if it is too loud.
func (c *Clip) GainNeeded() float64 { return float64(Target - c.Loudness) }
