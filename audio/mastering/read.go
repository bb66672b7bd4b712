package mastering

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/recording"
	"uncramp/audio/resample"
)

// maxRaw is how long a recording may be before it is trimmed: a clip, with as much
// silence again around it. It bounds the memory of reading one.
const maxRaw = 2 * MaxLength

// Recording is a recording in one channel at Rate.
type Recording struct {
	Samples []float64 // full scale ±1
	Cancels bool      // its two channels cancel each other, so these are those of one
	clipped time.Duration
}

// Read reads a recording that package recording reads. The two channels of stereo
// are averaged. A recording longer than twice MaxLength is an error. The errors do
// not bear the path. When ctx is done, Read returns at once.
func Read(ctx context.Context, path string) (*Recording, error) {
	return recording.Await(ctx, func() (*Recording, error) {
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
		r := &Recording{make([]float64, len(frames)), balance.Cancels(), watch.clipped}
		for i, f := range frames {
			if r.Samples[i] = (f[0] + f[1]) / 2; r.Cancels {
				r.Samples[i] = f[0]
			}
		}
		return r, src.Err()
	})
}

// fullScale is the least magnitude that counts as full scale: that of 16 bits,
// which files of more bits were often made from.
const fullScale = 1 - 1./32768

// clipping is a stream that is watched for clipping: the same full scale for three
// samples at 48 kHz, or as long at a higher rate. Two can be the crest of a
// recording brought up to full scale.
type clipping struct {
	*recording.Reader
	longest int           // samples at full scale that are not clipping yet
	clipped time.Duration // where it first is; -1: nowhere
	run     [2]int        // samples at full scale so far, negative ones below
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

var _ beep.Streamer = (*clipping)(nil)
