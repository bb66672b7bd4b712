package process

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Scratch is a temporary file that a program reads or writes by its name. On
// Linux it has no name outside the two processes, and is gone with them however
// they end.
type Scratch struct {
	file  *os.File
	named bool
}

// NewScratch creates a file with the given content. pattern is one of
// [os.CreateTemp].
func NewScratch(pattern string, content []byte) (*Scratch, error) {
	file, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, err
	}
	s := &Scratch{file: file, named: !unnamed}
	if unnamed {
		err = os.Remove(file.Name())
	}
	if err == nil {
		_, err = file.Write(content)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Name returns the file's name for the program that gets s as Files[i].
func (s *Scratch) Name(i int) string {
	if s.named {
		return s.file.Name()
	}
	return descriptor(i)
}

// give lets cmd inherit the file, as the next of its descriptors.
func (s *Scratch) give(cmd *exec.Cmd) {
	if !s.named {
		cmd.ExtraFiles = append(cmd.ExtraFiles, s.file)
	}
}

// WriteTo writes the content of the file, from its start.
func (s *Scratch) WriteTo(w io.Writer) (int64, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	return io.Copy(w, s.file)
}

// Bytes returns the content of the file, which is an error beyond most bytes.
func (s *Scratch) Bytes(most int64) ([]byte, error) {
	if info, err := s.file.Stat(); err != nil || info.Size() > most {
		return nil, errors.Join(err, fmt.Errorf("a temporary file has more than %d bytes", most))
	}
	var content bytes.Buffer
	_, err := s.WriteTo(&content)
	return content.Bytes(), err
}

// Close removes the file.
func (s *Scratch) Close() error {
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
