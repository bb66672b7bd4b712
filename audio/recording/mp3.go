package recording

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/mp3"
)

// openMP3 reads an MP3 of MPEG-1, or of MPEG-2 but at 24 kHz, which go-mp3 decodes
// wrongly. It looks through all frames first: they must be alike and follow one
// another from the first to the last, as many as the tag says. With a gapless tag,
// sample 0 is the first that was encoded.
func openMP3(file io.ReadSeeker, size int64) (Format, decoder, error) {
	scan := mp3Scan{size: size}
	at, err := skipID3(file)
	if err == nil {
		err = scan.run(file, at)
	}
	if err == nil {
		_, err = file.Seek(scan.start, io.SeekStart)
	}
	if err != nil {
		return Format{}, nil, err
	}
	s := &mp3Sound{
		dec:  mp3.NewDecoder(bufio.NewReaderSize(io.LimitReader(file, scan.end-scan.start), 32<<10)),
		left: scan.frames * scan.first.Samples(),
	}
	if info := scan.info; info.Gapless {
		s.skip = info.Delay + mp3.DecoderDelay
		s.left -= info.Delay + max(info.Padding, mp3.DecoderDelay)
	}
	if scan.lead > 0 { // a recorded stream; a frame overlaps with the one before it
		s.skip += (scan.lead + 1) * scan.first.Samples()
		s.left -= scan.first.Samples()
	}
	s.left = max(0, s.left)
	return Format{beep.SampleRate(scan.first.Rate()), scan.first.Channels(), s.left}, s, nil
}

type mp3Sound struct {
	dec  *mp3.Decoder
	skip int // samples that come before the recording
	left int // samples of the recording
	buf  [1024][2]int16
}

func (s *mp3Sound) read(frames [][2]float64) (n int, err error) {
	for n < len(frames) {
		if s.left == 0 {
			return n, io.EOF
		}
		got, err := s.dec.Read(s.buf[:min(len(s.buf), s.skip+min(len(frames)-n, s.left))])
		skip := min(s.skip, got)
		s.skip -= skip
		for _, v := range s.buf[skip:got] {
			frames[n] = [2]float64{float64(v[0]) / (1 << 15), float64(v[1]) / (1 << 15)}
			n++
		}
		s.left -= got - skip
		if err != nil && s.left > 0 {
			return n, fmt.Errorf("a damaged MP3: %d samples are missing", s.left)
		}
	}
	return n, nil
}

// mp3Scan looks through the frames of a file.
type mp3Scan struct {
	size       int64
	first      mp3.Header
	info       mp3.Info
	start, end int64 // of the frames with sound
	lead       int   // frames at the start without the bytes that they need
	frames     int   // the others
	reservoir  int   // bytes of earlier frames that the next one may use
}

// run looks through the frames from an offset on.
func (s *mp3Scan) run(file io.ReadSeeker, at int64) error {
	src := bufio.NewReaderSize(file, 64<<10)
	s.start = at
	for {
		b, err := src.Peek(mp3.HeaderBytes + 2 + 32 + 200) // more than a tag has; less at the end
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		h, ok := mp3.ReadHeader(b)
		isFirst, isInfo := s.first == 0, false
		switch {
		case !ok && isFirst:
			return errors.New("neither WAV, FLAC nor MP3")
		case isFirst && (h.Version() == mp3.MPEG25 || h.Version() == mp3.MPEG2 && h.Rate() == 24000):
			return fmt.Errorf("an MP3 of MPEG-2 or 2.5 at %d Hz", h.Rate())
		case isFirst:
			s.first = h
			s.info, isInfo = mp3.ReadInfo(h, b[:min(len(b), h.Size())])
		case !ok || !h.Alike(s.first):
			return cmp.Or(s.behind(src, at), s.agree())
		}
		size := int64(h.Size())
		if at+size > s.size { // a recorded stream ends so
			return s.agree()
		}
		at += size
		if s.end = at; isInfo {
			s.start = at
		} else if err := s.add(h, b); err != nil {
			return err
		}
		if _, err := src.Discard(int(size)); err != nil {
			return err
		}
	}
}

// add counts a frame.
func (s *mp3Scan) add(h mp3.Header, b []byte) error {
	side, sideBytes := h.SideInfo()
	back, most := int(b[side]), 255 // main_data_begin
	if h.Version() == mp3.MPEG1 {
		back, most = back<<1|int(b[side+1])>>7, 511
	}
	missing := back > s.reservoir
	s.reservoir = min(most, s.reservoir+h.Size()-side-sideBytes)
	switch {
	case missing && s.frames == 0 && s.info.Frames == 0:
		s.lead++
		return nil
	case missing:
		return fmt.Errorf("an MP3 with something missing or joined before its frame %d", s.frames+1)
	}
	s.frames++
	return nil
}

// behind checks that nothing but tags and zeros stands behind the last frame.
func (s *mp3Scan) behind(src *bufio.Reader, at int64) error {
	const id3v1 = 128
	rest, err := io.ReadAll(io.LimitReader(src, 1<<20))
	if len(rest) >= id3v1 && bytes.HasPrefix(rest, []byte("TAG")) {
		rest = rest[id3v1:]
	}
	if err != nil || bytes.HasPrefix(rest, []byte("APETAGEX")) || len(bytes.Trim(rest, "\x00")) == 0 {
		return err
	}
	return fmt.Errorf("an MP3 with something else at byte %d", at)
}

// agree checks the number of frames. Some encoders count the tag's frame too.
func (s *mp3Scan) agree() error {
	switch said := s.info.Frames; {
	case s.frames == 0:
		return errNoSound
	case said > 0 && said != s.frames && said != s.frames+1:
		return fmt.Errorf("an MP3 of %d frames whose tag says %d", s.frames, said)
	}
	return nil
}

// skipID3 moves file behind the ID3v2 tags at its start (id3.org/id3v2.4.0-structure,
// 3.1), and returns that offset.
func skipID3(file io.ReadSeeker) (at int64, err error) {
	for {
		if _, err := file.Seek(at, io.SeekStart); err != nil {
			return 0, err
		}
		var h [10]byte
		if _, err := io.ReadFull(file, h[:]); err != nil || string(h[:3]) != "ID3" {
			_, err := file.Seek(at, io.SeekStart)
			return at, err
		}
		at += int64(len(h)) + int64(h[6]&0x7f)<<21 + int64(h[7]&0x7f)<<14 + int64(h[8]&0x7f)<<7 + int64(h[9]&0x7f)
		if h[5]&0x10 != 0 {
			at += int64(len(h)) // a footer
		}
	}
}
