package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// opener reads the header of one kind of file, from where src stands to size.
type opener func(src io.ReadSeeker, size int64) (Format, decoder, error)

// sniff finds out what kind of file it is, and leaves src at its start, behind
// any ID3 tags, which stand in front of FLAC as well as of MP3.
func (r *Reader) sniff() (opener, error) {
	if r.size == 0 {
		return nil, errors.New("empty: a file of 0 bytes")
	}
	at, tagged, err := skipID3(r.src, r.size)
	if err != nil {
		return nil, err
	}
	var magic [12]byte
	n, err := io.ReadFull(r.src, magic[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if _, err := r.src.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	switch riff := string(magic[:4]); {
	case (riff == "RIFF" || riff == "RF64") && string(magic[8:]) == "WAVE":
		return openWAV, nil
	case riff == "fLaC":
		return openFLAC, nil
	case isOther(magic[:]):
		return nil, ErrFormat
	case tagged:
		return openTagged, nil
	case n < len(magic):
		return nil, fmt.Errorf("%w: too short, with %d bytes", ErrFormat, n)
	}
	return openMP3, nil // which has no other mark than its frames
}

// isOther tells a file of another kind, in the middle of which there could be
// what looks like the frames of an MP3, or is: Ogg, MP4, Matroska, AIFF, Windows
// Media, AVI.
func isOther(magic []byte) bool {
	for _, mark := range []string{"OggS", "\x1a\x45\xdf\xa3", "FORM", "\x30\x26\xb2\x75", "RIFF", "RF64"} {
		if bytes.HasPrefix(magic, []byte(mark)) {
			return true
		}
	}
	return string(magic[4:8]) == "ftyp"
}

// openTagged reads an MP3 file behind its ID3 tags, or within them, where these do
// not tell the truth about their length.
func openTagged(src io.ReadSeeker, size int64) (Format, decoder, error) {
	f, dec, err := openMP3(src, size)
	if !errors.Is(err, ErrFormat) {
		return f, dec, err
	}
	if _, err := src.Seek(id3Header, io.SeekStart); err != nil {
		return f, nil, err
	}
	if f, dec, err = openMP3(src, size); errors.Is(err, ErrFormat) {
		err = fmt.Errorf("%w: an ID3 tag, and no sound behind it", ErrFormat)
	}
	return f, dec, err
}

const id3Header = 10 // bytes

// skipID3 moves src behind the ID3v2 tags at its start (id3.org/id3v2.4.0-structure,
// 3.1), but not behind its end, and returns that offset.
func skipID3(src io.ReadSeeker, size int64) (at int64, tagged bool, err error) {
	for {
		if _, err := src.Seek(at, io.SeekStart); err != nil {
			return 0, false, err
		}
		var h [id3Header]byte
		if _, err := io.ReadFull(src, h[:]); err != nil || string(h[:3]) != "ID3" {
			_, err := src.Seek(at, io.SeekStart)
			return at, tagged, err
		}
		tagged = true
		at += id3Header + int64(h[6]&0x7f)<<21 + int64(h[7]&0x7f)<<14 + int64(h[8]&0x7f)<<7 + int64(h[9]&0x7f)
		if h[5]&0x10 != 0 {
			at += id3Header // a footer
		}
		at = min(at, size)
	}
}
