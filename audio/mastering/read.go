package mastering

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gopxl/beep/v2"
)

// What is read at all.
const (
	minRate beep.SampleRate = 8000
	maxRate beep.SampleRate = 192000

	// maxRaw is how long a recording may be before it is trimmed: a clip, with
	// as much silence again around it. It bounds the memory of every reader,
	// whatever a file's header promises.
	maxRaw = 2 * MaxLength

	// MaxFileSize holds maxRaw at the highest rate, in two channels of 32 bits.
	MaxFileSize = int64(maxRaw/time.Second)*int64(maxRate)*2*4 + 1<<20
)

// Recording is a recording as its file has it, but in one channel.
type Recording struct {
	Rate    beep.SampleRate // 8 to 192 kHz
	Samples []float64       // full scale ±1
	clipped time.Duration   // where it first stays at full scale; -1: nowhere
}

// Read reads a recording from the bytes of a WAV file (16, 24 or 32 bit
// integers, 32 bit floats), a FLAC file or an MP3 file, at 8 to 192 kHz, mono or
// stereo, by what is in it and not by its name. The two channels of stereo are
// averaged. A damaged file, or one of another kind, is an error, never a panic.
func Read(file []byte) (r *Recording, err error) {
	// Two of the decoders are others' code, on files from anywhere.
	defer func() {
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("corrupt: %v", p)
		}
	}()
	var read func([]byte, *collector) error
	switch {
	case len(file) == 0:
		return nil, errors.New("empty: a file of 0 bytes")
	case int64(len(file)) > MaxFileSize:
		return nil, tooLong()
	case bytes.HasPrefix(file, []byte("RIFF")):
		read = readWAV
	case bytes.HasPrefix(file, []byte("fLaC")):
		read = readFLAC
	case bytes.HasPrefix(file, []byte("ID3")), len(file) > 1 && file[0] == 0xff && file[1]&0xe0 == 0xe0:
		read = readMP3
	default:
		return nil, errors.New("not a WAV, FLAC or MP3 file")
	}
	c := &collector{clipped: -1}
	if err := read(file, c); err != nil {
		return nil, err
	}
	if len(c.samples) == 0 {
		return nil, errors.New("empty: no samples")
	}
	return &Recording{Rate: c.rate, Samples: c.samples, clipped: c.clipped}, nil
}

// collector takes a recording's frames from a reader, averages their channels
// and watches for clipping in each.
type collector struct {
	rate     beep.SampleRate
	channels int
	samples  []float64
	stuck    [2]struct {
		at  float64
		run int
	}
	longest int           // samples at full scale that are not clipping yet
	clipped time.Duration // -1: not
}

// format is what a reader says before the first frame. n is how many frames the
// header promises, 0 where it does not say.
func (c *collector) format(rate, channels int, n uint64) error {
	if beep.SampleRate(rate) < minRate || beep.SampleRate(rate) > maxRate {
		return fmt.Errorf("recorded at %d Hz: it takes %d to %d Hz", rate, minRate, maxRate)
	}
	if channels != 1 && channels != 2 {
		return fmt.Errorf("%d channels: it takes mono or stereo", channels)
	}
	c.rate, c.channels = beep.SampleRate(rate), channels
	if n > uint64(c.rate.N(maxRaw)) {
		return tooLong()
	}
	// Full scale for three samples at 48 kHz, or as long at a higher rate, is
	// clipping: two can be the crest of a recording brought up to full scale.
	c.longest = max(2, int(math.Ceil(3*float64(rate)/float64(Rate)))-1)
	return nil
}

// fullScale is the least magnitude that counts as full scale: that of 16 bits,
// which files of more bits were often made from.
const fullScale = 1 - 1./32768

// frame takes one sample of each channel. It refuses frames beyond maxRaw, and
// what is no number.
func (c *collector) frame(frame ...float64) error {
	if len(c.samples) == c.rate.N(maxRaw) {
		return tooLong()
	}
	var sum float64
	for i, s := range frame[:c.channels] {
		if math.IsNaN(s) || math.Abs(s) > 1e6 {
			return fmt.Errorf("corrupt: sample %d is %v", len(c.samples), s)
		}
		sum += s
		stuck := &c.stuck[i]
		switch {
		case math.Abs(s) < fullScale:
			stuck.run = 0
		case stuck.run > 0 && math.Signbit(s) == math.Signbit(stuck.at):
			stuck.run++
		default:
			stuck.at, stuck.run = s, 1
		}
		if stuck.run > c.longest && c.clipped < 0 {
			c.clipped = c.rate.D(len(c.samples) + 1 - stuck.run)
		}
	}
	c.samples = append(c.samples, sum/float64(c.channels))
	return nil
}

func tooLong() error {
	return fmt.Errorf("over-long: more than %v, silence included", maxRaw)
}
