// Package custombed plays a listener's file, music or rain, under a session: levelled,
// and repeated without a seam. [Open] opens one, and [Bed.Fill] plays it. The file is
// read while it is played, so an hour of it takes no more memory than a minute.
//
// The stages of the samples, all but Fill on a goroutine that reads ahead:
//
//	recording -> resample -> loop -> guard -> Bed.readAhead -> Bed.Fill
package custombed

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
	"uncramp/audio/recording"
)

// Rate is the sample rate of every bed. Files at other rates are converted.
const Rate beep.SampleRate = 48000

const (
	// target is the integrated loudness that the first three minutes of a file are
	// brought to: 18 LU under a voice at -18 LUFS.
	target meter.LUFS = -36

	// maxMomentary and maxPeak are not exceeded anywhere, not even behind the first
	// three minutes.
	maxMomentary meter.LUFS = -30
	maxPeak      meter.DBTP = -18

	// maxGain is the greatest gain for a soft file. With more, its noise would be
	// heard.
	maxGain meter.LU = 24

	// minLength is the length of the shortest file that is accepted. It consists of
	// cross-fades. A shorter one would be heard as a rhythm.
	minLength = 2 * minCross
)

// Bed is a file that is played over and over. Fill must be called by one goroutine;
// the other methods may be called from any. A Bed must be closed.
type Bed struct {
	figures
	path  string
	guard *guard
	done  chan struct{} // closed when the file is closed

	src     beep.Streamer // read by readPortion alone, like portion
	portion [portion][2]float64

	mu     sync.Mutex
	moved  *sync.Cond // samples were read or given, or the end became known
	ring   [][2]float32
	read   int // samples so far
	given  int // samples so far, silence included
	end    int // the value of given from which on there is silence, or unknown
	why    error
	failed error // why, once the listener has begun to hear the bed leave
	live   bool  // Fill never waits
}

// Open checks a file, measures its first three minutes and begins to read it. A file
// that is no recording, shorter than 4 s, silent, so soft that it needs over 24 dB, or
// damaged in its first three minutes is an error. Errors begin with the path. When
// ctx is done, Open returns and reading ends.
//
// The bed is levelled to -36 LUFS, and nowhere over -30 LUFS momentary or -18 dBTP. raise
// is the gain that the session will apply to it; a positive one does not exceed them.
func Open(ctx context.Context, path string, raise meter.LU) (*Bed, error) {
	b, err := recording.Await(ctx, func() (*Bed, error) {
		src, err := recording.Open(ctx, path)
		if err != nil {
			return nil, err
		}
		b, err := begin(ctx, src, max(0, raise))
		if err != nil {
			src.Close()
			return nil, err
		}
		b.path = path
		go func() {
			defer close(b.done)
			defer src.Close()
			b.readAhead()
		}()
		return b, nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// begin measures a recording and returns it as a bed of which the first 6 s are read.
func begin(ctx context.Context, src *recording.Reader, raise meter.LU) (*Bed, error) {
	f := figures{rate: src.Rate}
	if err := f.measure(ctx, src); err != nil {
		return nil, err
	}
	sound := f.heard(src)
	rewind := func() error {
		if err := src.Rewind(); err != nil {
			return err
		}
		if src.Rate != f.rate {
			return errChanged
		}
		sound.Reset()
		return nil
	}
	if err := rewind(); err != nil {
		return nil, err
	}
	g := newGuard(newLoop(sound, f.cross, rewind), f.gain, maxMomentary-meter.LUFS(raise), maxPeak-meter.DBTP(raise))
	b := newBed(g)
	b.figures, b.guard = f, g
	for b.read < len(b.ring) && b.end == unknown && ctx.Err() == nil {
		b.readPortion()
	}
	return b, context.Cause(ctx)
}

func newBed(src beep.Streamer) *Bed {
	b := &Bed{src: src, done: make(chan struct{}), ring: make([][2]float32, Rate.N(ahead)), end: unknown}
	b.moved = sync.NewCond(&b.mu)
	return b
}

// Lowered returns by how much the loudest moment so far was turned down to stay under the
// limits of [Open]; 0 if it was not.
func (b *Bed) Lowered() meter.LU { return b.guard.Lowered() }

// Close ends the reading. From then on Fill gives silence. If a read hangs, Close waits
// for it for a second at most. It returns nil.
func (b *Bed) Close() error {
	b.mu.Lock()
	b.end = min(b.end, b.given)
	b.moved.Broadcast()
	b.mu.Unlock()
	select {
	case <-b.done:
	case <-time.After(time.Second):
	}
	return nil
}
