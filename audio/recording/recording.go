// Package recording reads the sound of anybody's files. [Open] is the way in.
//
// Ordinary WAV, FLAC and MP3 files are read here, by strict readers that refuse
// whatever contradicts itself. All other files, and those that turn out to be
// damaged on the way, are decoded by the program ffmpeg, if it is installed.
package recording

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/gopxl/beep/v2"
)

// minRate and maxRate are the least and the greatest sample rate that are read.
const (
	minRate beep.SampleRate = 8000
	maxRate beep.SampleRate = 192000
)

// ErrCut is the error of a file that became shorter while it was read.
var ErrCut = errors.New("cut off")

// loudest is the largest amplitude that a file of floats may have, 120 dB over full
// scale. Greater ones are damage.
const loudest = 1e6

// Format is the form of a file's sound.
type Format struct {
	Rate     beep.SampleRate
	Channels int // 1 or 2; ffmpeg folds down more of them
	Length   int // samples of each channel; -1 if it is known at the end only
}

// decoder reads the samples of one file. It returns fewer than it was asked for
// only with an error, which is io.EOF behind the last one. Mono is in both
// channels.
type decoder interface {
	read(frames [][2]float64) (int, error)
}

// Reader streams a recording from its first sample to its last. It is a
// [beep.StreamCloser], used by one goroutine at a time.
type Reader struct {
	Format
	ctx    context.Context
	path   string
	file   *os.File
	dec    decoder
	ffmpeg io.Closer // nil if the file is read here
	why    error     // why ffmpeg is needed
	at     int
	err    error // io.EOF behind the last sample
}

// Open opens the recording in a regular file, by what is in the file and not by its
// name. It returns early when ctx is done, even if a file system does not answer.
// When ctx is done later, ffmpeg is killed. The errors do not bear the path.
func Open(ctx context.Context, path string) (*Reader, error) {
	return Await(ctx, func() (*Reader, error) {
		file, err := openRegular(path)
		if err != nil {
			return nil, err
		}
		r := &Reader{ctx: ctx, path: path, file: file}
		if err := r.Rewind(); err != nil {
			file.Close()
			return nil, err
		}
		return r, nil
	})
}

// Rewind goes back to the first sample. It reads the header again, so the [Format] may
// change with the file.
func (r *Reader) Rewind() error {
	r.stop()
	r.at, r.err = 0, nil
	if r.why == nil {
		info, err := r.file.Stat()
		if err != nil {
			return err
		}
		format, dec, err := openNative(r.file, info.Size())
		if err == nil {
			r.Format, r.dec = format, dec
			return nil
		}
		r.why = err
	}
	if r.Rate == 0 {
		r.Rate = ffmpegRate
	}
	return r.convert()
}

// convert goes on from the present sample with what ffmpeg makes of the file.
func (r *Reader) convert() (err error) {
	if r.dec, r.ffmpeg, err = startFFmpeg(r.ctx, r.path, r.Rate, r.why); err != nil {
		return err
	}
	r.Channels, r.Length = 2, -1
	var skipped [512][2]float64
	for before := r.at; before > 0 && err == nil; {
		var n int
		n, err = r.dec.read(skipped[:min(before, len(skipped))])
		before -= n
	}
	return err
}

// Stream reads the next samples, full scale ±1, mono in both channels, as [beep.Streamer]
// has it.
func (r *Reader) Stream(samples [][2]float64) (n int, ok bool) {
	for n < len(samples) && r.err == nil {
		got, err := readSafely(r.dec, samples[n:])
		for i, v := range samples[n : n+got] {
			if !(math.Abs(v[0]) <= loudest && math.Abs(v[1]) <= loudest) {
				got, r.err = i, fmt.Errorf("damaged: sample %d is %.2g", r.at+i, v)
				break
			}
		}
		n += got
		r.at += got
		switch {
		case r.err != nil || err == nil:
		case errors.Is(err, io.EOF) && r.at < r.Length: // it was whole when it was opened
			r.err = fmt.Errorf("%w: %d of %d samples", ErrCut, r.at, r.Length)
		case errors.Is(err, io.EOF) || r.ffmpeg != nil:
			r.err = err
		default:
			r.why = err
			r.err = r.convert()
		}
	}
	return n, n > 0
}

// readSafely reads from dec, and returns a panic as an error.
func readSafely(dec decoder, frames [][2]float64) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, fmt.Errorf("damaged: %v", p)
		}
	}()
	return dec.read(frames)
}

// Err returns why the stream ended before the end of the recording, nil if it did not.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Position returns the number of samples read so far.
func (r *Reader) Position() int { return r.at }

// Close closes the file, and ends ffmpeg if it runs.
func (r *Reader) Close() error {
	r.err = os.ErrClosed
	r.stop()
	return r.file.Close()
}

func (r *Reader) stop() {
	if r.ffmpeg != nil {
		r.ffmpeg.Close()
		r.ffmpeg = nil
	}
}
