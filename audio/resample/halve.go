package resample

import (
	"github.com/gopxl/beep/v2"
)

// halver is a stream at half the rate. Its low-pass has its middle at a quarter
// of the source's rate, so every other of its taps is 0, and the rest are alike
// on both sides (a half-band filter: Crochiere and Rabiner, Multirate Digital
// Signal Processing, 1983, 4.3). Sample i is at the place of the source's 2i.
type halver struct {
	src  beep.Streamer
	taps []float64 // of the samples 1, 3, 5, ... to each side; a multiple of four
	// The part of the source that the next sample is made of; an even number.
	window [][2]float64
	at     int // the middle of the next sample, in window
	have   int // samples in window
	left   int // samples to come; -1 before the end of the source is known
}

const middleTap = 0.5

// newHalver keeps what is below passband, in terms of the source's Nyquist
// frequency, and takes away what would be mirrored into it.
func newHalver(src beep.Streamer, passband float64) *halver {
	const short = 6 // dB that Kaiser's formula is out by for so few taps
	l := lowPass{passband, 1 - passband, quick.dB + short}
	reach := (l.zeroCrossings() + 1) / 2
	h := &halver{src: src, taps: make([]float64, (int(reach)+3)&^3)}
	sum := 0.
	for i := range h.taps {
		x := float64(2*i + 1)
		h.taps[i] = middleTap * Sinc(middleTap*x) * Kaiser(x/float64(2*len(h.taps)), l.beta())
		sum += h.taps[i]
	}
	for i := range h.taps {
		h.taps[i] *= (1 - middleTap) / 2 / sum // a gain of 1 for a constant
	}
	h.window = make([][2]float64, 2*h.reach()+2*block)
	h.reset()
	return h
}

// reach of the taps to each side, in samples of the source.
func (h *halver) reach() int { return 2*len(h.taps) - 1 }

func (h *halver) reset() {
	h.at, h.have, h.left = h.reach(), h.reach(), -1
	clear(h.window[:h.have]) // silence in front
}

func (h *halver) Err() error { return h.src.Err() }

func (h *halver) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && h.left != 0 {
		if h.at+h.reach() >= h.have {
			h.read()
			continue
		}
		run := min(len(samples)-n, (h.have-h.reach()-h.at+1)/2)
		if h.left > 0 {
			run = min(run, h.left)
			h.left -= run
		}
		for i := range samples[n : n+run] {
			left, right := h.sample(h.at + 2*i)
			samples[n+i] = [2]float64{left, right}
		}
		h.at += 2 * run
		n += run
	}
	return n, n > 0
}

// sample is the low-passed source at a place in the window.
func (h *halver) sample(at int) (left, right float64) {
	left, right = middleTap*h.window[at][0], middleTap*h.window[at][1]
	for taps, i := h.taps, 0; len(taps) >= 4; taps, i = taps[4:], i+8 {
		t := (*[4]float64)(taps)
		a, b := (*[7][2]float64)(h.window[at+i+1:]), (*[7][2]float64)(h.window[at-i-7:])
		left += float64(t[0]*(a[0][0]+b[6][0])) + float64(t[1]*(a[2][0]+b[4][0])) + (float64(t[2]*(a[4][0]+b[2][0])) + float64(t[3]*(a[6][0]+b[0][0])))
		right += float64(t[0]*(a[0][1]+b[6][1])) + float64(t[1]*(a[2][1]+b[4][1])) + (float64(t[2]*(a[4][1]+b[2][1])) + float64(t[3]*(a[6][1]+b[0][1])))
	}
	return left, right
}

// read moves the window on by a block of the source, or of the silence behind.
func (h *halver) read() {
	drop := h.at - h.reach()
	h.have = copy(h.window, h.window[drop:h.have])
	h.at -= drop
	next := h.window[h.have:]
	n := 0
	if h.left < 0 {
		if n, _ = h.src.Stream(next); n < len(next) {
			h.left = max(0, (h.have+n-h.at+1)/2)
		}
	}
	clear(next[n:])
	h.have = len(h.window)
}
