package backdrop

import (
	"io"
	"sync"
	"time"

	"uncramp/audio/recording"
)

// file is a file that knows how long it has been waited for, a read that is still
// on included.
type file struct {
	io.ReadSeekCloser
	opener opener

	mu    sync.Mutex
	spent time.Duration
	since time.Time // when what is waited for began; zero: nothing is
}

// opener opens a file.
type opener func(path string) (io.ReadSeekCloser, error)

func onDisk(path string) (io.ReadSeekCloser, error) { return recording.OpenFile(path) }

// waited is how long so far.
func (f *file) waited() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.since.IsZero() {
		return f.spent
	}
	return f.spent + time.Since(f.since)
}

// wait begins to count, and the function that it returns ends it.
func (f *file) wait() (over func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.since = time.Now()
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.spent += time.Since(f.since)
		f.since = time.Time{}
	}
}

func (f *file) open(path string) (err error) {
	defer f.wait()()
	f.ReadSeekCloser, err = f.opener(path)
	return err
}

func (f *file) Read(p []byte) (int, error) {
	defer f.wait()()
	return f.ReadSeekCloser.Read(p)
}

func (f *file) Seek(offset int64, whence int) (int64, error) {
	defer f.wait()()
	return f.ReadSeekCloser.Seek(offset, whence)
}
