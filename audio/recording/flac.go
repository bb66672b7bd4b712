package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

// openFLAC reads the header of a FLAC file (RFC 9639). What stands behind the last
// sample that the header counts is not read.
func openFLAC(file io.Reader) (Format, decoder, error) {
	stream, err := flac.New(struct{ io.Reader }{file})
	if err != nil {
		return Format{}, nil, fmt.Errorf("a damaged FLAC: %w", err)
	}
	info := stream.Info
	switch {
	case info.BitsPerSample > 24:
		return Format{}, nil, fmt.Errorf("a FLAC of %d bits", info.BitsPerSample)
	case info.NChannels > 2:
		return Format{}, nil, fmt.Errorf("a FLAC of %d channels", info.NChannels)
	case info.NSamples == 0:
		return Format{}, nil, errors.New("a FLAC that does not say how long it is")
	}
	f := Format{beep.SampleRate(info.SampleRate), int(info.NChannels), int(info.NSamples)}
	return f, &flacSound{stream: stream, remaining: f.Length}, nil
}

type flacSound struct {
	stream    *flac.Stream
	remaining int // samples
	block     []*frame.Subframe
	next      int // sample of the block
}

func (s *flacSound) read(frames [][2]float64) (n int, err error) {
	scale := 1 / float64(int(1)<<(s.stream.Info.BitsPerSample-1))
	for n < len(frames) {
		if s.remaining == 0 {
			return n, io.EOF
		}
		if len(s.block) == 0 || s.next == len(s.block[0].Samples) {
			if err := s.decode(); err != nil {
				return n, err
			}
		}
		left, right := s.block[0].Samples[s.next:], s.block[len(s.block)-1].Samples[s.next:]
		run := min(len(frames)-n, len(left), s.remaining)
		for i := range run {
			frames[n+i] = [2]float64{float64(left[i]) * scale, float64(right[i]) * scale}
		}
		n, s.next, s.remaining = n+run, s.next+run, s.remaining-run
	}
	return n, nil
}

// decode decodes the next frame. The decoder verifies the checksums.
func (s *flacSound) decode() error {
	f, err := s.stream.ParseNext()
	if err != nil {
		return fmt.Errorf("a damaged FLAC: %d samples are missing", s.remaining)
	}
	info := s.stream.Info
	if len(f.Subframes) != int(info.NChannels) || f.BitsPerSample != 0 && f.BitsPerSample != info.BitsPerSample ||
		f.SampleRate != 0 && f.SampleRate != info.SampleRate || len(f.Subframes[0].Samples) == 0 {
		return errors.New("a FLAC frame of another format than its file")
	}
	for _, sub := range f.Subframes {
		if len(sub.Samples) != len(f.Subframes[0].Samples) {
			return errors.New("a damaged FLAC frame")
		}
	}
	s.block, s.next = f.Subframes, 0
	return nil
}
