package mastering

import (
	"fmt"
	"io"
	"time"

	"uncramp/audio/recording"
	"uncramp/audio/resample"
)

const (
	// maxRaw is how long a recording may be before it is trimmed: a clip, with
	// as much silence again around it. It bounds the memory of reading one,
	// whatever a file's header promises.
	maxRaw = 2 * MaxLength

	// minBits is the least depth of a recording: the noise of 8 bits, brought to
	// Target with the voice, would be heard under it.
	minBits = 16
)

// Recording is a recording in one channel at Rate.
type Recording struct {
	Samples []float64     // full scale ±1
	clipped time.Duration // where it first stays at full scale; -1: nowhere
}

// Read reads a recording from a file that the package recording reads, of 16
// bits or more. The two channels of stereo are averaged. A damaged file, one of
// another kind or one longer than twice MaxLength is an error, without the
// file's name, never a panic.
func Read(file io.ReadSeeker) (*Recording, error) {
	src, err := recording.New(file)
	if err != nil {
		return nil, err
	}
	if src.Bits > 0 && src.Bits < minBits { // 0 is an MP3
		return nil, fmt.Errorf("samples of %d bits: a voice takes %d or more", src.Bits, minBits)
	}
	if src.Channels > 2 {
		return nil, fmt.Errorf("%d channels: a voice takes 1 or 2", src.Channels)
	}
	mono := watch(src)
	atRate := resample.New(mono, src.Rate, Rate)
	var samples []float64
	block := make([][2]float64, 1024)
	for ok := true; ok; {
		var n int
		n, ok = atRate.Stream(block)
		for _, s := range block[:n] {
			samples = append(samples, s[0])
		}
		if src.Position() > src.Rate.N(maxRaw) {
			return nil, fmt.Errorf("over-long: more than %v, silence included", maxRaw)
		}
	}
	if err := mono.Err(); err != nil {
		return nil, err
	}
	return &Recording{samples, mono.clipped}, nil
}
