package process

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

// Scratch is a list of temporary files that a program reads or writes by their names.
type Scratch []*os.File

// unnamed says that a file without a name in any folder has one under /proc. Such a
// file is gone with this process, even if it is killed.
const unnamed = runtime.GOOS == "linux"

// NewScratch creates a file for each content. It must be closed.
func NewScratch(contents ...[]byte) (s Scratch, err error) {
	defer func() {
		if err != nil {
			s.Close()
			err = fmt.Errorf("a temporary file: %w", err)
		}
	}()
	for _, content := range contents {
		file, err := os.CreateTemp("", "uncramp-*.tmp")
		if err != nil {
			return s, err
		}
		s = append(s, file)
		if unnamed {
			err = os.Remove(file.Name())
		}
		if err == nil {
			_, err = file.Write(content)
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// Name returns the name by which a program opens the i-th file.
func (s Scratch) Name(i int) string {
	if unnamed {
		return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), s[i].Fd())
	}
	return s[i].Name()
}

// Close removes the files.
func (s Scratch) Close() (err error) {
	for _, file := range s {
		err = errors.Join(err, file.Close())
		if !unnamed {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}
	return err
}
