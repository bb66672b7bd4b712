package mastering

import (
	"context"
	"fmt"
	"math"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// Clip is a spoken clip, with what was measured of its MP3, decoded.
type Clip struct {
	MP3       []byte
	Length    int64 // samples
	Loudness  meter.LUFS
	Loudest   meter.LUFS // of its loudest 0.4 s
	Peak      meter.DBTP
	Reduction float64 // the most that the limiter took off, in dB; 0: not at work
}

// A clip whose loudest 0.4 s is over maxLoudest is made softer, but no more than
// softer: the sound check has to be louder than all.
const (
	maxLoudest meter.LUFS = -12.8
	softer     meter.LUFS = 0.4
)

// Encode levels a clip and encodes it with [EncodeMP3], so
// that what the MP3 decodes to is at Target within Tolerance and nowhere over
// Ceiling. Coding moves both, peaks by up to 1 dB, so it goes by what it
// measures and tries again.
func (p *Prepared) Encode(ctx context.Context) (*Clip, error) {
	const tries = 12
	target := Target + p.Louder
	want, ceiling := target, aim
	var c *Clip
	for range tries {
		samples, reduction, err := p.levelWithin(want, ceiling)
		if err != nil {
			return nil, err
		}
		data, err := EncodeMP3(ctx, samples, Bitrate)
		if err != nil {
			return nil, err
		}
		if c, err = Measure(data); err != nil {
			return nil, err
		}
		c.Reduction = reduction
		if hot := c.Loudest - maxLoudest; hot > 0 {
			target = max(target-hot, Target-softer)
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
	if c != nil && c.Peak <= Ceiling && math.Abs(float64(Target-c.Loudness)) <= Tolerance {
		return c, nil
	}
	return nil, fmt.Errorf("cannot be levelled: after %d tries its MP3 is at %.1f LUFS with peaks of %.1f dBTP", tries, c.Loudness, c.Peak)
}

// Measure decodes an MP3 and measures it as the clip that it is; how it was
// limited does not show in it.
func Measure(data []byte) (*Clip, error) {
	pcm, err := audio.DecodeMP3(data)
	if err != nil {
		return nil, err
	}
	samples := make([]float64, len(pcm))
	for i, s := range pcm {
		samples[i] = float64(s) / 32768
	}
	l := meter.Measure(samples)
	return &Clip{MP3: data, Length: int64(len(pcm)), Loudness: l.Integrated, Loudest: l.Momentary, Peak: l.TruePeak}, nil
}

// GainNeeded is by how many dB a clip is too soft.
func (c *Clip) GainNeeded() float64 { return float64(Target - c.Loudness) }
