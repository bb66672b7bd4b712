package recording

import (
	"errors"
	"io"
	"testing"
	"time"
)

// SetPatience changes how long ffmpeg may give nothing, for one test.
func SetPatience(t *testing.T, d time.Duration) {
	before := ffmpegPatience
	t.Cleanup(func() { ffmpegPatience = before })
	ffmpegPatience = d
}

// ReadNative reads up to 5000 samples without ffmpeg.
func ReadNative(data []byte) (n, length int, err error) {
	f, read, err := Decode(data)
	if err != nil {
		return 0, 0, err
	}
	part := make([][2]float64, 100)
	for n < 5000 && err == nil {
		var got int
		got, err = read(part)
		n += got
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, f.Length, err
}
