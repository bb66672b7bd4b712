// Package resample brings a stream of sound from one sample rate to another, in
// memory that does not grow with its length.
package resample

import (
	"github.com/gopxl/beep/v2"
)

// Streamer is a stream at another rate. It is a [beep.Streamer] that fills
// every buffer but the last. Its sample i is the band-limited waveform at the
// time i/to: no delay, and round(n*to/from) samples for n of the source, around
// which silence is taken to be. At the same rate the samples are the source's
// own. It allocates nothing; of odd buffer sizes nothing is to be seen.
type Streamer struct {
	src    beep.Streamer
	kernel *kernel

	// The part of the source that the next sample is made of.
	window [][2]float64
	first  int // the source's sample that window begins with
	have   int // samples in window

	whole, rest int // where the next sample lies in the source: whole + rest/to
	left        int // samples to come; -1 before the end of the source is known
}

// block is how many samples are read from the source at once.
const block = 1024

// New returns the stream of src, which is at one rate, at another.
func New(src beep.Streamer, from, to beep.SampleRate) *Streamer {
	k := newKernel(from, to)
	s := &Streamer{src: src, kernel: k, window: make([][2]float64, 2*k.reach+block)}
	s.Reset()
	return s
}

// Reset begins anew, with a source that was rewound.
func (s *Streamer) Reset() {
	s.have = max(0, s.kernel.reach-1) // silence in front
	s.first = -s.have
	clear(s.window[:s.have])
	s.whole, s.rest, s.left = 0, 0, -1
}

// Err is the source's.
func (s *Streamer) Err() error { return s.src.Err() }

func (s *Streamer) Stream(samples [][2]float64) (n int, ok bool) {
	k := s.kernel
	if k.from == k.to {
		return s.src.Stream(samples)
	}
	for ; n < len(samples) && s.left != 0; n++ {
		for s.whole+k.reach >= s.first+s.have {
			s.read()
		}
		if s.left == 0 {
			break
		}
		at := s.whole - k.reach + 1 - s.first
		samples[n] = k.at(s.rest, s.window[at:at+2*k.reach])
		if s.left > 0 {
			s.left--
		}
		s.rest += k.from
		s.whole += s.rest / k.to
		s.rest %= k.to
	}
	return n, n > 0
}

// read moves the window on by a block of the source, or of the silence behind.
func (s *Streamer) read() {
	drop := max(0, s.have-2*s.kernel.reach)
	s.have = copy(s.window, s.window[drop:s.have])
	s.first += drop
	next := s.window[s.have:]
	n := 0
	if s.left < 0 {
		if n, _ = s.src.Stream(next); n < len(next) {
			end := s.first + s.have + n
			given := (s.whole*s.kernel.to + s.rest) / s.kernel.from
			s.left = max(0, (end*s.kernel.to+s.kernel.from/2)/s.kernel.from-given)
		}
	}
	clear(next[n:])
	s.have = len(s.window)
}
