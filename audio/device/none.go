package device

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

// nowhere plays in real time to nowhere: everything but the sound.
type nowhere struct {
	heard  atomic.Int64
	mu     sync.Mutex
	cancel context.CancelCauseFunc // of the Play going on
	corked atomic.Bool
}

// Recall has nothing to do: what is handed over is heard a step later.
func (*nowhere) Recall() bool { return false }

func (o *nowhere) Cork(on bool) { o.corked.Store(on) }

// step is how much is played at once.
const step = 960 // 20 ms

// errClosed is what ends a Play whose output is closed under it.
var errClosed = errors.New("closed")

func (*nowhere) Name() string    { return None }
func (o *nowhere) Position() int { return int(o.heard.Load()) }

func (o *nowhere) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cancel != nil {
		o.cancel(fmt.Errorf("%w: %w", ErrLost, errClosed))
	}
	return nil
}

func (o *nowhere) Play(ctx context.Context, s beep.Streamer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	o.mu.Lock()
	o.cancel = cancel
	o.mu.Unlock()

	o.heard.Store(0)
	var buf [step][2]float64
	start, played := time.Now(), 0
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if o.corked.Load() {
			// The clock stands still, a step at a time.
			start = start.Add(Rate.D(step))
			timer.Reset(time.Until(start.Add(Rate.D(played))))
			select {
			case <-timer.C:
				continue
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		n, ok := s.Stream(buf[:])
		if !ok {
			return s.Err()
		}
		// Each step ends at its own time since the start, so that late wake-ups
		// do not add up.
		played += n
		timer.Reset(time.Until(start.Add(Rate.D(played))))
		select {
		case <-timer.C:
			o.heard.Store(int64(played))
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
