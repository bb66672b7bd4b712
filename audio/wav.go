package audio

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/tags"
)

// block is the number of samples that are written to a file at once.
const block = 4096

// WriteWAV writes a stream of length samples as a 16-bit stereo WAV file, and t, if
// it is not nil, behind the samples. The header comes first and is final, so w can
// be a pipe. A stream of another length, or one that fails, is an error.
func WriteWAV(w io.Writer, s beep.Streamer, length int, t *tags.Tags) error {
	const header = 44
	var behind []byte
	if t != nil {
		behind = t.WAV()
	}
	data := int64(length) * frameSize
	if data > math.MaxUint32-header-int64(len(behind)) {
		return fmt.Errorf("%d samples are more than a WAV file can hold", length)
	}
	h := make([]byte, 0, header)
	h = append(h, "RIFF"...)
	h = binary.LittleEndian.AppendUint32(h, uint32(header-8+data)+uint32(len(behind)))
	h = append(h, "WAVEfmt "...)
	h = binary.LittleEndian.AppendUint32(h, 16)
	h = binary.LittleEndian.AppendUint16(h, 1) // PCM
	h = binary.LittleEndian.AppendUint16(h, 2) // channels
	h = binary.LittleEndian.AppendUint32(h, uint32(Rate))
	h = binary.LittleEndian.AppendUint32(h, uint32(Rate)*frameSize)
	h = binary.LittleEndian.AppendUint16(h, frameSize)
	h = binary.LittleEndian.AppendUint16(h, 16) // bits
	h = append(h, "data"...)
	h = binary.LittleEndian.AppendUint32(h, uint32(data))
	if _, err := w.Write(h); err != nil {
		return err
	}
	if err := writeSamples(w, s, length); err != nil {
		return err
	}
	_, err := w.Write(behind)
	return err
}

// frameSize is the size of a sample of both channels, 16 bit, in bytes.
const frameSize = 4

// writeSamples writes a stream of length samples, 16-bit little-endian.
func writeSamples(w io.Writer, s beep.Streamer, length int) error {
	out := make([]byte, block*frameSize)
	return drain(s, length, func(samples [][2]float64) error {
		for i, v := range samples {
			binary.LittleEndian.PutUint32(out[i*frameSize:], uint32(uint16(quantise(v[0])))|uint32(quantise(v[1]))<<16)
		}
		_, err := w.Write(out[:len(samples)*frameSize])
		return err
	})
}

// drain calls write with the samples of s in blocks, all of them full except the
// last. It returns an error unless s has length samples. It streams on a goroutine
// of its own, ahead of write; that goroutine has ended when drain returns.
func drain(s beep.Streamer, length int, write func([][2]float64) error) error {
	const ahead = 2
	free, full := make(chan [][2]float64, ahead), make(chan [][2]float64, ahead)
	for range ahead {
		free <- make([][2]float64, block)
	}
	go func() {
		defer close(full)
		for buf := range free {
			n := 0
			for n < len(buf) {
				k, ok := s.Stream(buf[n:])
				n += k
				if !ok {
					break
				}
			}
			full <- buf[:n]
			if n < len(buf) {
				return
			}
		}
	}()
	left := length
	var fault error
	for buf := range full {
		if fault != nil {
			continue // until the goroutine has ended
		}
		switch left -= len(buf); {
		case left < 0:
			fault = fmt.Errorf("stream is longer than %d samples", length)
		case len(buf) > 0:
			fault = write(buf)
		}
		if fault != nil {
			close(free)
		} else if len(buf) == block {
			free <- buf
		}
	}
	switch {
	case fault != nil:
		return fault
	case s.Err() != nil:
		return s.Err()
	case left > 0:
		return fmt.Errorf("stream ended %d samples before %d", left, length)
	}
	return nil
}
