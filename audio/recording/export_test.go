package recording

import (
	"testing"
	"time"
)

// SetPatience changes how long ffmpeg may give nothing, for one test.
func SetPatience(t *testing.T, d time.Duration) {
	before := ffmpegPatience
	t.Cleanup(func() { ffmpegPatience = before })
	ffmpegPatience = d
}
