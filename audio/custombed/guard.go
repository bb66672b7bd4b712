package custombed

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
	"uncramp/audio/portable"
)

// What the guard looks at: a segment, and as far beyond as a momentary loudness
// reaches that begins in it. It is measured in hops of 10 ms.
const (
	segment   = 500 * time.Millisecond
	momentary = 400 * time.Millisecond
	hop       = 10 * time.Millisecond

	segmentHops   = int(segment / hop)
	momentaryHops = int(momentary / hop)
	hops          = 2*segmentHops + momentaryHops // of what is held

	// guardRelease is how the gain comes back, for each segment.
	guardRelease meter.LU = 1
)

// guard levels a stream, and keeps every moment of it under a loudness and a
// peak: a file is levelled by its first minutes, and nobody knows what comes. It
// looks ahead, so there is nothing that it has to be fast for: the gain goes down
// over half a second before a loud place and comes back by 2 dB a second. A
// recording of few dynamics never meets it.
//
// Each segment has a limit that its gain never passes. The gain moves by raised
// cosines between the segments' borders, and at a border is under the limits on
// both sides: so it is under each limit all through its segment.
type guard struct {
	src  beep.Streamer
	gain float64

	meter meter.Hops
	most  float64 // energy of momentaryHops
	peak  float64 // amplitude

	samples [][2]float64 // the present segment, the next one, and momentary more
	have    int          // in samples; less than all at the end only
	at      int          // what is given next, of the present segment
	begun   bool

	energies, peaks [hops]float64 // of the hops of samples, before the gain moves

	reaches     float64 // what the windows that begin in the next segment ask for
	under, next float64 // the limits of the present segment and of the next one
	from, to    float64 // the gains at the borders of the present one

	lowered atomic.Uint64 // bits of how many dB it has gone down by at most
}

// newGuard levels src by a gain.
func newGuard(src beep.Streamer, gain meter.LU, loudest meter.LUFS, highest meter.DBTP) *guard {
	g := &guard{
		src: src, gain: portable.Ratio(float64(gain)),
		meter: meter.Hops{Ceiling: portable.Ratio(float64(highest))}, peak: portable.Ratio(float64(highest)),
		samples: make([][2]float64, Rate.N(2*segment+momentary)),
	}
	g.most = meter.Energy(loudest, momentaryHops)
	return g
}

func (g *guard) Err() error { return g.src.Err() }

// Lowered is by how much it went down at most so far. It may be called from any
// goroutine.
func (g *guard) Lowered() meter.LU { return meter.LU(math.Float64frombits(g.lowered.Load())) }

func (g *guard) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && g.advance() {
		got := copy(samples[n:], g.samples[g.at:min(Rate.N(segment), g.have)])
		g.at += got
		n += got
	}
	return n, n > 0
}

// advance goes on to the next segment where the present one is over; false
// where there is none.
func (g *guard) advance() bool {
	long := Rate.N(segment)
	switch {
	case !g.begun:
		g.begun = true
		g.read(0)
		first := g.limit(0)
		g.reaches = g.limit(segmentHops)
		g.under, g.next = first, min(first, g.reaches)
		g.from = first
		g.to = g.next
		g.level()
	case g.at == long:
		g.have = copy(g.samples, g.samples[long:max(long, g.have)])
		copy(g.energies[:], g.energies[segmentHops:])
		copy(g.peaks[:], g.peaks[segmentHops:])
		g.at = 0
		g.read(hops - segmentHops)
		before := g.reaches // a window that began before may end here
		g.reaches = g.limit(segmentHops)
		g.under, g.next = g.next, min(before, g.reaches)
		g.from = g.to
		const least = 0.001 // to come back from 0 as well
		g.to = min(g.under, g.next, max(g.from, least)*portable.Ratio(float64(guardRelease)))
		g.level()
	}
	return g.at < g.have
}

// read fills up the samples, levelled, and measures them from a hop on.
func (g *guard) read(from int) {
	next := g.samples[g.have:]
	n, _ := g.src.Stream(next)
	for i := range next[:n] {
		next[i][0] *= g.gain
		next[i][1] *= g.gain
	}
	clear(next[n:]) // the silence behind the end
	g.have += n
	for i := from; i < hops; i++ {
		g.energies[i], g.peaks[i] = g.meter.Next(g.samples[i*meter.HopLen:][:meter.HopLen])
	}
}

// limit is the gain, 1 at the most, that a segment and what its windows reach may
// have. The last peak of a segment is found in the hop behind it.
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

// level moves the gain of the present segment. It is a raised cosine, whose next
// value is made of the last two.
func (g *guard) level() {
	if g.from == 1 && g.to == 1 {
		return
	}
	if down := -20 * math.Log10(max(1e-9, min(g.from, g.to))); down > float64(g.Lowered()) {
		g.lowered.Store(math.Float64bits(down))
	}
	segment := g.samples[:min(Rate.N(segment), g.have)]
	middle, half := float64((g.from+g.to)/2), (g.from-g.to)/2
	step := 1 / float64(Rate.N(500*time.Millisecond)) // in half turns
	turn, now, before := 2*portable.CosPi(step), portable.CosPi(step/2), portable.CosPi(-step/2)
	for i := range segment {
		gain := middle + float64(half*now)
		segment[i][0] *= gain
		segment[i][1] *= gain
		now, before = float64(turn*now)-before, now
	}
}
