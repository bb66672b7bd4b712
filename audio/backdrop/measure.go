package backdrop

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
	"uncramp/audio/recording"
	"uncramp/audio/resample"
)

// measured is how much of a file is measured.
const measured = 3 * time.Minute

// The cross-fade at the loop's seam is a third of the file, within these.
const (
	minCross = 2 * time.Second
	maxCross = 3 * time.Second
)

// Measured is what is known of a file before it is played.
type Measured struct {
	Format   recording.Format
	Length   time.Duration // 0 where only its end would tell
	Loudness meter.LUFS    // integrated
	Gain     meter.LU      // what brings it to [Loudness]
}

// cross is the length of the cross-fade.
func (m *Measured) cross() int {
	if m.Length == 0 {
		return Rate.N(maxCross)
	}
	return Rate.N(min(maxCross, max(minCross, m.Length/3)))
}

// atRate is what is heard of a recording, at Rate.
func atRate(r *recording.Reader) *resample.Streamer {
	var src beep.Streamer = r
	if r.Float {
		src = tamed{r}
	}
	return resample.NewQuick(src, r.Rate, Rate)
}

// tamed is a stream without samples of which the square, or the sum, would be no
// number: floats can be anything.
type tamed struct{ beep.Streamer }

func (t tamed) Stream(samples [][2]float64) (n int, ok bool) {
	const most = 1e12
	n, ok = t.Streamer.Stream(samples)
	for i := range samples[:n] {
		for c, v := range samples[i] {
			samples[i][c] = min(most, max(-most, v))
		}
	}
	return n, ok
}

// openMeasured opens a file and measures it, and gives up on one that is waited
// for longer than patience has it.
func openMeasured(ctx context.Context, path string, patience time.Duration, how opener) (Measured, *recording.Reader, error) {
	type result struct {
		Measured
		*recording.Reader
		error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // nobody waits for the result
	done := make(chan result)
	source := &file{opener: how}
	go func() {
		var r result
		r.Measured, r.Reader, r.error = source.measure(ctx, path)
		select {
		case done <- r:
		case <-ctx.Done():
			if r.error == nil {
				r.Reader.Close()
			}
		}
	}()
	var over <-chan time.Time
	if patience > 0 {
		over = time.After(patience)
	}
	for {
		select {
		case r := <-done:
			return r.Measured, r.Reader, r.error
		case <-ctx.Done():
			return Measured{}, nil, ctx.Err()
		case <-over:
			left := patience - source.waited()
			if left <= 0 {
				return Measured{}, nil, fmt.Errorf("%s: takes too long to read: more than %v", path, patience)
			}
			over = time.After(left)
		}
	}
}

// measure opens a file and measures it; what it returns is at its beginning.
func (f *file) measure(ctx context.Context, path string) (m Measured, r *recording.Reader, err error) {
	if err := f.open(path); err != nil {
		return m, nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	if r, err = recording.New(f); err != nil {
		return m, nil, err
	}
	if m, err = measure(ctx, r); err != nil {
		return m, nil, err
	}
	return m, r, r.Rewind()
}

// measure reads what a file is levelled by, which begins where the file does.
func measure(ctx context.Context, r *recording.Reader) (Measured, error) {
	m := Measured{Format: r.Format}
	l := meter.Meter{SkipPeak: true}
	length := r.Length // in samples of the file; -1: unknown
	if length >= 0 {
		if err := longEnough(length, r.Format); err != nil {
			return m, err
		}
	}
	sound, block := atRate(r), make([][2]float64, 1<<13)
	total := 0
	for total < Rate.N(measured) && ctx.Err() == nil {
		part := block[:min(len(block), Rate.N(measured)-total)]
		n, _ := sound.Stream(part)
		l.Write(part[:n])
		if total += n; n < len(part) {
			length = r.Position()
			break
		}
	}
	if err := errors.Join(r.Err(), ctx.Err()); err != nil {
		return m, err
	}
	if length >= 0 {
		if err := longEnough(length, r.Format); err != nil {
			return m, err
		}
		m.Length = r.Rate.D(length)
	}
	m.Loudness = l.Loudness().Integrated
	m.Gain = meter.LU(Loudness - m.Loudness)
	switch what := Rate.D(total).Round(time.Second); {
	case math.IsInf(float64(m.Loudness), -1):
		return m, fmt.Errorf("silent: nothing is heard in the %v of it that it is levelled by", what)
	case m.Gain > MaxGain:
		return m, fmt.Errorf("too soft: %.1f LUFS in the %v of it that it is levelled by (%.0f at the least)",
			m.Loudness, what, Loudness-meter.LUFS(MaxGain))
	}
	return m, nil
}

func longEnough(length int, f recording.Format) error {
	if d := f.Rate.D(length); d < MinLength {
		return fmt.Errorf("%.2f s long: what is repeated must last %v or more", d.Seconds(), MinLength)
	}
	return nil
}
