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

// figures hold what is measured of a file before it is played.
type figures struct {
	rate    beep.SampleRate // of the file
	cross   int             // length of the cross-fade in samples
	gain    meter.LU        // the gain that brings it to target
	Cancels bool            // its channels cancel each other, so one is heard in both ears
}

// heard returns the stream that a listener shall hear of a recording, at [Rate].
func (f *figures) heard(src beep.Streamer) *resample.Streamer {
	if f.Cancels {
		src = recording.OneChannel(src)
	}
	return resample.NewQuick(src, f.rate, Rate)
}

// measure measures what is heard of a recording. If its channels cancel each other, it
// does so twice.
func (f *figures) measure(ctx context.Context, src *recording.Reader) error {
	sound, block := f.heard(src), make([][2]float64, 1<<13)
	loud := meter.Meter{SkipPeak: true}
	var balance recording.Balance
	total, length := 0, src.Length // -1: unknown
	for total < Rate.N(measured) && ctx.Err() == nil {
		part := block[:min(len(block), Rate.N(measured)-total)]
		n, _ := sound.Stream(part)
		loud.Write(part[:n])
		balance.Add(part[:n])
		if total += n; n < len(part) {
			length = src.Position()
			break
		}
	}
	if err := errors.Join(src.Err(), context.Cause(ctx)); err != nil {
		return err
	}
	f.cross = Rate.N(maxCross)
	if length >= 0 {
		lasts := f.rate.D(length)
		if lasts < minLength {
			return fmt.Errorf("%.2f s long: what is repeated must last %v or more", lasts.Seconds(), minLength)
		}
		f.cross = Rate.N(min(maxCross, max(minCross, lasts/3)))
	}
	if balance.Cancels() {
		f.Cancels = true // and no longer, if one channel stands in both
		if err := src.Rewind(); err != nil {
			return err
		}
		return f.measure(ctx, src)
	}
	loudness := loud.Loudness().Integrated
	f.gain = meter.LU(math.Round(100*float64(target-loudness)) / 100)
	switch what := Rate.D(total).Round(time.Second); {
	case math.IsInf(float64(loudness), -1):
		return fmt.Errorf("silent: nothing is heard in the %v of it that it is levelled by", what)
	case f.gain > maxGain:
		return fmt.Errorf("too soft: %.1f LUFS in the %v of it that it is levelled by (%.0f at the least)",
			loudness, what, target-meter.LUFS(maxGain))
	}
	return nil
}
