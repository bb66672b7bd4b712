package device

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

// nowhere plays to nowhere, in real time.
type nowhere struct {
	heard  atomic.Int64
	corked atomic.Bool
	alive  context.Context
	fail   context.CancelCauseFunc
}

func newNowhere() *nowhere {
	o := &nowhere{}
	o.alive, o.fail = context.WithCancelCause(context.Background())
	return o
}

// step is how many samples nowhere plays at a time: 20 ms.
const step = 960

// catchUp is the longest delay that nowhere makes up for by playing faster. A card has
// run dry by then.
const catchUp = 100 * time.Millisecond

func (*nowhere) Name() string    { return None }
func (*nowhere) Muted() string   { return "" }
func (*nowhere) Recall() bool    { return false } // what is handed over is heard within a step
func (o *nowhere) Position() int { return int(o.heard.Load()) }
func (o *nowhere) Cork(on bool)  { o.corked.Store(on) }

func (o *nowhere) Close() error {
	o.fail(fmt.Errorf("%w: %w", ErrLost, errClosed))
	return nil
}

func (o *nowhere) Play(ctx context.Context, s beep.Streamer) error {
	defer context.AfterFunc(ctx, func() { o.fail(context.Cause(ctx)) })()
	var buf [step][2]float64
	end, played := time.Now(), 0
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		// Each step ends at its own time after the start, so that short delays do not
		// add up.
		if time.Since(end) > catchUp {
			end = time.Now()
		}
		end = end.Add(Rate.D(step))
		if !o.corked.Load() {
			n, ok := s.Stream(buf[:])
			if !ok {
				return s.Err()
			}
			played += n
		}
		timer.Reset(time.Until(end))
		select {
		case <-timer.C:
			o.heard.Store(int64(played))
		case <-o.alive.Done():
			return context.Cause(o.alive)
		}
	}
}
