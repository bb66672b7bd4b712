package custombed

import (
	"errors"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/portable"
)

var errChanged = errors.New("the file was changed while it was played")

// loop repeats a stream without end: its last samples and its first are
// cross-faded, equally powerful, as suits sounds that are not alike. It needs
// not know where the end is, for it gives what it reads a cross-fade later. It
// is a [beep.Streamer] that ends only where its source fails; then what was
// held is given, and Err tells why.
type loop struct {
	src    beep.Streamer
	rewind func() error

	held  [][2]float32 // a ring of the length of the cross-fade
	at    int          // of the oldest in held
	count int          // samples in held
	mixed int          // samples of a cross-fade so far; -1 between two
	err   error
}

// newLoop repeats src, which rewind brings back to its first sample, with a
// cross-fade of so many samples, no more than half of what there is.
func newLoop(src beep.Streamer, cross int, rewind func() error) *loop {
	return &loop{src: src, rewind: rewind, held: make([][2]float32, cross), mixed: -1}
}

func (l *loop) Err() error { return l.err }

func (l *loop) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) {
		next := samples[n:]
		switch {
		case l.mixed >= 0:
			n += l.mix(next)
		case l.err != nil && l.count == 0:
			return n, n > 0
		case l.err != nil:
			n += l.flush(next)
		default:
			n += l.pass(next)
		}
	}
	return n, true
}

// pass gives samples as they are, a cross-fade late.
func (l *loop) pass(samples [][2]float64) (n int) {
	got, _ := l.src.Stream(samples)
	in := samples[:got]
	for len(in) > 0 && l.count < len(l.held) {
		l.held[(l.at+l.count)%len(l.held)] = [2]float32{float32(in[0][0]), float32(in[0][1])}
		l.count++
		in = in[1:]
	}
	// From here on it is full: what comes takes the place of the oldest.
	for len(in) > 0 {
		run := l.held[l.at:min(l.at+len(in), len(l.held))]
		out := samples[n : n+len(run)]
		for i, v := range run {
			run[i] = [2]float32{float32(in[i][0]), float32(in[i][1])}
			out[i] = [2]float64{float64(v[0]), float64(v[1])}
		}
		in, n = in[len(run):], n+len(run)
		l.at = (l.at + len(run)) % len(l.held)
	}
	if got < len(samples) {
		l.end()
	}
	return n
}

// end is what happens at the end of the source: the cross-fade, or none any
// more.
func (l *loop) end() {
	l.err = l.src.Err()
	if l.err == nil && l.count < len(l.held) {
		l.err = errChanged // it was longer when it was measured
	}
	if l.err == nil {
		l.err = l.rewind()
	}
	if l.err == nil {
		l.mixed = 0
	}
}

// mix gives samples of the cross-fade: of the old end and the new beginning.
// Where the beginning cannot be read, the end fades out all the same.
func (l *loop) mix(samples [][2]float64) (n int) {
	samples = samples[:min(len(samples), l.count)]
	got := 0
	if l.err == nil {
		if got, _ = l.src.Stream(samples); got < len(samples) {
			l.err = l.src.Err()
			if l.err == nil {
				l.err = errChanged
			}
		}
	}
	clear(samples[got:])
	for i, in := range samples {
		out := l.take()
		sin, cos := portable.SincosPi((float64(l.mixed) + 0.5) / float64(2*len(l.held)))
		samples[i] = [2]float64{float64(cos*out[0]) + float64(sin*in[0]), float64(cos*out[1]) + float64(sin*in[1])}
		l.mixed++
	}
	if l.count == 0 {
		l.mixed = -1
	}
	return len(samples)
}

// flush gives what is held.
func (l *loop) flush(samples [][2]float64) int {
	samples = samples[:min(len(samples), l.count)]
	for i := range samples {
		samples[i] = l.take()
	}
	return len(samples)
}

// take is the oldest sample that is held.
func (l *loop) take() [2]float64 {
	v := l.held[l.at]
	l.count--
	if l.at++; l.at == len(l.held) {
		l.at = 0
	}
	return [2]float64{float64(v[0]), float64(v[1])}
}
