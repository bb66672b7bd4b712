// Package resample converts a stream from one sample rate to another, in memory that
// does not grow with its length. [New] is for recordings that are kept, [NewQuick]
// for what is heard under a voice.
package resample

import "github.com/gopxl/beep/v2"

// Streamer is a stream at another rate. Its sample i is the band-limited waveform of
// the source at the time i/to, with silence before the source and after it. A source
// of n samples becomes n*to/from samples, rounded. If the rates are equal, the samples
// are the source's. Every buffer but the last is filled, and nothing is allocated.
type Streamer struct {
	src    beep.Streamer
	kernel *kernel

	window [][2]float64 // the samples of the source around the next one
	have   int          // samples in window
	first  int          // index in the source of window[0]

	whole, rest int // position of the next sample in the source: whole + rest/to
	remaining   int // samples; -1 before the end of the source
}

// block is the number of samples that are read from the source at once.
const block = 1024

// New returns src, whose rate is from, at the rate to. For rates of 44.1 kHz and up it is
// flat to 20 kHz. What aliases is 100 dB down.
func New(src beep.Streamer, from, to beep.SampleRate) *Streamer {
	return newStreamer(src, from, to, fine)
}

// NewQuick is like [New], in a fifth of the time: from 44.1 kHz it is flat to 18.5 kHz, and
// what aliases below that is 74 dB down. If one of the rates is under 40 kHz, it is New.
func NewQuick(src beep.Streamer, from, to beep.SampleRate) *Streamer {
	const upperEndIsHeard = 40000
	if min(from, to) < upperEndIsHeard {
		return New(src, from, to)
	}
	return newStreamer(src, from, to, quick)
}

func newStreamer(src beep.Streamer, from, to beep.SampleRate, l lowPass) *Streamer {
	k := newKernel(from, to, l)
	s := &Streamer{src: src, kernel: k, window: make([][2]float64, 2*k.reach+block)}
	s.Reset()
	return s
}

// Reset starts again at sample 0. The source must have been rewound.
func (s *Streamer) Reset() {
	s.have = max(0, s.kernel.reach-1)
	s.first = -s.have
	clear(s.window[:s.have]) // the silence before the source
	s.whole, s.rest, s.remaining = 0, 0, -1
}

// Err returns the error of the source.
func (s *Streamer) Err() error { return s.src.Err() }

// Stream streams the next samples, as [beep.Streamer] has it.
func (s *Streamer) Stream(samples [][2]float64) (n int, ok bool) {
	k := s.kernel
	if k.from == k.to {
		return s.src.Stream(samples)
	}
	for n < len(samples) && s.remaining != 0 {
		for s.whole+k.reach >= s.first+s.have {
			s.read()
		}
		n += s.convert(samples[n:])
	}
	return n, n > 0
}

// convert fills samples as far as the window reaches, and returns how many.
func (s *Streamer) convert(samples [][2]float64) (n int) {
	k, whole, rest := s.kernel, s.whole, s.rest
	if s.remaining >= 0 {
		samples = samples[:min(len(samples), s.remaining)]
	}
	for ; n < len(samples) && whole+k.reach < s.first+s.have; n++ {
		from := whole - k.reach + 1 - s.first
		samples[n] = k.at(rest, s.window[from:from+2*k.reach])
		for rest += k.from; rest >= k.to; rest -= k.to { // faster than a division
			whole++
		}
	}
	s.whole, s.rest = whole, rest
	if s.remaining > 0 {
		s.remaining -= n
	}
	return n
}

// read moves the window on by a block of the source, or of silence after its end.
func (s *Streamer) read() {
	k := s.kernel
	drop := max(0, s.have-2*k.reach)
	s.have = copy(s.window, s.window[drop:s.have])
	s.first += drop
	next := s.window[s.have:]
	n := 0
	if s.remaining < 0 {
		if n, _ = s.src.Stream(next); n < len(next) {
			end := s.first + s.have + n
			given := (s.whole*k.to + s.rest) / k.from
			s.remaining = max(0, (end*k.to+k.from/2)/k.from-given)
		}
	}
	clear(next[n:])
	s.have = len(s.window)
}
