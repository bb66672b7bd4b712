package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio"
	"uncramp/audio/device"
)

// clocked is an output that plays by the clock of a synctest bubble.
type clocked struct {
	ahead int // samples that it holds ahead, as a server does, and can recall; 0 for none
	lost  chan struct{}

	mu     sync.Mutex
	heard  int
	given  [][2]float64
	recall bool
	stands bool // still
	corked bool
	gone   bool // lost for good
}

func newClocked() *clocked { return &clocked{lost: make(chan struct{})} }

const (
	clockedStep   = 10 * time.Millisecond
	clockedMargin = 30 * time.Millisecond // of what is ahead, not recalled
)

func (c *clocked) Play(ctx context.Context, s beep.Streamer) error {
	step := audio.Rate.N(clockedStep)
	buf := make([][2]float64, step)
	for ended := false; ; {
		select {
		case <-c.lost:
			if c.gone {
				return device.ErrGone
			}
			return fmt.Errorf("%w: pulled out", device.ErrLost)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(clockedStep):
		}
		recall := c.isSet(&c.recall)
		if c.isSet(&c.corked) || c.isSet(&c.stands) {
			continue
		}
		if recall && len(c.given) > c.heard {
			c.take(s, buf) // a server may want more before Recall reaches it
			c.set(&c.recall, false)
			if n := c.heard + audio.Rate.N(clockedMargin); n < len(c.given) {
				s.(device.Rewinder).Rewind(n)
				c.given, ended = c.given[:n], false
			}
		}
		for !ended && len(c.given) < c.heard+c.ahead+step {
			ended = !c.take(s, buf)
		}
		if ended && c.heard == len(c.given) {
			return s.Err()
		}
		c.mu.Lock()
		c.heard = min(c.heard+step, len(c.given))
		c.mu.Unlock()
	}
}

// take takes more of s, if there is more.
func (c *clocked) take(s beep.Streamer, buf [][2]float64) bool {
	n, ok := s.Stream(buf)
	c.given = append(c.given, buf[:n]...)
	return ok
}

func (c *clocked) Position() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

func (c *clocked) set(which *bool, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*which = on
}

func (c *clocked) isSet(which *bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *which
}

func (c *clocked) Recall() bool {
	c.set(&c.recall, c.ahead > 0)
	return c.ahead > 0
}

func (c *clocked) Cork(on bool) { c.set(&c.corked, on) }
func (*clocked) Name() string   { return "clocked" }
func (*clocked) Muted() string  { return "" }
func (*clocked) Close() error   { return nil }
