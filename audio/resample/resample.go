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
	halves []*halver // what src is read through, from the first on
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
	return newStreamer(src, from, to, fine)
}

// NewQuick is New for what is heard under something else, in a fifth of the time:
// to 18.5 kHz at 44.1 kHz, and what it gets wrong is 75 dB down, or above that.
// From twice the rate or more it can give one sample more.
func NewQuick(src beep.Streamer, from, to beep.SampleRate) *Streamer {
	var halves []*halver
	for from%2 == 0 && from >= 2*to {
		// What the next step folds to above the passband does not matter.
		h := newHalver(src, quick.passband*float64(to)/float64(from))
		halves, src, from = append(halves, h), h, from/2
	}
	l := quick
	if min(from, to) < 40000 {
		l = quickLow
	}
	s := newStreamer(src, from, to, l)
	s.halves = halves
	return s
}

func newStreamer(src beep.Streamer, from, to beep.SampleRate, l lowPass) *Streamer {
	k := newKernel(from, to, l)
	s := &Streamer{src: src, kernel: k, window: make([][2]float64, 2*k.reach+block)}
	s.Reset()
	return s
}

// Reset begins anew, with a source that was rewound.
func (s *Streamer) Reset() {
	for _, h := range s.halves {
		h.reset()
	}
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
	for n < len(samples) && s.left != 0 {
		for s.whole+k.reach >= s.first+s.have {
			s.read()
		}
		if s.left == 0 {
			break
		}
		n += s.run(samples[n:])
	}
	return n, n > 0
}

// run gives samples as far as the window reaches.
func (s *Streamer) run(samples [][2]float64) int {
	k, whole, rest := s.kernel, s.whole, s.rest
	if s.left > 0 {
		samples = samples[:min(len(samples), s.left)]
	}
	n := 0
	for ; n < len(samples) && whole+k.reach < s.first+s.have; n++ {
		at := whole - k.reach + 1 - s.first
		window := s.window[at : at+2*k.reach]
		var left, right float64
		if k.exact {
			left, right = dot(k.rows[rest], window)
		} else {
			left, right = k.between(rest, window)
		}
		samples[n] = [2]float64{left, right}
		for rest += k.from; rest >= k.to; rest -= k.to { // a division takes longer
			whole++
		}
	}
	s.whole, s.rest = whole, rest
	if s.left > 0 {
		s.left -= n
	}
	return n
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
