package device

import (
	"math/rand/v2"

	"github.com/gopxl/beep/v2"
)

// counted is a streamer of n frames that differ from each other: left is the
// frame's number, right is noise, neither is zero, and both are exact in float32.
// At its end it fails with err.
type counted struct {
	n, at int
	err   error
}

func (c *counted) Stream(samples [][2]float64) (int, bool) {
	if c.at == c.n {
		return 0, false
	}
	k := min(len(samples), c.n-c.at)
	for i := range samples[:k] {
		f := countedFrame(c.at + i)
		samples[i] = [2]float64{float64(f[0]), float64(f[1])}
	}
	c.at += k
	return k, true
}

func (c *counted) Err() error {
	if c.at == c.n {
		return c.err
	}
	return nil
}

// countedFrame returns frame i of every counted.
func countedFrame(i int) [2]float32 {
	noise := rand.New(rand.NewPCG(uint64(i), 3)).Uint32()>>9 | 1
	return [2]float32{float32(i+1) / (1 << 24), float32(noise)/(1<<22) - 1}
}

// endless streams silence.
var endless = beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
	clear(samples)
	return len(samples), true
})
