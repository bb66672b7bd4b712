package meter

import (
	"math"
	"time"

	"github.com/gopxl/beep/v2"
)

// What makes a click.
const (
	// clickStands is how far a click stands out of what is around it. In half an
	// hour of two voices with chimes under them, and in all their recordings,
	// nothing stands out by as much as 5. Of steps of -40 dBFS planted in the default
	// sessions at random, 334 of 410 do by more than 6 without a bed, and 147 of 410
	// with one, which covers them as a voice does. Gaps and repeated buffers are for
	// buffers to find: here half of the ones and 1 in 8 of the others stand out.
	clickStands = 6
	// clickFloor, -66 dBFS, is what the waveform jumps by at least: 48 dB under a
	// voice at -18 LUFS.
	clickFloor = 0.0005

	clickHop    = 10 * time.Millisecond // how long one predictor serves
	clickCell   = time.Millisecond      // the grain in which it is looked for
	clickAround = 16                    // the cells on either side that it is held against
)

// clicks finds clicks in one channel, after Vaseghi and Rayner (Detection and
// suppression of impulsive noise in speech communication systems, IEE
// Proceedings I 137(1), 1990; Godsill and Rayner, Digital Audio Restoration,
// 1998, chapter 5): what a linear predictor cannot foretell of a sound is small
// where the sound is made by a voice or a string, and large where samples were
// lost, repeated, or shifted in level.
//
// They hold the residual against its own deviation. But a voice is excited by
// impulses as well, one with each opening of the glottis, and a plosive is one
// by itself. So here it is held against the greatest residual of the 2 to
// 16 ms before and after: the impulses of a voice come in rows, a plosive is
// followed by its breath, and only a click stands alone. What is louder next to
// it hides it from the meter as from the ear.
//
// Silence is taken to come before and after the recording: one that begins or
// ends in the middle of a sound has a click there.
type clicks struct {
	hop    int
	cell   int
	window []float64 // Hann's, two hops long

	predictor
	samples  []float64 // two hops; the middle one is looked at next
	filled   int
	windowed []float64
	left     []float64 // residual of one hop

	at     int // sample at which the next residual stands
	inCell int
	cells  [2*clickAround + 1]cell // a ring
	latest int                     // the cell that is being filled

	found []int
}

// cell is the greatest residual of a millisecond, and where it is.
type cell struct {
	peak float64
	at   int
}

func newClicks(rate beep.SampleRate) clicks {
	// At low rates a cell is longer: it has to hold a gap of 10 samples and what
	// the predictor makes of it for another 20.
	c := clicks{hop: max(2*order, rate.N(clickHop)), cell: max(32, rate.N(clickCell))}
	c.hop += c.hop % 2
	c.window = make([]float64, 2*c.hop)
	for i := range c.window {
		c.window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(len(c.window)))
	}
	c.samples = make([]float64, 2*c.hop)
	c.windowed = make([]float64, 2*c.hop)
	c.left = make([]float64, c.hop)
	c.filled = c.hop / 2 // the first half hop is silence, to predict from
	return c
}

func (c *clicks) write(samples []float64) {
	for len(samples) > 0 {
		n := copy(c.samples[c.filled:], samples)
		samples = samples[n:]
		if c.filled += n; c.filled == len(c.samples) {
			c.look()
			copy(c.samples, c.samples[c.hop:])
			c.filled = c.hop
		}
	}
}

// look looks at the middle of the samples, which stands at c.at.
func (c *clicks) look() {
	if c.bends() >= clickFloor/4 {
		for i, w := range c.window {
			c.windowed[i] = w * c.samples[i]
		}
		c.fit(c.windowed)
		from := c.hop / 2
		c.residual(c.left, c.samples[from-order:from+c.hop])
	}
	for _, e := range c.left {
		if e = math.Abs(e); e > c.cells[c.latest].peak {
			c.cells[c.latest] = cell{e, c.at}
		}
		c.at++
		if c.inCell++; c.inCell == c.cell {
			c.judge()
			c.latest = (c.latest + 1) % len(c.cells)
			c.cells[c.latest] = cell{}
			c.inCell = 0
		}
	}
}

// bends makes the residual of the simplest predictor, a straight line through
// the last two samples, and returns the greatest of it. Where that is small no
// other predictor can leave a click, and it does for one that leaves less: most
// of a quiet recording needs no more.
func (c *clicks) bends() float64 {
	x := c.samples[c.hop/2-2:]
	var most float64
	for i := range c.left {
		b := math.Abs(x[i+2] - 2*x[i+1] + x[i])
		c.left[i] = b
		most = max(most, b)
	}
	return most
}

// judge looks for a click in the cell that has as many behind it as before it.
func (c *clicks) judge() {
	middle := c.around(0)
	if middle.peak < clickFloor {
		return
	}
	for d := 2; d <= clickAround; d++ { // its neighbours can have a part of it
		if middle.peak < clickStands*max(c.around(-d).peak, c.around(d).peak) {
			return
		}
	}
	// One that lies on the edge of two cells is found from both.
	if n := len(c.found); n > 0 && middle.at-c.found[n-1] < 2*c.cell {
		return
	}
	c.found = append(c.found, middle.at)
}

// around is the cell d behind the middle one.
func (c *clicks) around(d int) cell {
	return c.cells[(c.latest+1+clickAround+d)%len(c.cells)]
}

// end is the clicks of everything written, by the samples at which they are.
// Nothing can be written after it.
func (c *clicks) end(length int) []int {
	c.write(make([]float64, 2*c.hop+(clickAround+1)*c.cell))
	for i := range c.found {
		c.found[i] = min(c.found[i], length-1)
	}
	return c.found
}
