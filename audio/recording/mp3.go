package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/mp3"
)

// leadIn is how many frames at the start of a recorded stream are left out. A frame needs
// up to 511 bytes of the frames before it (ISO/IEC 11172-3, main_data_begin), and a frame
// of 32 kbit/s holds 60: nine frames may lack some. The samples of the tenth overlap with
// those of the ninth.
const leadIn = 10

// openMP3 reads an MP3 of MPEG-1 or MPEG-2, except one of MPEG-2 at 24 kHz, which go-mp3
// decodes wrongly. It looks through all frames first: they must be alike and follow one
// another from the first to the last, as many as the tag says. With a gapless tag,
// sample 0 is the first that was encoded.
func openMP3(file *io.SectionReader) (Format, decoder, error) {
	at, err := skipID3(file)
	if err != nil {
		return Format{}, nil, err
	}
	f, err := scanMP3(file, at)
	if err != nil {
		return Format{}, nil, err
	}
	s := &mp3Sound{
		dec:       mp3.NewDecoder(bufio.NewReaderSize(io.NewSectionReader(file, f.start, f.end-f.start), 32<<10)),
		remaining: f.count * f.first.Samples(),
	}
	if f.info.Gapless {
		s.skip = f.info.Delay + mp3.DecoderDelay
		s.remaining -= f.info.Delay + max(f.info.Padding, mp3.DecoderDelay)
	}
	if f.recorded {
		s.skip += leadIn * f.first.Samples()
		s.remaining -= leadIn * f.first.Samples()
	}
	s.remaining = max(0, s.remaining)
	return Format{beep.SampleRate(f.first.Rate()), f.first.Channels(), s.remaining}, s, nil
}

type mp3Sound struct {
	dec       *mp3.Decoder
	skip      int // samples that come before the recording
	remaining int // samples of the recording
}

func (s *mp3Sound) read(frames [][2]float64) (n int, err error) {
	for n < len(frames) {
		if s.remaining == 0 {
			return n, io.EOF
		}
		skips, part := s.skip > 0, s.remaining
		if skips {
			part = s.skip
		}
		got, err := s.dec.Read(frames[n:min(len(frames), n+part)])
		if skips {
			s.skip -= got
		} else {
			n, s.remaining = n+got, s.remaining-got
		}
		if err != nil && s.remaining > 0 {
			return n, fmt.Errorf("a damaged MP3: %d samples are missing", s.remaining)
		}
	}
	return n, nil
}

// mp3Frames are the frames of a file.
type mp3Frames struct {
	first      mp3.Header
	info       mp3.Info // of the tag before them; zero if there is none
	start, end int64    // their bytes in the file
	count      int
	recorded   bool // the first one needs bytes of earlier ones, so the stream began before it
}

// scanMP3 looks through the frames of a file from an offset on. A last one that is cut
// does not count: recorded streams end so.
func scanMP3(file *io.SectionReader, at int64) (f mp3Frames, err error) {
	src := bufio.NewReaderSize(io.NewSectionReader(file, at, file.Size()-at), 16<<10)
	start, _ := src.Peek(mp3.HeaderBytes)
	var ok bool
	switch f.first, ok = mp3.ReadHeader(start); {
	case !ok:
		return f, errors.New("neither WAV, FLAC nor MP3")
	case f.first.Version() == mp3.MPEG25 || f.first.Version() == mp3.MPEG2 && f.first.Rate() == 24000:
		return f, fmt.Errorf("an MP3 of MPEG-2 or 2.5 at %d Hz", f.first.Rate())
	}
	f.start = at
	frame, _ := src.Peek(f.first.Size())
	if f.info, ok = mp3.ReadInfo(f.first, frame); ok {
		n, err := src.Discard(len(frame))
		if err != nil {
			return f, err
		}
		f.start += int64(n)
	}
	for f.end = f.start; ; f.count++ {
		b, _ := src.Peek(mp3.HeaderBytes + 4) // more than mainDataBegin needs
		h, ok := mp3.ReadHeader(b)
		if !ok || !h.Alike(f.first) {
			if err := behind(src, f.end); err != nil {
				return f, err
			}
			break
		}
		if f.end+int64(h.Size()) > file.Size() {
			break
		}
		if f.count == 0 {
			f.recorded = mainDataBegin(h, b) > 0
		}
		n, err := src.Discard(h.Size())
		if err != nil {
			return f, err
		}
		f.end += int64(n)
	}
	switch said := f.info.Frames; {
	case f.count == 0:
		return f, errNoSound
	case said > 0 && said != f.count && said != f.count+1: // some encoders count the tag's frame, too
		return f, fmt.Errorf("an MP3 of %d frames whose tag says %d", f.count, said)
	}
	return f, nil
}

// mainDataBegin returns how many bytes of earlier frames a frame uses.
func mainDataBegin(h mp3.Header, b []byte) int {
	side, _ := h.SideInfo()
	if h.Version() == mp3.MPEG1 {
		return int(b[side])<<1 | int(b[side+1])>>7
	}
	return int(b[side])
}

// behind checks that nothing but tags and zeros stands behind the last frame, which ends
// at an offset.
func behind(src *bufio.Reader, end int64) error {
	const id3v1 = 128
	rest, err := io.ReadAll(io.LimitReader(src, 1<<20))
	if len(rest) >= id3v1 && bytes.HasPrefix(rest, []byte("TAG")) {
		rest = rest[id3v1:]
	}
	if err != nil || bytes.HasPrefix(rest, []byte("APETAGEX")) || len(bytes.Trim(rest, "\x00")) == 0 {
		return err
	}
	return fmt.Errorf("an MP3 with something else at byte %d", end)
}

// skipID3 returns the offset behind the ID3v2 tags at the start of a file
// (id3.org/id3v2.4.0-structure, 3.1).
func skipID3(file io.ReaderAt) (at int64, err error) {
	for {
		var h [10]byte
		if _, err := file.ReadAt(h[:], at); err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if string(h[:3]) != "ID3" {
			return at, nil
		}
		at += int64(len(h)) + int64(h[6]&0x7f)<<21 + int64(h[7]&0x7f)<<14 + int64(h[8]&0x7f)<<7 + int64(h[9]&0x7f)
		if h[5]&0x10 != 0 {
			at += int64(len(h)) // a footer
		}
	}
}
