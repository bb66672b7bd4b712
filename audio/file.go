package audio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/gopxl/beep/v2"
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

// WriteFile writes a stream of length samples to a file. The file is written
// under another name beside it and gets its own when it is whole, so that there
// is never half a file under it; on an error or when ctx is done nothing is
// left. A file that exists is an error that wraps [fs.ErrExist], unless replace
// is set. A pipe or a device file is written directly.
func WriteFile(ctx context.Context, path string, f Format, replace bool, s beep.Streamer, length int) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s: is a directory", path)
	case !info.Mode().IsRegular():
		return writeInto(ctx, path, f, s, length)
	case !replace:
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	default:
		if path, err = filepath.EvalSymlinks(path); err != nil { // what a link names is replaced, not the link
			return err
		}
	}
	part, err := createBeside(path)
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	if err := errors.Join(f.Through(ctx, part, s, length), part.Close()); err != nil {
		return named(path, err)
	}
	if replace {
		return os.Rename(part.Name(), path)
	}
	// A link does not replace what has appeared there since; where there are
	// no links, a rename must do.
	switch err := os.Link(part.Name(), path); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	return os.Rename(part.Name(), path)
}

func writeInto(ctx context.Context, path string, f Format, s beep.Streamer, length int) error {
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	// A device can claim to seek, and a FLAC header would be written twice.
	return named(path, errors.Join(f.Through(ctx, struct{ io.Writer }{w}, s, length), w.Close()))
}

// createBeside creates a file in the folder of path, with the permissions that
// a file there gets.
func createBeside(path string) (*os.File, error) {
	for {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%08x.part", filepath.Base(path), rand.Uint32()))
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err != nil:
			return nil, named(path, err)
		}
		return file, nil
	}
}

// named is the error with the file's own name instead of that of its part.
func named(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", path, err)
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
