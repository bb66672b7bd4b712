package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

// openFLAC reads the header of a FLAC file (RFC 9639).
func openFLAC(src io.ReadSeeker, _ int64) (Format, decoder, error) {
	stream, err := flac.New(struct{ io.Reader }{src})
	if err != nil {
		return Format{}, nil, flacError(err, "within its header")
	}
	info := stream.Info
	f := Format{
		Kind: "FLAC", Bits: int(info.BitsPerSample),
		Rate: beep.SampleRate(info.SampleRate), Channels: int(info.NChannels),
		Length: int(info.NSamples),
	}
	if f.Length == 0 { // not known to the encoder, which wrote to a pipe
		f.Length = -1
	}
	if f.Bits < 4 || f.Bits > 24 {
		return f, nil, fmt.Errorf("samples of %d bits (read are 4 to 24)", f.Bits)
	}
	return f, &flacSound{Format: f, stream: stream}, nil
}

// flacSound is the sound of a FLAC file.
type flacSound struct {
	Format
	stream *flac.Stream
	block  []*frame.Subframe // what is left of a frame, from next on
	next   int
	length int // of the block
}

func (s *flacSound) read(frames [][2]float64) (int, error) {
	if s.next == s.length {
		if err := s.decode(); err != nil {
			return 0, err
		}
	}
	n := min(len(frames), s.length-s.next)
	left, right := s.block[0].Samples[s.next:], s.block[len(s.block)-1].Samples[s.next:]
	scale := 1 / float64(int(1)<<(s.Bits-1))
	if fold := foldDown(s.Channels, 0); fold != nil {
		clear(frames[:n])
		for c, gain := range fold {
			for i, v := range s.block[c].Samples[s.next:][:n] {
				frames[i][0] += gain[0] * float64(v) * scale
				frames[i][1] += gain[1] * float64(v) * scale
			}
		}
		s.next += n
		return n, nil
	}
	for i := range frames[:n] {
		frames[i] = [2]float64{float64(left[i]) * scale, float64(right[i]) * scale}
	}
	s.next += n
	return n, nil
}

// decode decodes the next frame, whose checksums the decoder verifies.
func (s *flacSound) decode() error {
	f, err := s.stream.Next()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return flacError(err, "within a frame")
	}
	if f.BitsPerSample == 0 {
		f.BitsPerSample = uint8(s.Bits) // said in the file's header only
	}
	if f.Channels.Count() != s.Channels || int(f.BitsPerSample) != s.Bits || f.SampleRate != 0 && f.SampleRate != uint32(s.Rate) {
		return fmt.Errorf("%w: a FLAC frame of another format than its file", ErrDamaged)
	}
	if err := f.Parse(); err != nil {
		return flacError(err, "within a frame")
	}
	for _, sub := range f.Subframes {
		if len(sub.Samples) != int(f.BlockSize) {
			return fmt.Errorf("%w: %d samples in a FLAC frame of %d", ErrDamaged, len(sub.Samples), f.BlockSize)
		}
	}
	s.block, s.next, s.length = f.Subframes, 0, int(f.BlockSize)
	return nil
}

func flacError(err error, where string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return cutOff(err, where)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
