package mastering

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The formats of a WAV file that are read (mmreg.h).
const (
	wavePCM        = 1
	waveFloat      = 3
	waveExtensible = 0xfffe
)

// waveFormat is a WAV file's fmt chunk.
type waveFormat struct {
	tag, channels int
	rate          int
	bits          int // of the container; fewer valid ones stand at its top
}

// readWAV reads RIFF/WAVE (Multimedia Programming Interface and Data
// Specifications 1.0, 1991; WAVE_FORMAT_EXTENSIBLE: Multiple channel audio data
// and WAVE files, 2001). A data chunk of length 0xffffffff, which a program
// that writes to a pipe leaves behind, reaches to the end of the file.
func readWAV(file []byte, c *collector) error {
	if len(file) < 12 || string(file[8:12]) != "WAVE" {
		return errors.New("corrupt: a RIFF file without WAVE in it")
	}
	var format *waveFormat
	for rest := file[12:]; len(rest) >= 8; {
		id, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if id == "data" && size == math.MaxUint32 {
			size = uint64(len(rest))
		}
		if size > uint64(len(rest)) {
			return fmt.Errorf("corrupt: chunk %q has %d bytes of %d", id, len(rest), size)
		}
		switch id {
		case "fmt ":
			f, err := parseWaveFormat(rest[:size])
			if err != nil {
				return err
			}
			format = f
		case "data":
			if format == nil {
				return errors.New("corrupt: data before its format")
			}
			return format.read(rest[:size], c)
		}
		rest = rest[min(size+size%2, uint64(len(rest))):] // chunks begin at even bytes
	}
	return errors.New("corrupt: a WAV file without data")
}

func parseWaveFormat(b []byte) (*waveFormat, error) {
	if len(b) < 16 {
		return nil, fmt.Errorf("corrupt: a WAV format of %d bytes", len(b))
	}
	f := &waveFormat{
		tag:      int(binary.LittleEndian.Uint16(b)),
		channels: int(binary.LittleEndian.Uint16(b[2:])),
		rate:     int(binary.LittleEndian.Uint32(b[4:])),
		bits:     int(binary.LittleEndian.Uint16(b[14:])),
	}
	if f.tag == waveExtensible {
		if len(b) < 26 {
			return nil, fmt.Errorf("corrupt: an extensible WAV format of %d bytes", len(b))
		}
		f.tag = int(binary.LittleEndian.Uint16(b[24:])) // the first bytes of the GUID
	}
	switch {
	case f.tag == wavePCM && (f.bits == 16 || f.bits == 24 || f.bits == 32):
	case f.tag == waveFloat && f.bits == 32:
	case f.tag == wavePCM || f.tag == waveFloat:
		return nil, fmt.Errorf("samples of %d bits: it takes 16, 24 and 32 (floats: 32)", f.bits)
	default:
		return nil, fmt.Errorf("a WAV file in format %#x: it takes integers and floats", f.tag)
	}
	if align := int(binary.LittleEndian.Uint16(b[12:])); align != f.channels*f.bits/8 {
		return nil, fmt.Errorf("corrupt: frames of %d bytes, with %d channels of %d bits", align, f.channels, f.bits)
	}
	return f, nil
}

func (f *waveFormat) read(data []byte, c *collector) error {
	width := f.bits / 8
	frames := 0
	if f.channels > 0 {
		frames = len(data) / (width * f.channels)
	}
	if err := c.format(f.rate, f.channels, uint64(frames)); err != nil {
		return err
	}
	scale := 1 / math.Exp2(float64(f.bits-1))
	c.samples = make([]float64, 0, frames)
	frame := make([]float64, f.channels)
	for i := range frames {
		for ch := range frame {
			b := data[(i*f.channels+ch)*width:]
			switch {
			case f.tag == waveFloat:
				frame[ch] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
			case width == 2:
				frame[ch] = float64(int16(binary.LittleEndian.Uint16(b))) * scale
			case width == 3:
				frame[ch] = float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)>>8) * scale
			default:
				frame[ch] = float64(int32(binary.LittleEndian.Uint32(b))) * scale
			}
		}
		if err := c.frame(frame...); err != nil {
			return err
		}
	}
	return nil
}
