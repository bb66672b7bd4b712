package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/gopxl/beep/v2"
)

// openWAV reads a RIFF/WAVE file (Multimedia Programming Interface and Data
// Specifications 1.0, 1991; its extensible format: Microsoft, Multiple Channel
// Audio Data and WAVE Files, 2001) up to its sound. The lengths in it must agree.
func openWAV(file *io.SectionReader) (Format, decoder, error) {
	const most = 1000 // chunks in front of the sound
	var format *pcm
	le := binary.LittleEndian
	var riff [12]byte
	if _, err := io.ReadFull(file, riff[:]); err != nil {
		return Format{}, nil, err
	}
	if string(riff[:4]) != "RIFF" {
		return Format{}, nil, fmt.Errorf("%q instead of a plain WAV", riff[:4])
	}
	errLengths := errors.New("a WAV whose lengths do not agree, or that is cut off")
	if whole := 8 + int64(le.Uint32(riff[4:])); whole < file.Size()-1 || whole > file.Size()+1 {
		return Format{}, nil, errLengths
	}
	for range most {
		var head [8]byte
		if _, err := io.ReadFull(file, head[:]); err != nil {
			break
		}
		id, length := string(head[:4]), int64(le.Uint32(head[4:]))
		at, err := file.Seek(0, io.SeekCurrent)
		switch {
		case err != nil:
			return Format{}, nil, err
		case at+length > file.Size():
			return Format{}, nil, errLengths
		case id == "fmt " && length <= 4096:
			body := make([]byte, length)
			if _, err := io.ReadFull(file, body); err != nil {
				return Format{}, nil, err
			}
			if format, err = readWAVFormat(body); err != nil {
				return Format{}, nil, err
			}
		case id == "data" && format != nil:
			format.src = bufio.NewReaderSize(io.LimitReader(file, length), 32<<10)
			return Format{format.rate, format.channels, int(length) / format.frame}, format, nil
		case id == "data":
			return Format{}, nil, errors.New("a WAV whose sound stands before its format")
		}
		if _, err := file.Seek(at+length+length%2, io.SeekStart); err != nil { // chunks begin at even bytes
			return Format{}, nil, err
		}
	}
	return Format{}, nil, errors.New("a WAV without sound")
}

// pcm is sound that is not compressed.
type pcm struct {
	rate     beep.SampleRate
	channels int
	frame    int // bytes
	decode   func([]byte) float64
	src      *bufio.Reader
	raw      [32 << 10]byte
}

// readWAVFormat reads a "fmt " chunk.
func readWAVFormat(b []byte) (*pcm, error) {
	const extensible, integer, float = 0xfffe, 1, 3
	if len(b) < 16 {
		return nil, errors.New("a WAV without a format")
	}
	le := binary.LittleEndian
	tag, bits, align := le.Uint16(b), int(le.Uint16(b[14:])), int(le.Uint16(b[12:]))
	if tag == extensible && len(b) >= 40 {
		tag = le.Uint16(b[24:]) // the first part of the GUID
	}
	w := &pcm{rate: beep.SampleRate(le.Uint32(b[4:])), channels: int(le.Uint16(b[2:]))}
	w.frame = w.channels * bits / 8
	switch {
	case w.channels < 1 || w.channels > 2:
		return nil, fmt.Errorf("a WAV of %d channels", w.channels)
	case tag == integer && bits == 16:
		w.decode = func(b []byte) float64 { return float64(int16(le.Uint16(b))) / (1 << 15) }
	case tag == integer && bits == 24:
		w.decode = func(b []byte) float64 {
			return float64(int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24)) / (1 << 31)
		}
	case tag == integer && bits == 32:
		w.decode = func(b []byte) float64 { return float64(int32(le.Uint32(b))) / (1 << 31) }
	case tag == float && bits == 32:
		w.decode = float32LE
	default:
		return nil, fmt.Errorf("a WAV in coding %#x of %d bits", tag, bits)
	}
	if align != w.frame {
		return nil, fmt.Errorf("a WAV with frames of %d bytes for %d channels of %d bits", align, w.channels, bits)
	}
	return w, nil
}

func (p *pcm) read(frames [][2]float64) (n int, err error) {
	right := p.frame / p.channels * (p.channels - 1)
	for n < len(frames) && err == nil {
		var got int
		got, err = io.ReadFull(p.src, p.raw[:min(len(frames)-n, len(p.raw)/p.frame)*p.frame])
		for b := p.raw[:got-got%p.frame]; len(b) > 0; b = b[p.frame:] {
			frames[n] = [2]float64{p.decode(b), p.decode(b[right:])}
			n++
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

func float32LE(b []byte) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
}
