// Package backdrop plays a file of the listener's own, music or rain, for as
// long as somebody listens: levelled, looped without a seam, read as it is
// played, and never a surprise. An hour of it costs no more memory than a
// minute.
//
// The way of the samples, all of it ahead of need and on a goroutine of its own
// but for the last step:
//
//	recording -> resample -> loop -> guard -> ring -> Fill
//
// What is measured is what comes out of resample.
package backdrop

import (
	"context"
	"fmt"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/meter"
	"uncramp/audio/recording"
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
	// Patience is how long the file itself may be waited for while it is
	// measured, as on a network that is away; 0 is as long as it takes. How busy
	// the machine is does not count.
	Patience time.Duration
}

// Open checks and measures a file, and begins to read it. A file is refused that
// is no WAV, FLAC or MP3, a folder or a pipe, shorter than [MinLength], silent,
// too soft for [MaxGain], or damaged or cut off within what is measured; a
// clipped one is taken. The error bears the path.
//
// Its first three minutes are measured, all of them: of a WAV file at 48 kHz that
// takes 0.1 s of an idle core, of an MP3 at 44.1 kHz 0.6 s, of a FLAC file at
// 192 kHz 1.8 s. A busy machine takes longer, and measures the same.
func Open(ctx context.Context, path string, o Options) (*Bed, error) {
	m, r, err := openMeasured(ctx, path, o.Patience, onDisk)
	if err != nil {
		return nil, err
	}
	sound, raise := atRate(r), max(0, o.Raise)
	looped := newLoop(sound, m.cross(), func() error {
		if err := r.Rewind(); err != nil {
			return err
		}
		if r.Rate != m.Format.Rate {
			return errChanged
		}
		sound.Reset()
		return nil
	})
	b := &Bed{
		Measured: m, path: path, ring: newRing(), done: make(chan struct{}),
		guard: newGuard(looped, m.Gain, MaxMomentary-meter.LUFS(raise), MaxPeak-meter.DBTP(raise)),
	}
	go b.play(r)
	return b, nil
}

// play reads the file into the ring until the bed is closed or cannot go on.
func (b *Bed) play(r *recording.Reader) {
	defer close(b.done)
	defer r.Close()
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

// Lowered is by how much its loudest place so far was turned down, below what it
// is levelled by, to stay under MaxMomentary and MaxPeak: 0 where none was.
func (b *Bed) Lowered() meter.LU { return b.guard.Lowered() }

// Live makes the bed one that is listened to: from now on Fill never waits, and
// a file that is not read in time has failed; 4 s can be asked for at once.
// Without it Fill waits as long as it takes, so that what is rendered is the
// same on every run. Live returns when 6 s are ready, or a second has passed.
func (b *Bed) Live() { b.ring.live(time.Second) }

// Fill fills samples with what comes next, levelled. The bed knows no places: a
// session that jumps hears it go on. Fill allocates nothing.
//
// It returns where in samples the bed begins to leave, because its file cannot
// be read any further: from there on there is [Leaving] of it, to be faded out,
// and then silence. It is len(samples) as long as all is well, and less than 0
// where it began before.
func (b *Bed) Fill(samples [][2]float64) (leaves int) { return b.ring.fill(samples) }

// Failed is why the bed leaves, with its path; nil as long as nothing of that is
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
