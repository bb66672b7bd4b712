package recording

import (
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/layer3"
)

// openMP3 reads an MP3 file up to its first frame with sound: Layer III of MPEG-1,
// MPEG-2 and MPEG-2.5. With LAME's tag it is gapless: sample 0 is the first that
// was encoded.
func openMP3(src io.ReadSeeker, _ int64) (Format, decoder, error) {
	frames, err := newMP3Frames(src)
	if err != nil {
		return Format{}, nil, err
	}
	h, tag := frames.first, frames.tag
	f := Format{Kind: "MP3", Rate: beep.SampleRate(h.Rate()), Channels: h.Channels(), Length: -1}
	s := &mp3Sound{frames: frames, left: -1}
	if tag.frames > 0 {
		f.Length = tag.frames * h.Samples()
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
	frames  *mp3Frames
	dec     layer3.Stream
	skip    int // samples that come before the recording
	left    int // samples of the recording; -1: all there are
	flushed bool

	buf   [layer3.FrameSamples][2]float64
	ready [][2]float64 // of buf

	begun   bool // a frame was decoded
	damaged int  // frames that were not, behind the first that was
}

func (s *mp3Sound) read(frames [][2]float64) (int, error) {
	for len(s.ready) == 0 {
		if s.left == 0 {
			return 0, io.EOF
		}
		if err := s.decode(); err != nil {
			return 0, err
		}
	}
	n := copy(frames, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

// decode makes the next frame ready.
func (s *mp3Sound) decode() error {
	frame, err := s.frames.next()
	h := s.frames.first
	s.ready = s.buf[:h.Samples()]
	switch {
	case err == nil && frame != nil:
		if s.dec.Decode(s.ready, frame) {
			s.begun = true
		} else if s.begun {
			s.damaged++
		}
	case err == nil:
		s.dec.Silence(s.ready, h)
		s.damaged++
	case errors.Is(err, io.EOF) && !s.begun && s.frames.count > 0:
		s.ready = nil
		return fmt.Errorf("%w: none of its %d MP3 frames can be decoded", ErrDamaged, s.frames.count)
	case errors.Is(err, io.EOF) && s.left > 0 && !s.flushed:
		// The padding is too short for the decoder's delay.
		s.flushed = true
		s.dec.Silence(s.ready, h)
	default:
		s.ready = nil
		return err
	}
	skip := min(s.skip, len(s.ready))
	s.skip -= skip
	s.ready = s.ready[skip:]
	if s.left >= 0 {
		s.ready = s.ready[:min(len(s.ready), s.left)]
		s.left -= len(s.ready)
	}
	return nil
}
