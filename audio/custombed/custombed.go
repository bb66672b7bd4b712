// Package custombed plays a listener's file, music or rain, under a session: levelled,
// and repeated without a seam. [Open] opens one, and [Bed.Fill] plays it. The file is
// read while it is played, so an hour of it takes no more memory than a minute.
//
// The stages of the samples, all but Fill on a goroutine that reads ahead:
//
//	recording -> resample -> loop -> guard -> queue -> Fill
package custombed

import (
	"context"
	"fmt"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/meter"
)

// Rate is the sample rate of a bed, whatever that of the file is.
const Rate beep.SampleRate = 48000

const (
	// Loudness is what the first three minutes of a file are levelled to: 18 LU under
	// a voice at -18 LUFS.
	Loudness meter.LUFS = -36

	// MaxMomentary and MaxPeak are not exceeded anywhere, not even behind the first
	// three minutes.
	MaxMomentary meter.LUFS = -30
	MaxPeak      meter.DBTP = -18

	// MaxGain is the greatest gain for a soft file. With more, its noise would be
	// heard.
	MaxGain meter.LU = 24

	// MinLength is the length of the shortest file that is accepted. It consists of
	// cross-fades. A shorter one would be heard as a rhythm.
	MinLength = 2 * minCross

	// Leaving is how much of a bed is still streamed when its file cannot be read any
	// further.
	Leaving = audio.Takeover
)

// Bed is a file that is played over and over. Fill must be called by one goroutine;
// the other methods may be called from any. A Bed must be closed.
type Bed struct {
	Measured
	path  string
	guard *guard
	queue *queue
	done  chan struct{} // closed when the file is closed
}

// Options are the options of [Open].
type Options struct {
	// Raise is the gain that the session applies to the bed. MaxMomentary and MaxPeak
	// hold with it, unless it is negative.
	Raise meter.LU
	// Patience is the time after which measuring gives up if nothing can be read, as
	// from a network that is down. 0 is no limit.
	Patience time.Duration
}

// Open checks a file, measures its first three minutes and begins to read it. A file
// that is no recording, shorter than [MinLength], silent, too soft for [MaxGain], or
// damaged in its first three minutes is an error. Errors begin with the path. When
// ctx is done, Open returns and reading ends.
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
	guarded := newGuard(looped, m.Gain, MaxMomentary-meter.LUFS(raise), MaxPeak-meter.DBTP(raise))
	b := &Bed{Measured: m, path: path, guard: guarded, queue: newQueue(guarded), done: make(chan struct{})}
	go func() {
		defer close(b.done)
		defer src.Close()
		b.queue.readAhead()
	}()
	return b, nil
}

// Lowered returns by how much the loudest place so far was turned down to stay under
// MaxMomentary and MaxPeak, or 0.
func (b *Bed) Lowered() meter.LU { return b.guard.Lowered() }

// Live prepares the bed for a listener. From then on Fill never waits, and a file that
// is not read in time has failed; 4 s can be asked for at once. Without Live, Fill
// waits as long as it takes, so that every rendering is the same. Live returns when
// 6 s are ready, or after a second.
func (b *Bed) Live() { b.queue.goLive(time.Second) }

// Fill fills samples with the next ones of the bed, levelled, and allocates nothing.
// It knows no offsets: if the session seeks, the bed goes on.
//
// If the file cannot be read any further, Fill returns the index in samples at which
// the bed begins to leave: [Leaving] of it follow, to be faded out, and then silence.
// The index is negative if the bed began to leave in an earlier call. As long as the
// bed stays, Fill returns len(samples).
func (b *Bed) Fill(samples [][2]float64) (leaves int) { return b.queue.fill(samples) }

// Failed returns why the bed leaves, with its path. It is nil until the listener has
// come to where the bed begins to leave.
func (b *Bed) Failed() error {
	if err := b.queue.failure(); err != nil {
		return fmt.Errorf("%s: %w", b.path, err)
	}
	return nil
}

// Close ends the reading. From then on Fill gives silence. Close waits for a read that
// hangs no longer than a second.
func (b *Bed) Close() {
	b.queue.close()
	select {
	case <-b.done:
	case <-time.After(time.Second):
	}
}
