package sessionlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"uncramp/audio/atomicfile"
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
	if err := refuseOther(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
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

// A file may be damaged to any length. These bound what is read of it.
const (
	mostRead   = 64 << 20 // by Read: over 100,000 sessions
	mostRecent = 1 << 20  // by Recent: over 4,000
)

// Read reads all sessions of a file, none if there is no file. Of a file longer than
// mostRead it leaves out the oldest ones.
func Read(path string) (Log, error) {
	text, _, err := tail(path, mostRead)
	return parse(text), err
}

// Recent reads the last sessions of a file: all of the last eight weeks, to which the
// methods of [Log] look back from now, and at least as many as fill 64 kB, over 250; but
// no more than fill mostRecent.
func Recent(path string, now time.Time) (Log, error) {
	before := now.AddDate(0, 0, -2*period-1)
	for size := int64(64 << 10); ; size *= 4 {
		text, all, err := tail(path, size)
		log := parse(text)
		if err != nil || all || size >= mostRecent || len(log.Sessions) > 0 && log.Sessions[0].Start.Before(before) {
			return log, err
		}
	}
}

// Forget removes the sessions of a file that began before a day, and the lines that are
// no session. It returns how many sessions it removed. If it fails, the file is as it
// was.
func Forget(path string, before time.Time) (removed int, err error) {
	text, _, err := tail(path, math.MaxInt64)
	if err != nil || len(text) == 0 {
		return 0, err
	}
	var kept []byte
	for line := range bytes.Lines(text) {
		if s, ok := parseLine(line); ok && day(s.Start) >= day(before) {
			kept = append(kept, line...)
		}
	}
	err = atomicfile.Write(path, true, func(w io.Writer) error {
		now, _, err := tail(path, math.MaxInt64)
		if err != nil {
			return err
		}
		ended := now[min(len(text), len(now)):] // sessions, in between
		_, err = w.Write(append(kept, ended...))
		return err
	})
	return len(parse(text).Sessions) - len(parse(kept).Sessions), err
}

// tail returns the whole lines among the last size bytes of a file, and whether they are
// all there are. If there is no file, there are none.
func tail(path string, size int64) (text []byte, all bool, err error) {
	if err := refuseOther(path); err != nil {
		return nil, false, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, false, err
	}
	size = min(size, end)
	text = make([]byte, size)
	if _, err := f.ReadAt(text, end-size); err != nil {
		return nil, false, err
	}
	if size < end {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text, size == end, nil
}

// refuseOther returns an error for what exists and is no regular file. To open a pipe
// would be to wait for its other end.
func refuseOther(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	return nil
}
