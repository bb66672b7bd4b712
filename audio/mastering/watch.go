package mastering

import (
	"fmt"
	"math"
	"time"

	"uncramp/audio/recording"
)

// fullScale is the least magnitude that counts as full scale: that of 16 bits,
// which files of more bits were often made from.
const fullScale = 1 - 1./32768

// loudest is the most that a recording in floats holds, 120 dB over full scale:
// what is beyond it no microphone gave, and its square may be no number.
const loudest = 1e6

// watched is a recording with its channels averaged, and each of them watched
// for clipping. It is a [beep.Streamer].
type watched struct {
	src   *recording.Reader
	stuck [2]struct {
		at  float64
		run int
	}
	longest int           // samples at full scale that are not clipping yet
	clipped time.Duration // where it first is; -1: nowhere
	err     error
}

func watch(src *recording.Reader) *watched {
	// Full scale for three samples at 48 kHz, or as long at a higher rate, is
	// clipping: two can be the crest of a recording brought up to full scale.
	longest := max(2, int(math.Ceil(3*float64(src.Rate)/float64(Rate)))-1)
	return &watched{src: src, longest: longest, clipped: -1}
}

func (w *watched) Stream(samples [][2]float64) (n int, ok bool) {
	if w.err != nil {
		return 0, false
	}
	first := w.src.Position()
	n, ok = w.src.Stream(samples)
	for i, frame := range samples[:n] {
		for channel, s := range frame {
			if math.Abs(s) > loudest {
				w.err = fmt.Errorf("%w: sample %d is %.2g", recording.ErrDamaged, first+i, s)
				return i, i > 0
			}
			w.look(channel, first+i, s)
		}
		mean := (frame[0] + frame[1]) / 2
		samples[i] = [2]float64{mean, mean}
	}
	return n, ok
}

// look takes the sample at a place in one channel.
func (w *watched) look(channel, at int, s float64) {
	stuck := &w.stuck[channel]
	switch {
	case math.Abs(s) < fullScale:
		stuck.run = 0
	case stuck.run > 0 && math.Signbit(s) == math.Signbit(stuck.at):
		stuck.run++
	default:
		stuck.at, stuck.run = s, 1
	}
	if stuck.run > w.longest && w.clipped < 0 {
		w.clipped = w.src.Rate.D(at + 1 - stuck.run)
	}
}

func (w *watched) Err() error {
	if w.err != nil {
		return w.err
	}
	return w.src.Err()
}
