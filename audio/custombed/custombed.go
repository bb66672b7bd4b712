// Package custombed plays a file of the listener's own, music or rain, under a
// session: levelled, repeated without a seam, read as it is played. [Open] is the
// way in. An hour of it takes no more memory than a minute.
//
// The samples pass, ahead of need and on a goroutine of their own but for the last
// step:
//
//	recording -> resample -> loop -> guard -> ring -> Fill
package custombed

import (
	"context"
	"fmt"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// Rate is the rate of what [Bed.Fill] gives, whatever the file's is.
const Rate beep.SampleRate = 48000

const (
	// Loudness is what a file is levelled to by its first three minutes: 18 LU
	// under a voice at -18 LUFS.
	Loudness meter.LUFS = -36

	// MaxMomentary and MaxPeak are what no moment of it passes, those that were
	// not measured before included.
	MaxMomentary meter.LUFS = -30
	MaxPeak      meter.DBTP = -18

	// MaxGain bounds what a soft file is brought up by: with more, its noise
	// would be what is heard.
	MaxGain meter.LU = 24

	// MinLength is the shortest file that is taken: one that is half cross-fade
	// at its beginning and half at its end. A shorter one would be heard as a
	// rhythm.
	MinLength = 2 * minCross

	// Leaving is how much there still is of a bed that cannot go on.
	Leaving = audio.Takeover
)

// Bed is a file that is being played, over and over. Fill belongs to one
// goroutine; the other methods may be called from any. A Bed must be closed.
type Bed struct {
	Measured
	path  string
	guard *guard
	ring  *ring
	done  chan struct{} // closed when nothing is read any more
}

// Options are how a bed is opened.
type Options struct {
	// Raise is what the bed is amplified by behind Fill: MaxMomentary and MaxPeak
	// hold there, if it is not less than 0.
	Raise meter.LU
	// Patience is how long the file may give nothing while it is measured, as on a
	// network that is away; 0 is as long as it takes.
	Patience time.Duration
}

// Open checks a file, measures its first three minutes and begins to read it. It
// refuses a file that is no recording, shorter than [MinLength], silent, too soft
// for [MaxGain], or damaged in its first three minutes. The error bears the path.
// When ctx is done Open returns, and reading ends.
func Open(ctx context.Context, path string, o Options) (*Bed, error) {
	m, src, err := openMeasured(ctx, path, o.Patience, openFile)
	if err != nil {
		return nil, err
	}
	sound, raise := m.heard(src), max(0, o.Raise)
	looped := newLoop(sound, m.cross(), func() error {
		if err := src.Rewind(); err != nil {
			return err
		}
		if src.Form().Rate != m.Format.Rate {
			return errChanged
		}
		sound.Reset()
		return nil
	})
	b := &Bed{
		Measured: m, path: path, ring: newRing(), done: make(chan struct{}),
		guard: newGuard(looped, m.Gain, MaxMomentary-meter.LUFS(raise), MaxPeak-meter.DBTP(raise)),
	}
	go b.play(src)
	return b, nil
}

// play reads the file into the ring until the bed is closed or cannot go on.
func (b *Bed) play(src source) {
	defer close(b.done)
	defer src.Close()
	samples := make([][2]float64, portion)
	for {
		n, ok := b.guard.Stream(samples)
		if !b.ring.write(samples[:n]) {
			return
		}
		if !ok {
			b.ring.finish(b.guard.Err())
			return
		}
	}
}

// Lowered returns by how much the loudest place so far was turned down to stay
// under MaxMomentary and MaxPeak; 0 if none was.
func (b *Bed) Lowered() meter.LU { return b.guard.Lowered() }

// Live makes the bed one that is listened to: from now on Fill never waits, and a
// file that is not read in time has failed; 4 s can be asked for at once. Without
// it Fill waits as long as it takes, so that what is rendered is the same on every
// run. Live returns when 6 s are ready, or after a second.
func (b *Bed) Live() { b.ring.live(time.Second) }

// Fill fills samples with what comes next, levelled. A session that jumps hears
// the bed go on. Fill allocates nothing.
//
// It returns where in samples the bed begins to leave, because its file cannot be
// read any further: from there on there is [Leaving] of it, to be faded out, and
// then silence. It is len(samples) as long as all is well, and less than 0 if the
// bed began to leave before.
func (b *Bed) Fill(samples [][2]float64) (leaves int) { return b.ring.fill(samples) }

// Failed returns why the bed leaves, with its path; nil as long as that is not
// heard.
func (b *Bed) Failed() error {
	if err := b.ring.failed(); err != nil {
		return fmt.Errorf("%s: %w", b.path, err)
	}
	return nil
}

// Close ends the reading. Fill gives silence from then on. A read that hangs is
// not waited for longer than a second.
func (b *Bed) Close() {
	b.ring.close()
	select {
	case <-b.done:
	case <-time.After(time.Second):
	}
}
