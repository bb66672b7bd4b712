// Package atomicfile writes files and folders that appear whole or not at all:
// [Write] for a file, [NewFolder] for a folder.
//
// A file that is being written has no name if the system allows that. Otherwise, and
// for a folder, the name begins with ".uncramp-" and is beside the target. What a killed
// process leaves under such a name, the next one removes when it writes there.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write calls fill with a new file, which then gets the name path. If fill
// fails, no file remains. If path exists, the error wraps [fs.ErrExist], unless
// replace is set: then the file is replaced, keeping its permissions. A link is
// followed. A pipe or device file is written directly; only a new file is an
// [io.Seeker].
func Write(path string, replace bool, fill func(io.Writer) error) error {
	return named(path, write(path, replace, fill, newPart))
}

func write(path string, replace bool, fill func(io.Writer) error, newPart func(folder string) (*part, error)) error {
	target, err := followLinks(path)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0) // of the file that is replaced
	switch info, err := os.Stat(target); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a directory")
	case !info.Mode().IsRegular():
		return writeDirectly(path, fill)
	case !replace:
		return fs.ErrExist
	default:
		mode = info.Mode().Perm()
	}
	folder := filepath.Dir(target)
	removeLeftovers(folder)
	p, err := newPart(folder)
	if err != nil {
		return err
	}
	defer p.discard()
	if err := fill(p.File); err != nil {
		return err
	}
	if mode != 0 {
		if err := p.Chmod(mode); err != nil {
			return err
		}
	}
	if err := p.Sync(); err != nil {
		return err
	}
	if err := p.publish(target, replace); err != nil {
		return err
	}
	syncFolder(folder)
	return nil
}

// followLinks returns what a chain of symbolic links names in the end, whether
// that exists or not.
func followLinks(path string) (string, error) {
	const most = 40 // as Linux has it
	for range most {
		to, err := os.Readlink(path)
		if err != nil { // no link
			return path, nil
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", errors.New("too many links")
}

func writeDirectly(path string, fill func(io.Writer) error) error {
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	// A device may claim to seek, and a FLAC header would be written twice.
	return errors.Join(fill(struct{ io.Writer }{w}), w.Close())
}

// named returns err with path in the place of the name of a part.
func named(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if l := (*os.LinkError)(nil); errors.As(err, &l) {
		err = l.Err
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// syncFolder makes a new name in a folder last through a crash. Not every file
// system can do that.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		f.Sync()
		f.Close()
	}
}
