package device

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

// nowhere plays to nowhere, in real time.
type nowhere struct {
	heard  atomic.Int64
	corked atomic.Bool
	mu     sync.Mutex
	cancel context.CancelCauseFunc // ends the current Play
}

// step is how many samples nowhere plays at a time: 20 ms.
const step = 960

func (*nowhere) Name() string    { return None }
func (*nowhere) Muted() string   { return "" }
func (*nowhere) Recall() bool    { return false } // what is handed over is heard within a step
func (o *nowhere) Position() int { return int(o.heard.Load()) }
func (o *nowhere) Cork(on bool)  { o.corked.Store(on) }

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
		corked := o.corked.Load()
		if corked {
			start = start.Add(Rate.D(step)) // the clock stands still
		} else {
			n, ok := s.Stream(buf[:])
			if !ok {
				return s.Err()
			}
			played += n
		}
		// Each step ends at its own time after the start, so that delays do not add
		// up.
		timer.Reset(time.Until(start.Add(Rate.D(played))))
		select {
		case <-timer.C:
			o.heard.Store(int64(played))
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
