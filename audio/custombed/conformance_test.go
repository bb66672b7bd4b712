package custombed

import (
	"errors"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
)

// TestConformance: what loops and what guards are streams.
func TestConformance(t *testing.T) {
	streamtest.Run(t, 30_000, func(*testing.T) beep.Streamer {
		src := &fake{n: 20_000, value: ramp}
		return newLoop(src, 1000, src.rewind)
	})
	streamtest.Run(t, 0, func(*testing.T) beep.Streamer {
		return newGuard(streamtest.Counting(200_000, nil), 0, maxMomentary, maxPeak)
	})
	lost := errors.New("the source is lost")
	streamtest.Fails(t, newGuard(streamtest.Counting(200_000, lost), 0, maxMomentary, maxPeak), lost)
	streamtest.Fails(t, newLoop(streamtest.Counting(20_000, lost), 1000, nil), lost)
}
