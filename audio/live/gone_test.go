package live

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/device"
	"uncramp/routine"
)

// short is an output whose Play ends as soon as it has begun.
type short struct {
	fake
	err error
}

func (s *short) Play(context.Context, beep.Streamer) error { return s.err }

// TestGone: an output that is gone for good is not waited for, but another one
// takes its place, if there is one.
func TestGone(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	for _, other := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			opened := 0
			p := New(f.course(), f.session(), func(context.Context, func(bool)) (device.Output, error) {
				opened++
				if !other {
					return nil, device.ErrNoOutput
				}
				return &short{}, nil
			})
			err := p.Play(t.Context(), &short{err: device.ErrGone})
			if want := map[bool]error{false: device.ErrGone}[other]; !errors.Is(err, want) || opened != 1 {
				t.Errorf("another one: %v: got %v after %d tries, want %v after one", other, err, opened, want)
			}
		})
	}
}
