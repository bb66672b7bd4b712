package device

import (
	"testing"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/soundservertest"
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

// countedFrame returns frame i of every counted. A multiple of the golden ratio is noise
// enough, and costs little: under the race detector a generator for each frame kept a
// busy machine from playing in real time.
func countedFrame(i int) [2]float32 {
	noise := uint32(i+1)*0x9e3779b9>>9 | 1
	return [2]float32{float32(i+1) / (1 << 24), float32(noise)/(1<<22) - 1}
}

// endless streams silence.
var endless = beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
	clear(samples)
	return len(samples), true
})

// inOrder fails the test unless the counted frames from the first to number n are
// heard, one after the other. It returns what follows them, and how much silence is
// between them.
func inOrder(t testing.TB, heard [][2]float32, n int) (rest [][2]float32, silence time.Duration) {
	t.Helper()
	next, silent := 0, 0
	for ; len(heard) > 0 && next < n; heard = heard[1:] {
		switch {
		case heard[0] == countedFrame(next):
			next++
		case heard[0] != [2]float32{}:
			t.Fatalf("after frame %d of %d something else is heard: %v", next, n, heard[0])
		case next > 0:
			silent++
		}
	}
	if next < n {
		t.Fatalf("%d of %d frames are heard", next, n)
	}
	return heard, Rate.D(silent)
}

// checkHeard fails the test unless a recording is the counted frames from the first
// to number n and silence around them. There is silence between them only if the
// machine is too busy to play in real time. It returns the end of the last in the
// recording.
func checkHeard(t testing.TB, recording []byte, n int, busy *soundservertest.Busy) (end int) {
	t.Helper()
	heard := soundservertest.Frames32(recording)
	rest, silence := inOrder(t, heard, n)
	if silence > busy.Allow(0) {
		t.Fatalf("silence of %v within %d frames", silence, n)
	}
	for i, f := range rest {
		if f != [2]float32{} {
			t.Fatalf("%d frames after the end: heard %v, want silence", i, f)
		}
	}
	return len(heard) - len(rest)
}
