package mp3

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	gomp3 "github.com/hajimehoshi/go-mp3"
)

// Decoder decodes the frames of a stream one after another, by means of go-mp3.
type Decoder struct {
	src io.Reader
	dec *gomp3.Decoder // nil before the first read
	raw [32 << 10]byte
}

// NewDecoder returns a Decoder of src, which must begin with a frame.
func NewDecoder(src io.Reader) *Decoder {
	return &Decoder{src: struct{ io.Reader }{src}} // without Seek: go-mp3 would scan it
}

// Read decodes the next samples, full scale ±1. Those of a mono stream are in both
// channels. It returns fewer than len(samples) only with an error, which is [io.EOF]
// behind the last frame that is whole.
func (d *Decoder) Read(samples [][2]float64) (n int, err error) {
	defer func() { // go-mp3 panics on some damaged files
		if r := recover(); r != nil {
			err = fmt.Errorf("decoder failed: %v", r)
		}
	}()
	if d.dec == nil {
		if d.dec, err = gomp3.NewDecoder(d.src); err != nil {
			return 0, err
		}
	}
	const frame = 4
	for n < len(samples) && err == nil {
		var got int
		got, err = io.ReadFull(d.dec, d.raw[:min(len(d.raw), frame*(len(samples)-n))])
		for raw := d.raw[:got]; len(raw) >= frame; raw = raw[frame:] {
			left, right := int16(binary.LittleEndian.Uint16(raw)), int16(binary.LittleEndian.Uint16(raw[2:]))
			samples[n] = [2]float64{float64(left) / (1 << 15), float64(right) / (1 << 15)}
			n++
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
