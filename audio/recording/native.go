package recording

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

var (
	errEmpty   = errors.New("empty: a file of 0 bytes")
	errNoSound = errors.New("holds no sound")

	// ErrCut is the error of a file that became shorter while it was read.
	ErrCut = errors.New("cut off")
)

// Await returns what f returns, or the cause of ctx when that is done earlier. Then
// f is left to itself, because a file system that does not answer cannot be
// interrupted, and what it returns is closed if it is an [io.Closer].
func Await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result)
	go func() {
		v, err := f()
		select {
		case done <- result{v, err}:
		case <-ctx.Done():
			if c, ok := any(v).(io.Closer); ok && err == nil {
				c.Close()
			}
		}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// openRegular opens a file that is no folder, pipe or device. Its errors do not bear
// the path.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return nil, p.Err
	}
	switch { // before it is opened: that would wait for the writer of a pipe
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("is a pipe or a device, not a file")
	}
	file, err := os.Open(path)
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return nil, p.Err
	}
	return file, err
}

// Decode reads the header of a file in memory that needs no ffmpeg. It returns the
// format, and a function that decodes the next samples, mono in both channels. That
// function returns fewer than it was asked for only with an error, which is io.EOF
// behind the last one.
func Decode(data []byte) (f Format, read func([][2]float64) (int, error), err error) {
	f, dec, err := openNative(bytes.NewReader(data))
	return f, func(frames [][2]float64) (int, error) { return readSafely(dec, frames) }, err
}

// openNative opens a file that is read without ffmpeg. Its errors say what keeps it
// from that.
func openNative(file io.ReadSeeker) (f Format, dec decoder, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("damaged: %v", p)
		}
	}()
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	var magic [12]byte
	if err == nil && size > 0 {
		_, err = io.ReadFull(file, magic[:min(size, int64(len(magic)))])
	}
	switch kind := kindOf(magic[:]); {
	case err != nil:
	case size == 0:
		err = errEmpty
	case kind == "WAV":
		f, dec, err = openWAV(file, size)
	case kind == "FLAC":
		f, dec, err = openFLAC(file)
	case kind == "":
		f, dec, err = openMP3(file, size) // known by its frames alone
	default:
		err = fmt.Errorf("%s: neither WAV, FLAC nor MP3", kind)
	}
	switch {
	case err != nil:
	case f.Rate < MinRate || f.Rate > MaxRate:
		err = fmt.Errorf("sampled at %d Hz (%d to %d are read)", f.Rate, MinRate, MaxRate)
	case f.Length == 0:
		err = errNoSound
	}
	return f, dec, err
}

// kindOf returns the name of the format that begins with these 12 bytes, empty
// for MP3 and for what is not known.
func kindOf(magic []byte) string {
	for _, k := range []struct {
		at         int
		mark, name string
	}{
		{8, "WAVE", "WAV"}, {0, "fLaC", "FLAC"}, {0, "OggS", "Ogg"}, {4, "ftyp", "MPEG-4"}, {0, "\x1a\x45\xdf\xa3", "Matroska or WebM"},
		{0, "FORM", "AIFF"}, {0, "#!AMR", "AMR"}, {0, "caff", "CAF"}, {0, ".snd", "AU"}, {0, "\x30\x26\xb2\x75", "Windows Media"},
		{0, "\xff\xf1", "AAC"}, {0, "\xff\xf9", "AAC"}, {0, "wvpk", "WavPack"}, {0, "MAC ", "Monkey's Audio"}, {0, "RIFF", "RIFF"},
	} {
		if string(magic[k.at:k.at+len(k.mark)]) == k.mark {
			return k.name
		}
	}
	return ""
}
