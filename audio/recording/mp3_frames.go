package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"uncramp/audio/layer3"
)

// mp3Frames reads the frames of an MP3 file one after the other, and nothing
// else that is in it. What is missing between two frames it takes for as many as
// there would be room for: what follows stays at its time.
type mp3Frames struct {
	src   *bufio.Reader
	first layer3.Header
	tag   mp3Tag

	count   int // frames so far, without the Info frame
	bytes   int // in those of them that there are
	whole   int
	missing int // frames that are missing, and were not given yet
	holes   bool
	frame   [layer3.MaxFrame]byte
}

const (
	mp3Window = 64 << 10
	// mp3Lead is how much can stand in front of the first frame: a picture in a tag
	// whose length is wrong, or the end of a stream's frame.
	mp3Lead = 1 << 20
)

// newMP3Frames looks for the first frame.
func newMP3Frames(src io.Reader) (*mp3Frames, error) {
	m := &mp3Frames{src: bufio.NewReaderSize(src, mp3Window)}
	h, err := m.look(mp3Lead, func(at int, window []byte, all bool) bool {
		// Four bytes that look like a header are not one yet: one in 700 do. In
		// the middle of something else it takes more to believe them.
		row := 2
		if at > 0 {
			row = 3
		}
		return isMP3Row(layer3.ReadHeader(window), row, window, all)
	})
	if err != nil {
		return nil, err
	}
	m.first = h
	frame, err := m.src.Peek(h.Size())
	if err != nil {
		return nil, cutOff(err, "within its first frame")
	}
	if tag, ok := readMP3Tag(h, frame); ok {
		m.tag = tag
		_, err = m.src.Discard(h.Size())
	}
	return m, err
}

// look goes to the first place, within so many bytes or 0 for anywhere, where
// begins what has the header of a frame, and is right. All tells that there is
// nothing behind the window. What is not found is an ErrFormat.
func (m *mp3Frames) look(within int, right func(at int, window []byte, all bool) bool) (layer3.Header, error) {
	for at := 0; ; {
		window, err := m.src.Peek(mp3Window)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		all := err != nil
		most := len(window) - 3*layer3.MaxFrame - layer3.HeaderBytes // a row fits behind it
		if all {
			most = len(window) - layer3.HeaderBytes
		}
		i := 0
		for ; i <= most; i++ {
			if window[i] == 0xff && layer3.ReadHeader(window[i:]).Valid() && right(at+i, window[i:], all) {
				h := layer3.ReadHeader(window[i:])
				_, err := m.src.Discard(i)
				return h, err
			}
		}
		at += i
		if all || within > 0 && at > within {
			return 0, ErrFormat
		}
		if _, err := m.src.Discard(i); err != nil {
			return 0, err
		}
	}
}

// isMP3Row tells whether a window begins with so many frames that follow each
// other, or with all that there are.
func isMP3Row(first layer3.Header, row int, window []byte, all bool) bool {
	for i := range row {
		switch {
		case all && (isMP3Mark(window) || len(bytes.TrimLeft(window, "\x00")) < layer3.HeaderBytes):
			return i > 0
		case !layer3.ReadHeader(window).Follows(first):
			return false
		}
		size := layer3.ReadHeader(window).Size()
		if len(window) < size {
			return i > 0 // cut off
		}
		window = window[size:]
	}
	return true
}

// next reads one frame, until the next call; nil is one that is missing.
func (m *mp3Frames) next() ([]byte, error) {
	if m.missing == 0 {
		if err := m.sync(); err != nil {
			return nil, err
		}
	}
	m.count++
	if m.missing > 0 {
		m.missing--
		return nil, nil
	}
	head, err := m.src.Peek(layer3.HeaderBytes)
	if err != nil {
		return nil, err
	}
	frame := m.frame[:layer3.ReadHeader(head).Size()]
	if _, err := io.ReadFull(m.src, frame); err != nil {
		return nil, cutOff(err, fmt.Sprintf("within frame %d", m.count))
	}
	m.whole++
	m.bytes += len(frame)
	return frame, nil
}

// sync goes to the next frame, behind what is none.
func (m *mp3Frames) sync() error {
	if m.tag.frames > 0 && m.count == m.tag.frames {
		return io.EOF
	}
	head, err := m.src.Peek(layer3.HeaderBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if len(head) == layer3.HeaderBytes && layer3.ReadHeader(head).Follows(m.first) {
		return nil
	}
	isTag, skipped := isMP3Mark(head), 0 // in the middle, where two files were joined
	_, err = m.look(0, func(at int, window []byte, all bool) bool {
		skipped = at
		return layer3.ReadHeader(window).Follows(m.first) && isMP3Row(m.first, 2, window, all)
	})
	if errors.Is(err, ErrFormat) {
		return m.end()
	}
	if err == nil && !isTag {
		m.bridge(skipped)
	}
	return err
}

// bridge counts the frames that are missing in so many bytes.
func (m *mp3Frames) bridge(bytes int) {
	size := m.first.Size()
	if m.whole > 0 {
		size = m.bytes / m.whole
	}
	m.missing = (bytes + size/2) / size
	if m.tag.frames > 0 {
		m.missing = min(m.missing, m.tag.frames-m.count)
	}
	m.holes = true
}

// end is what comes behind the last frame. Some encoders count the one that
// tells how many there are; and of a hole there may be more than was counted.
func (m *mp3Frames) end() error {
	most := 1
	if m.holes {
		most = m.first.Rate() / m.first.Samples() // a second
	}
	switch short := m.tag.frames - m.count; {
	case m.tag.frames == 0 || short == 0:
		return io.EOF
	case short <= most:
		m.missing = short
		return nil
	}
	return fmt.Errorf("%w: %d of %d MP3 frames", ErrTruncated, m.count, m.tag.frames)
}

// isMP3Mark tells whether a tag begins: ID3v1, APEv2, Lyrics3 or ID3v2.
func isMP3Mark(b []byte) bool {
	for _, mark := range []string{"TAG", "APET", "LYRI", "ID3"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return true
		}
	}
	return false
}
