package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
)

// interrupts are the signals that ask for an end, from the program's first
// moment on: each counts once, whoever it is left to. The first ends ctx. What
// comes after it ends the program at once, but while a session plays, which
// stops gently first.
type interrupts struct {
	ctx    context.Context
	cancel context.CancelFunc
	atOnce func()

	mu    sync.Mutex
	count int
	stop  func(atOnce bool) // what each of them does, nil for the above
}

// newInterrupts waits for signals; atOnce ends the program.
func newInterrupts(atOnce func()) *interrupts {
	in := &interrupts{atOnce: atOnce}
	in.ctx, in.cancel = context.WithCancel(context.Background())
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endings()...)
	go func() {
		for s := range signals {
			in.arrive(s)
		}
	}()
	return in
}

// endings are the signals that ask for an end.
func endings() []os.Signal {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		ends = append(ends, syscall.SIGHUP)
	}
	if runtime.GOOS != "windows" {
		ends = append(ends, syscall.SIGQUIT)
	}
	return ends
}

// arrive takes a signal. SIGQUIT, which Ctrl-\ sends, is for what must end at
// once: it counts as two.
func (in *interrupts) arrive(s os.Signal) {
	in.mu.Lock()
	defer in.mu.Unlock()
	atOnce := s == syscall.SIGQUIT
	if in.count++; atOnce {
		in.count++
	}
	in.cancel()
	switch {
	case in.stop != nil:
		in.stop(atOnce)
	case in.count > 1:
		in.atOnce()
	}
}

// each calls stop for every signal, those that have come already included,
// until end is called. Stop must return at once.
func (in *interrupts) each(stop func(atOnce bool)) (end func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for range in.count {
		stop(false)
	}
	in.stop = stop
	return func() {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.stop = nil
	}
}
