package process

import (
	"context"
	"io"
	"sync"
	"time"
)

// patience calls a function when a program has had control for too long. It has
// control while neither its input is being made nor its output being taken.
type patience struct {
	limit time.Duration
	mu    sync.Mutex
	busy  int // on our side
	timer *time.Timer
}

func newPatience(limit time.Duration, over func()) *patience {
	return &patience{limit: limit, timer: time.AfterFunc(limit, over)}
}

// ours takes control from the program, which theirs gives back.
func (p *patience) ours() (theirs func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy++
	p.timer.Stop()
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.busy--; p.busy == 0 {
			p.timer.Reset(p.limit)
		}
	}
}

// input is a program's standard input as package exec reads it.
type input struct {
	io.Reader
	wait *patience
}

func (in input) Read(p []byte) (int, error) {
	defer in.wait.ours()()
	return in.Reader.Read(p)
}

// output is a program's standard output as package exec writes it.
type output struct {
	io.Writer
	wait *patience
	stop context.CancelCauseFunc
}

func (out output) Write(p []byte) (int, error) {
	defer out.wait.ours()()
	n, err := out.Writer.Write(p)
	if err != nil {
		out.stop(err)
	}
	return n, err
}
