package soundserver

import (
	"bytes"
	"sync"
)

// Buffer keeps what programs write, several perhaps, and can be read meanwhile.
type Buffer struct {
	mu   sync.Mutex
	said bytes.Buffer // not embedded: its ReadFrom takes no lock
}

func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.Write(p)
}

// String is all that was written so far.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.said.String()
}
