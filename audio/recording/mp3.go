package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"
)

// openMP3 reads an MP3 file up to its first frame with sound: Layer III of
// MPEG-1 and MPEG-2. With LAME's tag it is gapless: sample 0 is the first that
// was encoded.
func openMP3(src io.ReadSeeker, _ int64) (Format, decoder, error) {
	frames, err := newMP3Frames(src)
	if err != nil {
		return Format{}, nil, err
	}
	h, tag := frames.first, frames.tag
	f := Format{Kind: "MP3", Rate: h.rate(), Channels: h.channels(), Length: -1}
	s := &mp3Sound{frames: frames, left: -1}
	if tag.frames > 0 {
		f.Length = tag.frames * h.samples()
	}
	if tag.gapless {
		f.Length -= tag.delay + tag.padding
		s.skip = tag.delay + mp3DecoderDelay
		s.left = f.Length
	}
	return f, s, nil
}

// mp3Sound is the sound of an MP3 file.
type mp3Sound struct {
	frames *mp3Frames
	dec    *mp3.Decoder
	skip   int // samples that come before the recording
	left   int // samples of the recording; -1: all there are
	raw    [1152 * mp3Frame]byte
}

// mp3Frame is the bytes of one stereo frame as the decoder gives it: 16 bits,
// mono doubled.
const mp3Frame = 4

func (s *mp3Sound) read(frames [][2]float64) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	raw := s.raw[:min(len(frames)*mp3Frame, len(s.raw))]
	got, err := s.decode(raw)
	raw = raw[:got/mp3Frame*mp3Frame]
	skip := min(s.skip, len(raw)/mp3Frame)
	s.skip -= skip
	raw = raw[skip*mp3Frame:]
	n := len(raw) / mp3Frame
	if s.left >= 0 {
		n = min(n, s.left)
		s.left -= n
	}
	for i := range frames[:n] {
		for c := range frames[i] {
			frames[i][c] = float64(int16(binary.LittleEndian.Uint16(raw[i*mp3Frame+2*c:]))) / (1 << 15)
		}
	}
	return n, err
}

// decode fills raw from the decoder, and finds out why it ends where it does:
// to the decoder every end is a good one.
func (s *mp3Sound) decode(raw []byte) (n int, err error) {
	if s.dec == nil {
		// It would measure the whole file first if it could seek.
		s.dec, err = mp3.NewDecoder(struct{ io.Reader }{s.frames})
	}
	if err == nil {
		n, err = io.ReadFull(s.dec, raw)
	}
	switch {
	case err == nil:
		return n, nil
	case s.frames.err != nil && !errors.Is(s.frames.err, io.EOF):
		return n, s.frames.err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return n, io.EOF
	}
	return n, fmt.Errorf("%w: %w", ErrDamaged, err)
}
