package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// mp3Frames reads the frames of an MP3 file one after the other, and nothing
// else that is in it, so that the decoder never has to look for the next frame
// and find it in a tag. It is the [io.Reader] that the decoder reads from.
type mp3Frames struct {
	src   *bufio.Reader
	first mp3Header
	tag   mp3Tag

	count int    // frames so far, without the Info frame
	have  int    // bytes of main data that the decoder has of the frame before
	frame []byte // of largest size
	rest  []byte // of the frame that the decoder has not read
	mp3Repacker
	flushed bool
	err     error // why there is no next frame; io.EOF at the end
}

// The largest frame is one of 320 kbit/s at 32 kHz.
const mp3LargestFrame = 1441

func newMP3Frames(src io.Reader) (*mp3Frames, error) {
	m := &mp3Frames{src: bufio.NewReaderSize(src, 64<<10), frame: make([]byte, mp3LargestFrame)}
	head, err := m.src.Peek(mp3HeaderBytes)
	if err != nil || !readMP3Header(head).valid() {
		return nil, notMP3(head, err)
	}
	m.first = readMP3Header(head)
	// Four bytes that look like a head are not one yet: one in 700 do.
	two, err := m.src.Peek(m.first.size() + mp3HeaderBytes)
	if err == nil && !readMP3Header(two[m.first.size():]).follows(m.first) && !isMP3End(two[m.first.size():]) {
		return nil, ErrFormat
	}
	if len(two) < m.first.size() {
		return nil, notMP3(nil, err)
	}
	if tag, ok := readMP3Tag(m.first, two[:m.first.size()]); ok {
		m.tag = tag
		_, err = m.src.Discard(m.first.size())
		return m, err
	}
	return m, nil
}

// notMP3 is why a file does not begin with a frame.
func notMP3(head []byte, err error) error {
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case len(head) == mp3HeaderBytes && head[0] == 0xff && head[1]>>4 == 0xe && head[1]&6 == 2:
		return errors.New("an MP3 of MPEG-2.5 (read are MPEG-1 and MPEG-2)")
	}
	return ErrFormat
}

func (m *mp3Frames) Read(p []byte) (int, error) {
	if len(m.rest) == 0 && m.err == nil {
		m.err = m.next()
	}
	if len(m.rest) == 0 {
		return 0, m.err
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// next reads one frame, as the decoder shall have it.
func (m *mp3Frames) next() error {
	head, err := m.src.Peek(mp3HeaderBytes)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case len(head) < mp3HeaderBytes || isMP3End(head) || m.tag.frames > 0 && m.count == m.tag.frames:
		return m.end()
	}
	h := readMP3Header(head)
	if !h.follows(m.first) {
		return fmt.Errorf("%w: no MP3 frame behind frame %d", ErrDamaged, m.count)
	}
	frame := m.frame[:h.size()]
	if _, err := io.ReadFull(m.src, frame); err != nil {
		return cutOff(err, fmt.Sprintf("within frame %d", m.count+1))
	}
	m.count++
	// A file that was cut out of another begins with frames whose data began
	// before it. What there is of it the frames that follow may need.
	if h.reservoir(frame) > m.have {
		h.silence(frame, m.have)
	}
	m.have = h.reservoir(frame) + len(frame) - h.mainAt()
	m.rest = frame
	if m.wanted(h) {
		m.rest, err = m.repack(h, frame)
	}
	m.remember(frame[h.mainAt():])
	return err
}

// end is what comes behind the last frame: one silent frame, if the padding is
// too short for the decoder to have given all of the recording.
func (m *mp3Frames) end() error {
	switch {
	case m.tag.frames > 0 && m.count < m.tag.frames:
		return fmt.Errorf("%w: %d of %d MP3 frames", ErrTruncated, m.count, m.tag.frames)
	case !m.tag.gapless || m.tag.padding >= mp3DecoderDelay || m.flushed || m.count == 0:
		return io.EOF
	}
	m.flushed = true
	last := readMP3Header(m.frame)
	last.silence(m.frame, 0) // nothing follows
	m.rest = m.frame[:last.size()]
	return nil
}

// isMP3End tells what may stand behind the last frame: a tag (ID3v1, APEv2,
// Lyrics3), or zeros.
func isMP3End(b []byte) bool {
	for _, mark := range []string{"TAG", "APET", "LYRI", "ID3", "\x00\x00\x00\x00"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return true
		}
	}
	return false
}
