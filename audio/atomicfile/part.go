package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// part is a file that is being written.
type part struct {
	*os.File
	name string // empty if it has none
}

// newNamedPart creates a part with a name, with the permissions that a new file
// in the folder gets.
func newNamedPart(folder string) (*part, error) {
	name := filepath.Join(folder, partName())
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	lock(f)
	return &part{f, name}, nil
}

// publish gives the part the name target. If replace is not set and target exists, the
// error wraps [fs.ErrExist].
func (p *part) publish(target string, replace bool) error {
	if p.name == "" {
		p.name = filepath.Join(filepath.Dir(target), partName())
		if err := linkUnnamed(p.File, p.name); err != nil {
			return err
		}
	}
	if runtime.GOOS == "windows" { // an open file keeps its name there
		if err := p.Close(); err != nil {
			return err
		}
	}
	if !replace {
		// Unlike a rename, a link does not replace what has appeared there since.
		// File systems without links have to do with a rename.
		if err := os.Link(p.name, target); err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return os.Rename(p.name, target)
}

// discard closes the part and removes its own name, if it still has one.
func (p *part) discard() {
	p.Close()
	if p.name != "" {
		os.Remove(p.name)
	}
}

const (
	partPrefix = ".uncramp-"
	partSuffix = ".part"
)

func partName() string { return partPrefix + rand.Text() + partSuffix }

// removeLeftovers removes the parts in a folder that nobody is writing.
func removeLeftovers(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		ours := strings.HasPrefix(e.Name(), partPrefix) && strings.HasSuffix(e.Name(), partSuffix)
		if !ours || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		path := filepath.Join(folder, e.Name())
		if f, err := os.Open(path); err == nil {
			abandoned := lock(f)
			f.Close()
			if abandoned {
				os.RemoveAll(path)
			}
		}
	}
}
