package backdrop

import (
	"math"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/meter"
)

// What the guard looks at: a segment, and as far beyond as a momentary loudness
// reaches that begins in it.
const (
	segment   = 500 * time.Millisecond
	momentary = 400 * time.Millisecond

	// guardRelease is how the gain comes back, for each segment.
	guardRelease meter.LU = 1
)

// guard levels a stream, and keeps every moment of it under [MaxMomentary] and
// [MaxPeak]: a file is levelled by its first minutes, and nobody knows what
// comes. It looks ahead, so there is nothing that it has to be fast for: the
// gain goes down over half a second before a loud place and comes back by 2 dB
// a second. A recording of few dynamics never meets it.
//
// Each segment has a limit that its gain never passes. The gain moves by raised
// cosines between the segments' borders, and at a border is under the limits on
// both sides: so it is under each limit all through its segment.
type guard struct {
	src  beep.Streamer
	gain float64

	samples [][2]float64 // the present segment, the next one, and momentary more
	have    int          // in samples; less than all at the end only
	at      int          // what is given next, of the present segment
	begun   bool

	reaches     float64 // what the windows that begin in the next segment ask for
	under, next float64 // the limits of the present segment and of the next one
	from, to    float64 // the gains at the borders of the present one

	interleaved []float64
}

func newGuard(src beep.Streamer, gain meter.LU) *guard {
	return &guard{
		src: src, gain: ratio(float64(gain)),
		samples:     make([][2]float64, 2*Rate.N(segment)+Rate.N(momentary)),
		interleaved: make([]float64, 2*4096),
	}
}

func (g *guard) Err() error { return g.src.Err() }

func (g *guard) Stream(samples [][2]float64) (n int, ok bool) {
	long := Rate.N(segment)
	for n < len(samples) && g.advance() {
		part := g.samples[g.at:min(long, g.have)]
		part = part[:min(len(part), len(samples)-n)]
		for i, v := range part {
			gain := g.from
			if g.to != g.from {
				gain += (g.to - g.from) * raised(g.at+i, long)
			}
			samples[n+i] = [2]float64{v[0] * gain, v[1] * gain}
		}
		g.at += len(part)
		n += len(part)
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
		g.read()
		first := g.limit(g.samples[:long+Rate.N(momentary)])
		g.reaches = g.limit(g.samples[long:])
		g.under, g.next = first, min(first, g.reaches)
		g.from = first
		g.to = g.next
	case g.at == long:
		g.have = copy(g.samples, g.samples[long:max(long, g.have)])
		g.at = 0
		g.read()
		before := g.reaches // a window that began before may end here
		g.reaches = g.limit(g.samples[long:])
		g.under, g.next = g.next, min(before, g.reaches)
		g.from = g.to
		const least = 0.001 // to come back from 0 as well
		g.to = min(g.under, g.next, max(g.from, least)*ratio(float64(guardRelease)))
	}
	return g.at < g.have
}

// read fills up the samples, levelled.
func (g *guard) read() {
	next := g.samples[g.have:]
	n, _ := g.src.Stream(next)
	for i := range next[:n] {
		next[i][0] *= g.gain
		next[i][1] *= g.gain
	}
	clear(next[n:]) // the silence behind the end
	g.have += n
}

// limit is the gain, 1 at the most, that these samples may have.
func (g *guard) limit(samples [][2]float64) float64 {
	m, err := meter.New(Rate, 2)
	if err != nil {
		panic(err) // it is a rate that it takes
	}
	for len(samples) > 0 {
		part := samples[:min(len(samples), len(g.interleaved)/2)]
		samples = samples[len(part):]
		for i, v := range part {
			g.interleaved[2*i], g.interleaved[2*i+1] = v[0], v[1]
		}
		m.Write(g.interleaved[:2*len(part)])
	}
	limit := min(1, ratio(float64(MaxMomentary-m.MaxMomentary())), ratio(float64(MaxPeak-m.TruePeak())))
	if math.IsNaN(limit) { // floats beyond all measure
		return 0
	}
	return limit
}

// ratio of amplitudes that is so many dB.
func ratio(db float64) float64 { return math.Pow(10, db/20) }

// raised is a raised cosine from 0 to 1, i samples into n.
func raised(i, n int) float64 {
	switch {
	case i < 0:
		return 0
	case i >= n:
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*(float64(i)+0.5)/float64(n))
}
