package mastering

import (
	"context"
	"fmt"
	"math"
	"time"

	"uncramp/audio/recording"
	"uncramp/audio/resample"
)

// maxRaw is the greatest length of a recording before it is trimmed. It bounds the
// memory that is taken.
const maxRaw = 2 * MaxLength

// raw is a recording in one channel at Rate.
type raw struct {
	samples []float64     // full scale ±1
	cancels bool          // the two channels cancel each other, so samples are those of one
	clipped time.Duration // the time of the first clipping; -1: none
}

// read reads a recording and averages its two channels. One that is longer than maxRaw is
// an error.
func read(ctx context.Context, path string) (*raw, error) {
	src, err := recording.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	watch := newClipping(src)
	atRate := resample.New(watch, src.Rate, Rate)
	var frames [][2]float64
	var balance recording.Balance
	block := make([][2]float64, 1024)
	for ok := true; ok; {
		var n int
		n, ok = atRate.Stream(block)
		frames = append(frames, block[:n]...)
		balance.Add(block[:n])
		if src.Position() > src.Rate.N(maxRaw) {
			return nil, fmt.Errorf("over-long: more than %v, silence included", maxRaw)
		}
	}
	r := &raw{make([]float64, len(frames)), balance.Cancels(), watch.clipped}
	for i, f := range frames {
		if r.samples[i] = (f[0] + f[1]) / 2; r.cancels {
			r.samples[i] = f[0]
		}
	}
	return r, src.Err()
}

// fullScale is the least amplitude that counts as full scale. It is that of 16 bits,
// because files of more bits are often made from such.
const fullScale = 1 - 1./32768

// clipping finds the first clipping in a stream: at least three samples at the same
// full scale, and at rates above 48 kHz as many as last as long. Two may be the crest of
// a recording that was normalized.
type clipping struct {
	*recording.Reader
	longest int           // the most samples at full scale that are not clipping
	clipped time.Duration // the time of the first clipping; -1: none
	run     [2]int        // by channel: samples at full scale up to here, -n for n at -1
}

func newClipping(src *recording.Reader) *clipping {
	return &clipping{Reader: src, longest: max(2, int(math.Ceil(3*float64(src.Rate)/float64(Rate)))-1), clipped: -1}
}

func (c *clipping) Stream(samples [][2]float64) (n int, ok bool) {
	first := c.Position()
	n, ok = c.Reader.Stream(samples)
	for i, frame := range samples[:n] {
		for channel, v := range frame {
			run := &c.run[channel]
			switch {
			case v >= fullScale:
				*run = max(0, *run) + 1
			case v <= -fullScale:
				*run = min(0, *run) - 1
			default:
				*run = 0
			}
			if length := max(*run, -*run); length > c.longest && c.clipped < 0 {
				c.clipped = c.Rate.D(first + i + 1 - length)
			}
		}
	}
	return n, ok
}
