package recording

import (
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
	at, err := skipID3(r.src, r.size)
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
	case n < len(magic):
		return nil, fmt.Errorf("%w: too short, with %d bytes", ErrFormat, n)
	case (riff == "RIFF" || riff == "RF64") && string(magic[8:]) == "WAVE":
		return openWAV, nil
	case riff == "fLaC":
		return openFLAC, nil
	}
	return openMP3, nil // which has no other mark than its frames
}

// skipID3 moves src behind the ID3v2 tags at its start (id3.org/id3v2.4.0-structure,
// 3.1), and returns that offset.
func skipID3(src io.ReadSeeker, size int64) (at int64, err error) {
	for {
		if _, err := src.Seek(at, io.SeekStart); err != nil {
			return 0, err
		}
		var h [10]byte
		if _, err := io.ReadFull(src, h[:]); err != nil || string(h[:3]) != "ID3" {
			_, err := src.Seek(at, io.SeekStart)
			return at, err
		}
		at += 10 + int64(h[6]&0x7f)<<21 + int64(h[7]&0x7f)<<14 + int64(h[8]&0x7f)<<7 + int64(h[9]&0x7f)
		if h[5]&0x10 != 0 {
			at += 10 // a footer
		}
		if at > size {
			return 0, fmt.Errorf("%w within its ID3 tag", ErrTruncated)
		}
	}
}
