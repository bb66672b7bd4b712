package recording

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// wavSound is the sound of a WAV file.
type wavSound struct {
	src    io.Reader
	sample func([]byte) float64
	frame  int // bytes
	mono   bool
	raw    [32 << 10]byte
}

func (w *wavSound) read(frames [][2]float64) (int, error) {
	raw := w.raw[:min(len(frames), len(w.raw)/w.frame)*w.frame]
	got, err := io.ReadFull(w.src, raw)
	n := got / w.frame
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF // a part of a frame at the end is no sound
	}
	width := w.frame / 2
	if w.mono {
		width = 0
	}
	for i := range frames[:n] {
		f := raw[i*w.frame:]
		frames[i][0] = w.sample(f)
		frames[i][1] = frames[i][0]
		if width > 0 {
			frames[i][1] = w.sample(f[width:])
		}
	}
	return n, err
}

// wavSample reads one sample, at ±1 for full scale; nil where there is no such
// coding. Where fewer bits are valid they stand at the top of their container.
func wavSample(tag, bits int) func([]byte) float64 {
	le := binary.LittleEndian
	switch {
	case tag == wavPCM && bits == 8: // the only one without a sign
		return func(b []byte) float64 { return float64(int(b[0])-128) / (1 << 7) }
	case tag == wavPCM && bits == 16:
		return func(b []byte) float64 { return float64(int16(le.Uint16(b))) / (1 << 15) }
	case tag == wavPCM && bits == 24:
		return func(b []byte) float64 {
			return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
		}
	case tag == wavPCM && bits == 32:
		return func(b []byte) float64 { return float64(int32(le.Uint32(b))) / (1 << 31) }
	case tag == wavFloat && bits == 32:
		return func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }
	case tag == wavFloat && bits == 64:
		return func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }
	}
	return nil
}
