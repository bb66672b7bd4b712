package custombed

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

// measured is how much of a file is measured, from its beginning.
const measured = 3 * time.Minute

// The cross-fade lasts a third of the file, but minCross at least and maxCross at most.
const (
	minCross = 2 * time.Second
	maxCross = 3 * time.Second
)

// Measured has the figures of a file.
type Measured struct {
	Format   recording.Format
	Length   time.Duration // 0 if it is known at the end of the file only
	Loudness meter.LUFS    // integrated
	Gain     meter.LU      // the gain that brings it to [Loudness]
	Cancels  bool          // its channels cancel each other, so one is heard in both ears
}

// cross returns the length of the cross-fade in samples.
func (m *Measured) cross() int {
	if m.Length == 0 {
		return Rate.N(maxCross)
	}
	return Rate.N(min(maxCross, max(minCross, m.Length/3)))
}

// source is a [recording.Reader], or a test's.
type source interface {
	beep.StreamCloser
	Form() recording.Format
	Position() int
	Rewind() error
}

// opener opens a source.
type opener func(ctx context.Context, path string) (source, error)

func openFile(ctx context.Context, path string) (source, error) { return recording.Open(ctx, path) }

// heard returns what a listener shall hear of a source, at Rate.
func (m *Measured) heard(src source) *resample.Streamer {
	var s beep.Streamer = src
	if m.Cancels {
		s = recording.OneChannel(src)
	}
	return resample.NewQuick(s, m.Format.Rate, Rate)
}

// openMeasured opens a source and measures it. It gives up if nothing could be read for
// as long as patience.
func openMeasured(ctx context.Context, path string, patience time.Duration, open opener) (m Measured, src source, err error) {
	waiting, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	moved := func() {}
	if patience > 0 {
		timer := time.AfterFunc(patience, func() {
			giveUp(fmt.Errorf("%s: takes too long to read: nothing for %v", path, patience))
		})
		defer timer.Stop()
		moved = func() { timer.Reset(patience) }
	}
	type result struct {
		Measured
		source
	}
	r, err := recording.Await(waiting, func() (r result, err error) {
		if r.source, err = open(ctx, path); err == nil {
			if err = r.measure(waiting, r.source, moved); err == nil {
				err = r.Rewind()
			}
			if err != nil {
				r.Close()
			}
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
		return r, err
	})
	return r.Measured, r.source, err
}

// measure measures a source, both channels and one of them alone, which is heard if the
// two cancel each other.
func (m *Measured) measure(ctx context.Context, src source, moved func()) error {
	m.Format = src.Form()
	length := m.Format.Length // in samples of the file; -1: unknown
	sound, block := m.heard(src), make([][2]float64, 1<<13)
	both, one := meter.Meter{SkipPeak: true}, meter.Meter{SkipPeak: true}
	var balance recording.Balance
	total := 0
	for total < Rate.N(measured) && ctx.Err() == nil && (length < 0 || m.Format.Rate.D(length) >= MinLength) {
		part := block[:min(len(block), Rate.N(measured)-total)]
		n, _ := sound.Stream(part)
		moved()
		both.Write(part[:n])
		balance.Add(part[:n])
		for i := range part[:n] {
			part[i][1] = part[i][0]
		}
		one.Write(part[:n])
		if total += n; n < len(part) {
			length = src.Position()
			break
		}
	}
	if err := errors.Join(src.Err(), ctx.Err()); err != nil {
		return err
	}
	if length >= 0 {
		if m.Length = m.Format.Rate.D(length); m.Length < MinLength {
			return fmt.Errorf("%.2f s long: what is repeated must last %v or more", m.Length.Seconds(), MinLength)
		}
	}
	m.Loudness = both.Loudness().Integrated
	if m.Cancels = balance.Cancels(); m.Cancels {
		m.Loudness = one.Loudness().Integrated
	}
	m.Gain = meter.LU(math.Round(100*float64(Loudness-m.Loudness)) / 100)
	switch what := Rate.D(total).Round(time.Second); {
	case math.IsInf(float64(m.Loudness), -1):
		return fmt.Errorf("silent: nothing is heard in the %v of it that it is levelled by", what)
	case m.Gain > MaxGain:
		return fmt.Errorf("too soft: %.1f LUFS in the %v of it that it is levelled by (%.0f at the least)",
			m.Loudness, what, Loudness-meter.LUFS(MaxGain))
	}
	return nil
}
