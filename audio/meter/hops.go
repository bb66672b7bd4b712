package meter

import (
	"time"

	"github.com/gopxl/beep/v2"
)

// hop is the grain of time. EBU Tech 3341's cases 13 and 14 begin their 400 ms
// bursts at multiples of 20 ms and allow the loudest moment 0.1 LU: that needs
// a reading every 20 ms at least, though ten a second are all a display shows.
const hop = 10 * time.Millisecond

// A momentary reading and a gating block are 400 ms; gating blocks overlap by
// 75 % (BS.1770-4, annex 1).
const (
	hopsInBlock       = int(400 * time.Millisecond / hop)
	hopsBetweenBlocks = hopsInBlock / 4
)

// hops is the weighted energy of a stream, hop by hop. Windows of every length
// are sums of hops.
type hops struct {
	rate    beep.SampleRate
	at      int64     // samples so far
	ends    int64     // the sample at which the present hop ends
	present float64   // sum of squares in it
	sums    []float64 // sums of squares of the hops that are complete
}

func newHops(rate beep.SampleRate) hops {
	h := hops{rate: rate}
	h.ends = h.begin(1)
	return h
}

// begin is the sample with which hop i begins, counted from the start each
// time: at 11025 Hz a hop is 110.25 samples, and must not drift.
func (h *hops) begin(i int) int64 {
	const perSecond = int64(time.Second / hop)
	return (int64(i)*int64(h.rate) + perSecond/2) / perSecond
}

// push adds one sample's square, summed over the channels.
func (h *hops) push(square float64) { h.add(square, 1) }

// add adds the squares of n samples, of one hop.
func (h *hops) add(squares float64, n int) {
	h.present += squares
	h.at += int64(n)
	if h.at == h.ends {
		h.sums = append(h.sums, h.present)
		h.present = 0
		h.ends = h.begin(len(h.sums) + 1)
	}
}

// windows is how many windows of n hops are complete.
func (h *hops) windows(n int) int { return max(0, len(h.sums)-n+1) }

// meanSquare is that of the window of n hops that begins with hop i.
func (h *hops) meanSquare(i, n int) float64 {
	var sum float64
	for _, s := range h.sums[i : i+n] {
		sum += s
	}
	return sum / float64(h.begin(i+n)-h.begin(i))
}
