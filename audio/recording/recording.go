// Package recording reads the sound of WAV, FLAC and MP3 files as a stream, in
// memory that does not grow with their length. The files come from anywhere:
// whatever is in them, the worst is an error.
package recording

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/gopxl/beep/v2"
)

// Rates that are read. Below is telephony, above there is nothing to be heard.
const (
	MinRate beep.SampleRate = 8000
	MaxRate beep.SampleRate = 192000
)

var (
	// ErrFormat says that a file is of another kind than those read here, or in a
	// form that is not read: another program could make it one that is.
	ErrFormat = errors.New("not a WAV, FLAC or MP3 file")
	// ErrTruncated says that a file ends before the sound that it promises.
	ErrTruncated = errors.New("cut off")
	// ErrDamaged says that what a file holds contradicts itself.
	ErrDamaged = errors.New("damaged")
	// ErrSilent says that there is not one sample in a file.
	ErrSilent = errors.New("holds no sound")
)

// formatError is an ErrFormat that says which form it is.
type formatError string

func (e formatError) Error() string        { return string(e) }
func (e formatError) Is(target error) bool { return target == ErrFormat }

// Format is the form that a file's sound has.
type Format struct {
	Kind     string // "WAV", "FLAC" or "MP3"
	Coding   string // "A-law" or "mu-law"; empty for others
	Bits     int    // of a sample; 0 for MP3
	Float    bool
	Rate     beep.SampleRate // MinRate to MaxRate
	Channels int             // 1 to MaxChannels
	Length   int             // samples of each channel; -1 where only the end tells
}

// decoder reads the frames of one kind of file. It gives io.EOF behind the last
// of them, possibly together with it.
type decoder interface {
	read(frames [][2]float64) (int, error)
}

// Reader streams a recording from its first sample to its last. It is a
// [beep.StreamCloser]. Of mono, both channels are the one there is; more than two
// are folded down to them, after ITU-R BS.775. A Reader is used by one goroutine
// at a time.
type Reader struct {
	Format
	src  io.ReadSeeker
	size int64
	dec  decoder
	at   int
	err  error // io.EOF behind the last sample
}

// Open opens the recording in a file, by what is in it and not by its name. The
// header is checked, the sound is not: that is found in reading. A folder, a
// pipe or a device is an error; so is whatever [New] does not take. The errors
// bear the path.
func Open(path string) (*Reader, error) {
	file, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	r, err := New(file)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return r, nil
}

// OpenFile opens what can hold a recording: a file that is no folder, pipe or
// device. The errors bear the path.
func OpenFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return nil, fmt.Errorf("%s: %w", path, p.Err) // without the name of a system call
	}
	if err != nil {
		return nil, err
	}
	switch { // before it is opened, which for a pipe waits for a writer
	case info.IsDir():
		return nil, fmt.Errorf("%s: is a directory", path)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is a pipe or a device, not a file", path)
	}
	return os.Open(path)
}

// New opens the recording that src holds from its start to its end. Where src
// is an [io.Closer] too, Close closes it.
func New(src io.ReadSeeker) (*Reader, error) {
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	r := &Reader{src: src, size: size}
	if err := r.Rewind(); err != nil {
		return nil, err
	}
	return r, nil
}

// Stream reads the next samples, full scale ±1, as [beep.Streamer] has it.
// Floats in a WAV file can be beyond full scale, and what was folded down.
func (r *Reader) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && r.err == nil {
		var read int
		read, r.err = r.readSafely(samples[n:])
		n += read
		r.at += read
	}
	return n, n > 0
}

// readSafely makes a panic of the decoders, two of which are others' code, an
// error.
func (r *Reader) readSafely(frames [][2]float64) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("%w after %d samples: %v", ErrDamaged, r.at, p)
		}
	}()
	n, err = r.dec.read(frames)
	if errors.Is(err, io.EOF) {
		switch end := r.at + n; {
		case r.Length >= 0 && end < r.Length:
			err = fmt.Errorf("%w: %d of %d samples", ErrTruncated, end, r.Length)
		case end == 0:
			err = ErrSilent
		}
	}
	return n, err
}

// Err is why the stream ended before its end; nil where it did not.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Damaged is how many frames of an MP3 are silent so far because they are damaged
// or missing.
func (r *Reader) Damaged() int {
	if mp3, ok := r.dec.(*mp3Sound); ok {
		return mp3.damaged
	}
	return 0
}

// Position is the number of samples read so far.
func (r *Reader) Position() int { return r.at }

// Rewind goes back to the first sample. It reads the header again.
func (r *Reader) Rewind() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	open, err := r.sniff()
	if err != nil {
		return err
	}
	f, dec, err := open(r.src, r.size)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	r.Format, r.dec, r.at, r.err = f, dec, 0, nil
	return nil
}

func (f Format) check() error {
	switch {
	case f.Rate < MinRate || f.Rate > MaxRate:
		return formatError(fmt.Sprintf("sampled at %d Hz (read are %d to %d)", f.Rate, MinRate, MaxRate))
	case f.Channels < 1 || f.Channels > MaxChannels:
		return formatError(fmt.Sprintf("%d channels (read are 1 to %d)", f.Channels, MaxChannels))
	case f.Length == 0:
		return ErrSilent
	}
	return nil
}

// Close closes the file. Nothing can be read after it.
func (r *Reader) Close() error {
	r.err = os.ErrClosed
	if c, ok := r.src.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
