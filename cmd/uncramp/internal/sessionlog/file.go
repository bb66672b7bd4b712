package sessionlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"uncramp/audio/atomicfile"
)

const (
	// longestFile is where Read begins to leave out the oldest sessions: over 100,000 of them.
	longestFile = 64 << 20
	// headSize and tailSize are what Recent reads of a long file: its oldest
	// sessions, and over 250 of its last ones. Last reads over four thousand.
	headSize, tailSize, lastSize = 4 << 10, 64 << 10, 1 << 20
)

// Append writes a session to the end of a file, in one write, so that two
// programs can do so at once. It returns when the line is on the disk.
func Append(path string, s Session) error {
	line, err := s.line()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := open(path, os.O_RDWR|os.O_APPEND|os.O_CREATE)
	if err != nil {
		return err
	}
	last := []byte{'\n'}
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size > 0 {
		f.ReadAt(last, size-1) //nolint:errcheck // if it fails, the write does
	}
	if last[0] != '\n' { // half a line, of a program that was killed
		line = append([]byte{'\n'}, line...)
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Sync(), f.Close())
}

// Read reads all sessions of a file, none if there is no file.
func Read(path string) (Log, error) { return read(path, 0, longestFile) }

// Recent reads the oldest sessions of a file and the last ones.
func Recent(path string) (Log, error) { return read(path, headSize, tailSize) }

// Last reads the oldest sessions of a file and more of the last ones than anybody
// looks through.
func Last(path string) (Log, error) { return read(path, headSize, lastSize) }

// read reads head bytes from the start of a file and tail bytes from its end, or
// all of it.
func read(path string, head, tail int64) (Log, error) {
	f, err := open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return Log{}, nil
	}
	if err != nil {
		return Log{}, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return Log{}, err
	}
	whole := size <= head+tail
	if whole {
		head, tail = size, 0
	}
	first, err := io.ReadAll(io.NewSectionReader(f, 0, head))
	if err != nil {
		return Log{}, err
	}
	last, err := io.ReadAll(io.NewSectionReader(f, size-tail, tail))
	if err != nil {
		return Log{}, err
	}
	if whole {
		return parse(string(first)), nil
	}
	log := parse(string(first[:bytes.LastIndexByte(first, '\n')+1]))
	_, last, _ = bytes.Cut(last, []byte("\n"))
	recent := parse(string(last))
	if len(recent.Sessions) > 0 {
		log.gapUntil = recent.Sessions[0].Start
	}
	log.Sessions, log.Damaged = append(log.Sessions, recent.Sessions...), log.Damaged+recent.Damaged
	return log, nil
}

// open opens a file that only its user can read. It fails at once on what is no
// file, such as a pipe.
func open(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags|nonblock, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errors.Join(err, fmt.Errorf("%s is not a file", path))
	}
	return f, nil
}

// errGrown is why a log is not replaced: a session ended just now.
var errGrown = errors.New("another session has ended")

// Forget removes the sessions of a file that began before a day, and what is no
// session. It returns how many it removed. If it fails, the file is as it was.
func Forget(path string, before time.Time) (removed int, err error) {
	for {
		text, err := text(path)
		if err != nil || text == "" {
			return 0, err
		}
		var kept strings.Builder
		for line := range strings.Lines(text) {
			if s, ok := parseLine(line); ok && day(s.Start) >= day(before) {
				kept.WriteString(line)
			}
		}
		err = atomicfile.Write(path, true, func(w io.Writer) error {
			_, err := io.WriteString(w, kept.String())
			if info, bad := os.Stat(path); err == nil && bad == nil && info.Size() != int64(len(text)) {
				return errGrown
			}
			return err
		})
		if !errors.Is(err, errGrown) {
			return len(parse(text).Sessions) - len(parse(kept.String()).Sessions), err
		}
	}
}

// text returns all of a file.
func text(path string) (string, error) {
	f, err := open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	return string(all), err
}
