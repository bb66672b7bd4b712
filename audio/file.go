package audio

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/atomicfile"
)

// Format is a kind of sound file.
type Format string

const (
	WAV  Format = "wav"
	FLAC Format = "flac"
)

// FormatOf is the format that a file's name says, empty where it says none.
func FormatOf(path string) Format {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); f {
	case WAV, FLAC:
		return f
	}
	return ""
}

// write writes a stream of length samples to w.
func (f Format) write(w io.Writer, s beep.Streamer, length int) error {
	if f == FLAC {
		return WriteFLAC(w, s, length)
	}
	return WriteWAV(w, s, length)
}

// WriteFile writes a stream of length samples to a file, as [atomicfile.Write] does:
// when ctx is done nothing is left.
func WriteFile(ctx context.Context, path string, f Format, replace bool, s beep.Streamer, length int) error {
	return atomicfile.Write(path, replace, func(w io.Writer) error { return f.Through(ctx, w, s, length) })
}

// Through writes a stream of length samples to w by way of a buffer, until ctx
// is done.
func (f Format) Through(ctx context.Context, w io.Writer, s beep.Streamer, length int) error {
	out := bufio.NewWriterSize(w, 256<<10)
	var to io.Writer = out
	if ws, ok := w.(io.WriteSeeker); ok && f == FLAC {
		to = seekable{out, ws}
	}
	if err := f.write(to, until{ctx, s}, length); err != nil {
		return err
	}
	return out.Flush()
}

// seekable is a buffer that is flushed before its file is sought.
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

// until is a stream that fails when its context is done.
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
