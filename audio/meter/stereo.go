package meter

import (
	"fmt"
	"math"

	"github.com/gopxl/beep/v2"
)

// weigher is the K-weighting of two channels at once, which do not wait for each
// other.
type weigher struct {
	shelf  biquad
	a1, a2 float64 // of the high-pass, whose numerator is 1, -2, 1 times a gain
	gain   float64 // that, squared
	ears   [2]weighed
}

// weighed is the state of one channel: of the shelf, then of the high-pass.
type weighed struct{ s1, s2, h1, h2 float64 }

func newWeigher(rate beep.SampleRate) weigher {
	f := newKFilter(rate)
	return weigher{shelf: f.shelf, a1: f.highPass.a1, a2: f.highPass.a2, gain: f.highPass.b0 * f.highPass.b0}
}

// energy is the sum of the squares of the frames weighted, after all that were
// weighted before; both front channels weigh 1 (BS.1770-4, table 3).
func (w *weigher) energy(frames [][2]float64) (sum float64) {
	b0, b1, b2, c1, c2 := w.shelf.b0, w.shelf.b1, w.shelf.b2, w.shelf.a1, w.shelf.a2
	a1, a2 := w.a1, w.a2
	l, r := w.ears[0], w.ears[1]
	for _, f := range frames {
		x := f[0]
		y := b0*x + l.s1
		l.s1 = (b1*x + l.s2) - c1*y // what y needs comes last: it is waited for
		l.s2 = b2*x - c2*y
		z := y + l.h1
		l.h1 = (l.h2 - (y + y)) - a1*z
		l.h2 = y - a2*z
		sum += z * z

		x = f[1]
		y = b0*x + r.s1
		r.s1 = (b1*x + r.s2) - c1*y
		r.s2 = b2*x - c2*y
		z = y + r.h1
		r.h1 = (r.h2 - (y + y)) - a1*z
		r.h2 = y - a2*z
		sum += z * z
	}
	w.ears = [2]weighed{l, r}
	return sum * w.gain
}

// Loudness measures the integrated loudness of stereo, and nothing else: in a
// third of the time that a [Meter] needs, which looks for true peaks too.
type Loudness struct {
	weigher
	hops hops
}

// NewLoudness returns a meter at rate, which is [MinRate] to [MaxRate].
func NewLoudness(rate beep.SampleRate) (*Loudness, error) {
	if rate < MinRate || rate > MaxRate {
		return nil, fmt.Errorf("cannot measure at %d Hz (%d to %d)", rate, MinRate, MaxRate)
	}
	return &Loudness{newWeigher(rate), newHops(rate)}, nil
}

// Write measures frames, full scale ±1, after all that were written before.
func (l *Loudness) Write(frames [][2]float64) {
	for len(frames) > 0 {
		part := frames[:min(int64(len(frames)), l.hops.ends-l.hops.at)]
		frames = frames[len(part):]
		l.hops.add(l.energy(part), len(part))
	}
}

// Integrated is the gated loudness of everything so far, as [Meter] has it.
func (l *Loudness) Integrated() LUFS { return loudness(l.hops.gated()) }

// Hops measures stereo for who looks ahead, 10 ms at a time: how loud it is, and
// whether its true peak is above a ceiling. Below, it need not know the peak, and
// mostly does not look for it.
type Hops struct {
	weigher
	rate    beep.SampleRate
	ceiling float64
	peaks   [2]peakScan
	before  float64 // the greatest sample of the hop before
	channel []float64
}

// NewHops returns a meter at rate, of which 10 ms are a whole number of samples.
func NewHops(rate beep.SampleRate, ceiling DBTP) *Hops {
	h := &Hops{weigher: newWeigher(rate), rate: rate, ceiling: math.Pow(10, float64(ceiling)/20)}
	for c := range h.peaks {
		h.peaks[c] = newPeakScan(newTruePeak(rate))
	}
	return h
}

// Len is the samples of a hop.
func (h *Hops) Len() int { return h.rate.N(hop) }

// Next measures the next hop. The energy is the sum of its squares, weighted:
// [Hops.Most] is what it may add up to. The peak is the greatest value that the
// waveform takes up to 16 samples before its end, those of the hop before that
// were not looked at included; the ceiling where it is lower.
func (h *Hops) Next(frames [][2]float64) (energy, peak float64) {
	energy = h.energy(frames)
	var most float64
	for i := range frames { // max would look for NaN too, which takes four times as long
		if v := math.Abs(frames[i][0]); v > most {
			most = v
		}
		if v := math.Abs(frames[i][1]); v > most {
			most = v
		}
	}
	looks := h.peaks[0].bound*max(most, h.before) > h.ceiling
	h.before = most
	peak = h.ceiling
	for c := range h.peaks {
		p := &h.peaks[c]
		p.greatest = h.ceiling
		last := frames
		if !looks {
			last = frames[len(frames)-2*halfTaps:]
		}
		h.channel = h.channel[:0]
		for _, f := range last {
			h.channel = append(h.channel, f[c])
		}
		if !looks {
			p.skip(h.channel)
			p.recent = most
			continue
		}
		p.write(h.channel)
		peak = max(peak, p.greatest)
	}
	return energy, peak
}

// Most is the energy of a number of hops that are at a loudness.
func (h *Hops) Most(l LUFS, hops int) float64 {
	return meanSquare(l) * float64(hops*h.Len())
}
