package resample

import (
	"errors"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
)

// TestConformance: a resampled stream is a stream, to lower and higher rates.
func TestConformance(t *testing.T) {
	lost := errors.New("the source is lost")
	for _, from := range []beep.SampleRate{8000, 44100, 48000, 192000} {
		streamtest.Run(t, 0, func(*testing.T) beep.Streamer { return New(streamtest.Counting(20_000, nil), from, 48000) })
		streamtest.Fails(t, New(streamtest.Counting(5000, lost), from, 48000), lost)
	}
}
