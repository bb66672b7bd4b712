package soundservertest

import (
	"bytes"
	"sync"
)

// Buffer collects what programs write, and can be read meanwhile.
type Buffer struct {
	mu   sync.Mutex
	said bytes.Buffer // not embedded, because its ReadFrom takes no lock
}

// Write implements io.Writer.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.Write(p)
}

// String returns what has been written so far.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.String()
}
