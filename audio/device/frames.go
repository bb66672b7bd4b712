package device

import (
	"encoding/binary"
	"io"
	"math"
	"sync/atomic"

	"github.com/gopxl/beep/v2"
)

// frameBytes is the size of a stereo frame: two 32-bit little-endian floats, left
// before right.
const frameBytes = 8

// frames reads a streamer as bytes. Reading allocates nothing.
type frames struct {
	s        beep.Streamer
	rewinder Rewinder // s, or nil if s is none
	buf      [512][2]float64
	read     atomic.Int64 // frames read from s
	drained  bool         // s has ended
}

func newFrames(s beep.Streamer) *frames {
	r, _ := s.(Rewinder)
	return &frames{s: s, rewinder: r}
}

// rewind goes back to frame n of those read.
func (f *frames) rewind(n int) {
	f.rewinder.Rewind(n)
	f.read.Store(int64(n))
	f.drained = false
}

// Read fills p with whole frames, with fewer only at the streamer's end. After
// that it returns io.EOF, whatever error the streamer has.
func (f *frames) Read(p []byte) (int, error) {
	n := 0
	for !f.drained && len(p)-n >= frameBytes {
		got, ok := f.s.Stream(f.buf[:min(len(f.buf), (len(p)-n)/frameBytes)])
		for _, frame := range f.buf[:got] {
			binary.LittleEndian.PutUint32(p[n:], math.Float32bits(float32(frame[0])))
			binary.LittleEndian.PutUint32(p[n+4:], math.Float32bits(float32(frame[1])))
			n += frameBytes
		}
		f.read.Add(int64(got))
		f.drained = !ok
	}
	if n == 0 && f.drained {
		return 0, io.EOF
	}
	return n, nil
}
