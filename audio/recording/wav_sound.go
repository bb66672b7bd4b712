package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// wavSound is the sound of a WAV file.
type wavSound struct {
	src    *bufio.Reader
	coding *wavCoding
	frame  int       // bytes
	right  int       // where the right ear's sample is in one
	fold   []earGain // of more than two channels
	at     int       // frames so far, of floats
	raw    [32 << 10]byte
}

func (w *wavSound) read(frames [][2]float64) (int, error) {
	raw := w.raw[:min(len(frames), len(w.raw)/w.frame)*w.frame]
	got, err := io.ReadFull(w.src, raw)
	n := got / w.frame
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF // a part of a frame at the end is no sound
	}
	frames, raw = frames[:n], raw[:n*w.frame]
	if w.fold != nil {
		w.foldDown(frames, raw)
	} else {
		w.coding.read(frames, raw, w.frame, w.right)
	}
	if !w.coding.float {
		return n, err
	}
	for i, f := range frames {
		if bad := f[0] + f[1]; math.IsNaN(bad) || math.IsInf(bad, 0) {
			return i, fmt.Errorf("%w: sample %d is not a number", ErrDamaged, w.at+i)
		}
	}
	w.at += n
	return n, err
}

// foldDown reads frames of more than two channels.
func (w *wavSound) foldDown(frames [][2]float64, raw []byte) {
	var one [1][2]float64
	width := w.frame / len(w.fold)
	for i := range frames {
		var sum [2]float64
		for c, gain := range w.fold {
			w.coding.read(one[:], raw[i*w.frame+c*width:], width, 0)
			sum[0] += gain[0] * one[0][0]
			sum[1] += gain[1] * one[0][0]
		}
		frames[i] = sum
	}
}

// wavCoding is how samples are written.
type wavCoding struct {
	tag, bits int
	float     bool
	name      string // where it says more than the bits
	// read reads the first sample of every frame of so many bytes, and that which
	// stands so many bytes behind it, at ±1 for full scale.
	read func(dst [][2]float64, raw []byte, frame, right int)
}

// wavCodings are those that are read. Where fewer bits are valid they stand at
// the top of their container. All but one have their own loop, since a call for
// each sample would take longer than the rest.
var wavCodings = []wavCoding{
	{tag: wavPCM, bits: 8, read: readTable(&unsigned)},
	{tag: wavPCM, bits: 16, read: func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			dst[i][0] = float64(int16(binary.LittleEndian.Uint16(raw[i*frame:]))) * (1. / (1 << 15))
			dst[i][1] = float64(int16(binary.LittleEndian.Uint16(raw[i*frame+right:]))) * (1. / (1 << 15))
		}
	}},
	{tag: wavPCM, bits: 24, read: func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			l, r := raw[i*frame:][:3], raw[i*frame+right:][:3]
			dst[i][0] = float64(int32(uint32(l[0])<<8|uint32(l[1])<<16|uint32(l[2])<<24)) * (1. / (1 << 31))
			dst[i][1] = float64(int32(uint32(r[0])<<8|uint32(r[1])<<16|uint32(r[2])<<24)) * (1. / (1 << 31))
		}
	}},
	{tag: wavPCM, bits: 32, read: func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			dst[i][0] = float64(int32(binary.LittleEndian.Uint32(raw[i*frame:]))) * (1. / (1 << 31))
			dst[i][1] = float64(int32(binary.LittleEndian.Uint32(raw[i*frame+right:]))) * (1. / (1 << 31))
		}
	}},
	{tag: wavFloat, bits: 32, float: true, read: func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			dst[i][0] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[i*frame:])))
			dst[i][1] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[i*frame+right:])))
		}
	}},
	{tag: wavFloat, bits: 64, float: true, read: func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			dst[i][0] = math.Float64frombits(binary.LittleEndian.Uint64(raw[i*frame:]))
			dst[i][1] = math.Float64frombits(binary.LittleEndian.Uint64(raw[i*frame+right:]))
		}
	}},
	{tag: wavALaw, bits: 8, name: "A-law", read: readTable(&aLaw)},
	{tag: wavMuLaw, bits: 8, name: "mu-law", read: readTable(&muLaw)},
}

// readTable reads samples of one byte.
func readTable(table *[256]float64) func(dst [][2]float64, raw []byte, frame, right int) {
	return func(dst [][2]float64, raw []byte, frame, right int) {
		for i := range dst {
			dst[i] = [2]float64{table[raw[i*frame]], table[raw[i*frame+right]]}
		}
	}
}

// The samples of one byte: integers, of which those of 8 bits alone have no sign,
// and the two laws of ITU-T G.711 (tables 1a to 2b), whose largest are 4032 and
// 8031 of 4096 and 8192.
var unsigned, aLaw, muLaw = func() (linear, a, mu [256]float64) {
	for i := range 256 {
		linear[i] = float64(i-128) / (1 << 7)

		// A segment number, and four bits within the segment; the sign bit is set
		// for what is positive.
		even := i ^ 0x55 // every other bit is inverted
		segment, step := even>>4&7, float64(even&15)
		v := 2*step + 1
		if segment > 0 {
			v = (v + 32) * float64(int(1)<<(segment-1))
		}
		if a[i] = v / (1 << 12); even < 128 {
			a[i] = -a[i]
		}

		all := i ^ 0xff // all are
		segment, step = all>>4&7, float64(all&15)
		v = (2*step+33)*float64(int(1)<<segment) - 33
		if mu[i] = v / (1 << 13); all >= 128 {
			mu[i] = -mu[i]
		}
	}
	return linear, a, mu
}()
