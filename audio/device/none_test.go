package device

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gopxl/beep/v2"
)

// None takes exactly as long as the sound does, and less if it is stopped. It plays no
// faster after a long delay.
func TestNone(t *testing.T) {
	for _, c := range []struct {
		name string
		s    beep.Streamer
		act  func(out Output, cancel context.CancelFunc) // after a second
		took time.Duration
		want error
		at   int
	}{
		{name: "played", s: &counted{n: 100_001}, took: Rate.D(100_001), at: 100_001},
		{name: "corked for a second", s: &counted{n: 96_000}, took: 3 * time.Second, at: 96_000, act: func(out Output, _ context.CancelFunc) {
			out.Cork(true)
			time.Sleep(time.Second)
			out.Cork(false)
		}},
		{name: "held up for a second", s: &late{counted{n: 96_000}}, took: 2980 * time.Millisecond, at: 96_000},
		{name: "cancelled", s: endless, took: time.Second, want: context.Canceled, at: 48_000, act: func(_ Output, cancel context.CancelFunc) { cancel() }},
		{name: "closed", s: endless, took: time.Second, want: ErrLost, at: 48_000, act: func(out Output, _ context.CancelFunc) { out.Close() }},
		{name: "a streamer's error", s: &counted{n: 960, err: io.ErrNoProgress}, took: 20 * time.Millisecond, want: io.ErrNoProgress, at: 960},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out, err := Open(t.Context(), Options{Name: None})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				start := time.Now()
				if c.act != nil {
					time.AfterFunc(time.Second+time.Nanosecond, func() {
						if got := out.Position(); got != 48_000 {
							t.Errorf("after a second at sample %d, want 48000", got)
						}
						c.act(out, cancel)
					})
				}
				if err := out.Play(ctx, c.s); !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
				if took := time.Since(start); took < c.took || took > c.took+20*time.Millisecond {
					t.Errorf("took %v, want %v", took, c.took)
				}
				if got := out.Position(); got != c.at {
					t.Errorf("ended at sample %d, want %d", got, c.at)
				}
			})
		})
	}
}

// late is a counted streamer that needs a second for its second step.
type late struct{ counted }

func (l *late) Stream(samples [][2]float64) (int, bool) {
	if l.at == step {
		time.Sleep(time.Second)
	}
	return l.counted.Stream(samples)
}

func TestOpenUnknown(t *testing.T) {
	_, err := Open(t.Context(), Options{Name: "jack"})
	const want = `unknown device "jack": it is one of auto, pulse, oto, none`
	if err == nil || err.Error() != want || errors.Is(err, ErrNoOutput) {
		t.Errorf("got %v, want %s", err, want)
	}
}
