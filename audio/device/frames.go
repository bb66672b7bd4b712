package device

import (
	"encoding/binary"
	"io"
	"math"
	"sync/atomic"

	"github.com/gopxl/beep/v2"
)

// frameBytes is the size of one stereo frame as every output takes it: two
// 32 bit little-endian floats, left before right.
const frameBytes = 8

// frames reads a streamer as stereo frames of float32LE, for whatever takes
// bytes. Reading allocates nothing.
type frames struct {
	s beep.Streamer
	// rewinder is s, where it can go back.
	rewinder Rewinder
	buf      [512][2]float64
	read     atomic.Int64 // frames taken from s
	drained  atomic.Bool  // s has no more
}

func newFrames(s beep.Streamer) *frames {
	r, _ := s.(Rewinder)
	return &frames{s: s, rewinder: r}
}

// rewind goes back to frame n of what was read.
func (f *frames) rewind(n int) {
	f.rewinder.Rewind(n)
	f.read.Store(int64(n))
	f.drained.Store(false)
}

// Read fills p with whole frames, fewer only at the streamer's end, and
// returns io.EOF once there is none. The streamer's own error is left for
// whoever owns it to ask for.
func (f *frames) Read(p []byte) (int, error) {
	n := 0
	for !f.drained.Load() && len(p)-n >= frameBytes {
		want := min(len(f.buf), (len(p)-n)/frameBytes)
		got, ok := f.s.Stream(f.buf[:want])
		for _, frame := range f.buf[:got] {
			binary.LittleEndian.PutUint32(p[n:], math.Float32bits(float32(frame[0])))
			binary.LittleEndian.PutUint32(p[n+4:], math.Float32bits(float32(frame[1])))
			n += frameBytes
		}
		f.read.Add(int64(got))
		// A short read is the last one; see beep.Streamer.
		if !ok || got < want {
			f.drained.Store(true)
		}
	}
	if n == 0 && f.drained.Load() {
		return 0, io.EOF
	}
	return n, nil
}
