package audio

import (
	"io"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// WriteFLAC writes a stream of length samples as a 16-bit stereo FLAC file,
// sample for sample that of [WriteWAV]. Where w can seek, its header gets the
// checksum of the samples too; a pipe's has none, which the format allows.
func WriteFLAC(w io.Writer, s beep.Streamer, length int) error {
	enc, err := flac.NewEncoder(notClosed(w), &meta.StreamInfo{
		BlockSizeMin: block, BlockSizeMax: block,
		SampleRate: uint32(Rate), NChannels: 2, BitsPerSample: 16, NSamples: uint64(length),
	})
	if err != nil {
		return err
	}
	left, right := make([]int32, block), make([]int32, block)
	err = drain(s, length, func(samples [][2]float64) error {
		for i, v := range samples {
			left[i], right[i] = int32(quantise(v[0])), int32(quantise(v[1]))
		}
		n := len(samples)
		sub := func(samples []int32) *frame.Subframe {
			return &frame.Subframe{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: samples, NSamples: n}
		}
		return enc.WriteFrame(&frame.Frame{
			Header: frame.Header{
				HasFixedBlockSize: true, BlockSize: uint16(n), SampleRate: uint32(Rate),
				Channels: frame.ChannelsMidSide, BitsPerSample: 16,
			},
			Subframes: []*frame.Subframe{sub(left[:n]), sub(right[:n])},
		})
	})
	if err != nil {
		return err
	}
	return enc.Close()
}

// notClosed keeps the encoder from closing what it did not open.
func notClosed(w io.Writer) io.Writer {
	if ws, ok := w.(io.WriteSeeker); ok {
		return struct{ io.WriteSeeker }{ws}
	}
	return struct{ io.Writer }{w}
}
