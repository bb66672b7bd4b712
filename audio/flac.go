package audio

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"slices"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"

	"uncramp/audio/tags"
)

// WriteFLAC writes a stream of length samples as a 16-bit stereo FLAC file, with the
// same samples as [WriteWAV]. If w can seek, the header gets the checksum of the
// samples; otherwise it has none, which RFC 9639, 8.2, allows.
func WriteFLAC(w io.Writer, s beep.Streamer, length int, t *tags.Tags) error {
	to := &faultOf{Writer: w}
	if err := encodeFLAC(to.writer(), s, length, t); err != nil {
		return cmp.Or(to.err, err)
	}
	return nil
}

func encodeFLAC(w io.Writer, s beep.Streamer, length int, t *tags.Tags) error {
	enc, err := newFLAC(w, 2, length, flacTags(t)...)
	if err != nil {
		return err
	}
	left, right := make([]int32, block), make([]int32, block)
	err = drain(s, length, func(samples [][2]float64) error {
		for i, v := range samples {
			left[i], right[i] = int32(quantise(v[0])), int32(quantise(v[1]))
		}
		n := len(samples)
		return enc.WriteFrame(flacFrame(frame.ChannelsMidSide, left[:n], right[:n]))
	})
	if err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	return setBlockSize(w)
}

// setBlockSize writes the block sizes anew if w can seek. The encoder counts the last
// block, which RFC 9639, 8.2, leaves out; VLC could not seek in such a file.
func setBlockSize(w io.Writer) error {
	s, ok := w.(io.WriteSeeker)
	if !ok {
		return nil
	}
	const signature, blockHeader = 4, 4 // bytes before it
	if _, err := s.Seek(signature+blockHeader, io.SeekStart); err != nil {
		return err
	}
	return binary.Write(s, binary.BigEndian, [2]uint16{block, block}) // the least and the greatest
}

// EncodeFLAC returns samples as a mono FLAC file of 16 bits.
func EncodeFLAC(samples []int16) ([]byte, error) {
	var out bytes.Buffer
	enc, err := newFLAC(&out, 1, len(samples))
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(samples, block) {
		wide := make([]int32, len(part))
		for i, v := range part {
			wide[i] = int32(v)
		}
		if err := enc.WriteFrame(flacFrame(frame.ChannelsMono, wide)); err != nil {
			return nil, err
		}
	}
	err = enc.Close()
	return out.Bytes(), err
}

func newFLAC(w io.Writer, channels uint8, length int, blocks ...*meta.Block) (*flac.Encoder, error) {
	return flac.NewEncoder(w, &meta.StreamInfo{
		BlockSizeMin: block, BlockSizeMax: block,
		SampleRate: uint32(Rate), NChannels: channels, BitsPerSample: 16, NSamples: uint64(length),
	}, blocks...)
}

func flacFrame(kind frame.Channels, channels ...[]int32) *frame.Frame {
	f := &frame.Frame{Header: frame.Header{
		HasFixedBlockSize: true, BlockSize: uint16(len(channels[0])), SampleRate: uint32(Rate), Channels: kind, BitsPerSample: 16,
	}}
	for _, samples := range channels {
		f.Subframes = append(f.Subframes, &frame.Subframe{
			SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: samples, NSamples: len(samples),
		})
	}
	return f
}

// flacTags returns the metadata blocks that hold t, or nil if t is nil.
func flacTags(t *tags.Tags) []*meta.Block {
	if t == nil {
		return nil
	}
	// The encoder works out the length, but omits a block whose length is 0.
	block := func(kind meta.Type, body any) *meta.Block {
		return &meta.Block{Header: meta.Header{Type: kind, Length: 1}, Body: body}
	}
	blocks := []*meta.Block{block(meta.TypeVorbisComment, &meta.VorbisComment{Vendor: t.Album, Tags: t.Vorbis()})}
	if c := t.Cover; c != nil {
		blocks = append(blocks, block(meta.TypePicture, &meta.Picture{
			Type: tags.FrontCover, MIME: c.MIME, Width: uint32(c.Width), Height: uint32(c.Height), Depth: tags.Depth, Data: c.Data,
		}))
	}
	return blocks
}

// faultOf is a writer that keeps its first error. The encoder puts a place in its
// own source, in colours, in front of the errors that it returns.
type faultOf struct {
	io.Writer
	err error
}

func (w *faultOf) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.err = cmp.Or(w.err, err)
	return n, err
}

// writer returns w without a Close method, which the encoder would call.
func (w *faultOf) writer() io.Writer {
	if s, ok := w.Writer.(io.Seeker); ok {
		return struct {
			io.Writer
			io.Seeker
		}{w, faultOfSeek{w, s}}
	}
	return struct{ io.Writer }{w}
}

type faultOfSeek struct {
	of *faultOf
	io.Seeker
}

func (s faultOfSeek) Seek(offset int64, whence int) (int64, error) {
	at, err := s.Seeker.Seek(offset, whence)
	s.of.err = cmp.Or(s.of.err, err)
	return at, err
}
