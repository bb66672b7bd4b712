package custombed

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
	"uncramp/audio/portable"
)

// The guard holds the present segment, the next one, and 400 ms more, because a momentary
// loudness that begins in the next one ends there. It measures hops of 10 ms.
const (
	segment   = 500 * time.Millisecond
	momentary = 400 * time.Millisecond
	hop       = 10 * time.Millisecond

	segmentHops   = int(segment / hop)
	momentaryHops = int(momentary / hop)
	hops          = 2*segmentHops + momentaryHops

	// guardRelease is how fast the gain comes back, by segment.
	guardRelease meter.LU = 1
)

// guard levels a stream and keeps it under a momentary loudness and a true peak. It
// looks ahead, so it need not be fast: the gain falls over half a second before a
// loud moment and comes back by 2 dB a second.
//
// Every segment has a limit, which its gain does not exceed. The gain at the border of
// two segments is under both limits, and moves from border to border by a raised
// cosine, so it is under the limit all through a segment.
type guard struct {
	src  beep.Streamer
	gain float64

	meter meter.Hops
	most  float64 // energy of momentaryHops
	peak  float64 // amplitude

	samples         [][2]float64
	have            int           // samples that are held; fewer than fit at the end only
	at              int           // the next sample to stream, in the present segment
	energies, peaks [hops]float64 // of the hops of samples, at full gain
	begun           bool

	before   float64       // the limit of the windows that began in the segment before
	from, to float64       // the gains at the borders of the present segment
	lowered  atomic.Uint64 // bits of the most that was taken off, in dB
}

// newGuard levels src by a gain.
func newGuard(src beep.Streamer, gain meter.LU, loudest meter.LUFS, highest meter.DBTP) *guard {
	ceiling := portable.Ratio(float64(highest))
	return &guard{
		src: src, gain: portable.Ratio(float64(gain)),
		meter: meter.Hops{Ceiling: ceiling}, peak: ceiling, most: meter.Energy(loudest, momentaryHops),
		samples: make([][2]float64, Rate.N(2*segment+momentary)),
	}
}

// Err returns the error of the source.
func (g *guard) Err() error { return g.src.Err() }

// Lowered returns the most that was taken off so far, as a positive number. Any goroutine
// may call it.
func (g *guard) Lowered() meter.LU { return meter.LU(math.Float64frombits(g.lowered.Load())) }

func (g *guard) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && g.advance() {
		got := copy(samples[n:], g.samples[g.at:min(Rate.N(segment), g.have)])
		g.at += got
		n += got
	}
	return n, n > 0
}

// advance goes on to the next segment if the present one is over. It reports whether
// there is a sample to stream.
func (g *guard) advance() bool {
	long, from := Rate.N(segment), 0
	if g.begun {
		if g.at < long {
			return g.at < g.have
		}
		g.have = copy(g.samples, g.samples[long:max(long, g.have)])
		copy(g.energies[:], g.energies[segmentHops:])
		copy(g.peaks[:], g.peaks[segmentHops:])
		g.at, from = 0, hops-segmentHops
	}
	g.read(from)
	present, next := g.limit(0), g.limit(segmentHops)
	if !g.begun {
		g.begun, g.before, g.to = true, present, present
	}
	// A window that begins in one segment may end in the next.
	const least = 0.001 // else the gain would not come back from 0
	g.from, g.to = g.to, min(g.before, present, next, max(g.to, least)*portable.Ratio(float64(guardRelease)))
	g.before = present
	g.level()
	return g.have > 0
}

// read fills up samples, levels the new ones, and measures from a hop on.
func (g *guard) read(from int) {
	next := g.samples[g.have:]
	n, _ := g.src.Stream(next)
	for i := range next[:n] {
		next[i][0] *= g.gain
		next[i][1] *= g.gain
	}
	clear(next[n:])
	g.have += n
	for i := from; i < hops; i++ {
		g.energies[i], g.peaks[i] = g.meter.Next(g.samples[i*meter.HopLen:][:meter.HopLen])
	}
}

// limit returns the greatest gain, at most 1, for the windows that begin in a segment.
// A peak at the end of a segment is measured in the hop behind it.
func (g *guard) limit(from int) float64 {
	to := from + segmentHops + momentaryHops
	most, peak := g.most, g.peak
	for i := from; i+momentaryHops <= to; i++ {
		var sum float64
		for _, e := range g.energies[i : i+momentaryHops] {
			sum += e
		}
		most = max(most, sum)
	}
	for _, p := range g.peaks[from:to] {
		peak = max(peak, p)
	}
	return min(math.Sqrt(g.most/most), g.peak/peak)
}

// level applies the gain to the present segment.
func (g *guard) level() {
	if g.from == 1 && g.to == 1 {
		return
	}
	if down := -20 * math.Log10(max(1e-9, min(g.from, g.to))); down > float64(g.Lowered()) {
		g.lowered.Store(math.Float64bits(down))
	}
	middle, half := float64((g.from+g.to)/2), (g.from-g.to)/2
	for i := range g.samples[:min(Rate.N(segment), g.have)] {
		gain := middle + float64(half*portable.CosPi((float64(i)+0.5)/float64(Rate.N(segment))))
		g.samples[i][0] *= gain
		g.samples[i][1] *= gain
	}
}
