package meter

import "math"

// clipping counts the samples of one channel that are clipped: those in a row
// of three or more, on one side, at full scale or beyond, and all beyond it.
// One or two at full scale are where a recording was brought up to it. Full
// scale is the highest value of 16 bits, 32767/32768, in recordings of more
// bits too: they are often made from those.
type clipping struct {
	samples int
	row     int  // samples at full scale so far, on one side
	beyond  int  // of these
	high    bool // the side
}

const (
	fullScale  = 1 - 1./32768
	clippedRow = 3
)

func (c *clipping) write(samples []float64) {
	for _, x := range samples {
		a := math.Abs(x)
		if c.row > 0 && (a < fullScale || x > 0 != c.high) {
			c.samples += c.inRow()
			c.row, c.beyond = 0, 0
		}
		if a < fullScale {
			continue
		}
		c.high = x > 0
		c.row++
		if a > 1 {
			c.beyond++
		}
	}
}

// inRow is how many of the present row are clipped.
func (c *clipping) inRow() int {
	if c.row >= clippedRow {
		return c.row
	}
	return c.beyond
}

// count is the clipped samples of all that was written.
func (c *clipping) count() int { return c.samples + c.inRow() }
