package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is a folder that is being filled.
type Folder struct {
	Path   string // to put files into
	target string
	lock   *os.File // open while it is filled; nil if the system has no locks
}

// NewFolder creates a folder to be filled, which is to get the name target. The
// folder that contains target must exist. Discard has to be called in the end.
func NewFolder(target string) (*Folder, error) {
	parent := filepath.Dir(target)
	removeLeftovers(parent)
	recoverFolder(target)
	f := &Folder{Path: filepath.Join(parent, partName()), target: target}
	if err := os.Mkdir(f.Path, 0o777); err != nil {
		return nil, named(target, err)
	}
	if !locks {
		return f, nil // Windows gives no new name to a folder that is open
	}
	if d, err := os.Open(f.Path); err == nil {
		f.lock = d
		lock(d)
	}
	return f, nil
}

// Publish gives the folder its name. A folder that has the name is replaced; the new one
// takes over its permissions. If the process is killed in between, the next NewFolder puts
// the old one back.
func (f *Folder) Publish() error {
	err := f.sync()
	if err == nil {
		err = f.replace()
	}
	return named(f.target, err)
}

func (f *Folder) replace() error {
	old := oldName(f.target)
	switch info, err := os.Stat(f.target); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	default:
		if err := os.Chmod(f.Path, info.Mode().Perm()); err != nil {
			return err
		}
		if err := os.Rename(f.target, old); err != nil {
			return err
		}
	}
	if err := os.Rename(f.Path, f.target); err != nil {
		recoverFolder(f.target)
		return err
	}
	syncFolder(filepath.Dir(f.target))
	os.RemoveAll(old)
	return nil
}

// Discard removes the folder if it was not published.
func (f *Folder) Discard() {
	os.RemoveAll(f.Path)
	if f.lock != nil {
		f.lock.Close()
	}
}

// sync makes the files in the folder last through a crash.
func (f *Folder) sync() error {
	entries, err := os.ReadDir(f.Path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		file, err := os.OpenFile(filepath.Join(f.Path, e.Name()), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		if err := errors.Join(file.Sync(), file.Close()); err != nil {
			return err
		}
	}
	syncFolder(f.Path)
	return nil
}

// oldName returns the name that the folder target has while another one takes its place.
func oldName(target string) string {
	return filepath.Join(filepath.Dir(target), partPrefix+filepath.Base(target)+".old")
}

// recoverFolder ends what a killed process has begun to replace.
func recoverFolder(target string) {
	old := oldName(target)
	if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
		os.Rename(old, target)
	} else {
		os.RemoveAll(old)
	}
}
