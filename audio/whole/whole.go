// Package whole writes files that are whole or not there at all.
package whole

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Write writes what write does to a file. The file is written under another
// name beside it and gets its own when it is whole, so that there is never half
// a file under it; on an error nothing is left, and what was there stays. A file
// that exists is an error that wraps [fs.ErrExist], unless replace is set. A
// pipe or a device file is written directly; only what is given for a file is an
// [io.Seeker].
func Write(path string, replace bool, write func(io.Writer) error) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return named(path, err)
	case info.IsDir():
		return fmt.Errorf("%s: is a directory", path)
	case !info.Mode().IsRegular():
		return into(path, write)
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
	if err := errors.Join(write(part), part.Close()); err != nil {
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

func into(path string, write func(io.Writer) error) error {
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return named(path, err)
	}
	// A device can claim to seek, and a FLAC header would be written twice.
	return named(path, errors.Join(write(struct{ io.Writer }{w}), w.Close()))
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
