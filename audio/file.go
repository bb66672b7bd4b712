package audio

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/atomicfile"
	"uncramp/audio/encode"
	"uncramp/audio/tags"
)

// Format is a kind of sound file, named as its extension.
type Format string

const (
	WAV  Format = "wav"
	FLAC Format = "flac"
	MP3  Format = "mp3" // this one and the next two need an encoder, see package encode
	M4A  Format = "m4a"
	Opus Format = "opus"
)

// Formats returns all formats.
func Formats() []Format { return []Format{WAV, FLAC, MP3, M4A, Opus} }

// FormatOf returns the format of a file by its extension, or "" for another one.
func FormatOf(path string) Format {
	f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")))
	if slices.Contains(Formats(), f) {
		return f
	}
	return ""
}

// write writes a stream of length samples to w.
func (f Format) write(ctx context.Context, w io.Writer, s beep.Streamer, length int, t *tags.Tags) error {
	samples := func(w io.Writer) error { return writeSamples(w, s, length) }
	switch f {
	case FLAC:
		return WriteFLAC(w, s, length, t)
	case MP3:
		return encode.MP3(ctx, w, samples, t)
	case M4A:
		return encode.M4A(ctx, w, samples, t)
	case Opus:
		return encode.Opus(ctx, w, samples, t)
	}
	return WriteWAV(w, s, length, t)
}

// WriteFile writes a stream of length samples to a file, by way of
// [atomicfile.Write]: if ctx is done before the end, no file is left.
func WriteFile(ctx context.Context, path string, f Format, replace bool, s beep.Streamer, length int, t *tags.Tags) error {
	return atomicfile.Write(path, replace, func(w io.Writer) error { return f.Through(ctx, w, s, length, t) })
}

// Through writes a stream of length samples to w, buffered. When ctx is done, it
// returns an error.
func (f Format) Through(ctx context.Context, w io.Writer, s beep.Streamer, length int, t *tags.Tags) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var to io.Writer = out
	if ws, ok := w.(io.WriteSeeker); ok && f == FLAC {
		to = seekable{out, ws}
	}
	if err := f.write(ctx, to, until{ctx, s}, length, t); err != nil {
		return err
	}
	return out.Flush()
}

// seekable is a buffered file that can seek.
type seekable struct {
	*bufio.Writer
	file io.WriteSeeker
}

func (s seekable) Seek(offset int64, whence int) (int64, error) {
	if err := s.Flush(); err != nil {
		return 0, err
	}
	return s.file.Seek(offset, whence)
}

// until is a stream that ends with an error when its context is done.
type until struct {
	ctx context.Context
	beep.Streamer
}

func (u until) Stream(samples [][2]float64) (int, bool) {
	if u.ctx.Err() != nil {
		return 0, false
	}
	return u.Streamer.Stream(samples)
}

func (u until) Err() error { return errors.Join(u.ctx.Err(), u.Streamer.Err()) }
