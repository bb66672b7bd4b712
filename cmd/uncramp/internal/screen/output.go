package screen

import (
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// A terminal may take no output, as over a frozen connection or in a tmux that is
// stopped. stuckAfter is how long a write may take, and mostQueued how many bytes
// are kept for when it takes some again.
const (
	stuckAfter = 300 * time.Millisecond
	mostQueued = 1 << 20
)

// Output lets nobody who writes wait for longer than stuckAfter. What it could not
// write by then is written as soon as that is possible.
type Output struct {
	w    io.Writer
	file *os.File // w, if it is a terminal

	mu     sync.Mutex
	queued []byte        // not yet written
	idle   chan struct{} // closed when all is written; nil if nothing is being written
	stuck  bool          // the last wait was in vain
	err    error
}

// NewOutput returns an output that writes to w.
func NewOutput(w io.Writer) *Output {
	if o, ok := w.(*Output); ok {
		return o
	}
	o := &Output{w: w}
	if f, ok := w.(*os.File); ok && isTerminal(f) {
		o.file = f
	}
	return o
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// Write writes p. Its error is that of an earlier write if p could not be written
// in time.
func (o *Output) Write(p []byte) (int, error) {
	o.queue(string(p))
	o.wait()
	return len(p), o.failed()
}

// queue writes text, and does not wait for it.
func (o *Output) queue(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if text == "" || o.err != nil || len(o.queued)+len(text) > mostQueued {
		return
	}
	o.queued = append(o.queued, text...)
	if o.idle == nil {
		o.idle = make(chan struct{})
		go o.drain()
	}
}

// drain writes until nothing is left to be written.
func (o *Output) drain() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.queued) > 0 && o.err == nil {
		p := o.queued
		o.queued = nil
		o.mu.Unlock()
		_, err := o.w.Write(p)
		o.mu.Lock()
		o.err = err
	}
	close(o.idle)
	o.idle, o.stuck = nil, false
}

// wait waits until all is written: not for long, and not again while the output is
// stuck.
func (o *Output) wait() {
	o.mu.Lock()
	idle, stuck := o.idle, o.stuck
	o.mu.Unlock()
	if idle == nil || stuck {
		return
	}
	select {
	case <-idle:
	case <-time.After(stuckAfter):
		o.mu.Lock()
		o.stuck = o.idle != nil
		o.mu.Unlock()
	}
}

// busy reports whether something is still to be written.
func (o *Output) busy() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.idle != nil
}

// failed returns why something could not be written.
func (o *Output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
