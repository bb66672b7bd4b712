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

// Output writes text, and pictures if it is a terminal, and lets nobody wait for
// longer than stuckAfter. What it could not write by then is written as soon as
// that is possible, of pictures only the latest.
type Output struct {
	w    io.Writer
	file *os.File // w, if it is a terminal

	mu     sync.Mutex
	text   []byte // not yet written
	frame  *frame // the latest, if not yet drawn, to follow text
	after  []byte // not yet written, to follow frame
	cursor cursorWriter
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
	o.queue(p, nil)
	o.wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(p), o.err
}

// queue writes text or draws a picture, and does not wait for it.
func (o *Output) queue(text []byte, f *frame) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil || len(o.text)+len(o.after)+len(text) > mostQueued:
		return
	case f != nil:
		o.text, o.frame, o.after = append(o.text, o.after...), f, nil
	case o.frame != nil:
		o.after = append(o.after, text...)
	default:
		o.text = append(o.text, text...)
	}
	if o.idle == nil {
		o.idle = make(chan struct{})
		go o.drain()
	}
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

// drain writes until nothing is left to be written.
func (o *Output) drain() {
	for {
		o.mu.Lock()
		p, f, after := o.text, o.frame, o.after
		o.text, o.frame, o.after = nil, nil, nil
		if f == nil && len(p) == 0 || o.err != nil {
			close(o.idle)
			o.idle, o.stuck = nil, false
			o.mu.Unlock()
			return
		}
		o.mu.Unlock()
		if f != nil {
			p = append(append(p, o.cursor.draw(o.file, *f)...), after...)
		}
		if len(p) == 0 {
			continue
		}
		if _, err := o.w.Write(p); err != nil {
			o.mu.Lock()
			o.err = err
			o.mu.Unlock()
		}
	}
}

// failed returns why something could not be written.
func (o *Output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
