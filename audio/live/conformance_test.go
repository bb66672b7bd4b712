package live

import (
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
	"uncramp/routine"
)

// TestConformance: what an output gets is a stream.
func TestConformance(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	streamtest.Run(t, 300_000, func(*testing.T) beep.Streamer { return (*stream)(New(f.course(), f.session(), nil)) })
}
