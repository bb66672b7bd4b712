package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// grace is how long the program may take to end once it has to. What stands
// still by then is left behind: a write to a pipe that nobody reads, a file on a
// server that is gone, a sound server that does not answer. It is half of the
// second that is promised, because timers are late on a busy machine. A session has
// more, because it fades out and says how to go on.
const grace, sessionGrace = 500 * time.Millisecond, 800 * time.Millisecond

// interrupts counts the signals that ask for an end. The first one cancels the
// program's context, and after grace the program ends. While a session plays,
// the first one stops it gently and the second one at once; only the second one
// starts the grace.
type interrupts struct {
	cancel  context.CancelFunc
	overdue chan struct{} // closed when grace is over

	mu     sync.Mutex
	count  int
	stop   func(atOnce bool) // takes signals while a session plays
	screen interruptible     // of a session
	timer  *time.Timer       // runs while the program has to end
}

// interruptible is a screen: Close gives the terminal back, and Interrupted reports
// whether a key that sends a signal elsewhere, such as Ctrl-C, ended the session.
type interruptible interface {
	Close()
	Interrupted() bool
}

type interruptsKey struct{}

// withInterrupts returns a context that the first signal cancels. Commands find
// the interrupts in it with [interruptsOf].
func withInterrupts(ctx context.Context) (context.Context, *interrupts) {
	in := &interrupts{overdue: make(chan struct{})}
	ctx, in.cancel = context.WithCancel(ctx)
	return context.WithValue(ctx, interruptsKey{}, in), in
}

// interruptsOf returns the interrupts of a context, or some that never come.
func interruptsOf(ctx context.Context) *interrupts {
	if in, ok := ctx.Value(interruptsKey{}).(*interrupts); ok {
		return in
	}
	_, in := withInterrupts(ctx)
	return in
}

// listen takes the process's signals from now on.
func (in *interrupts) listen() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endSignals()...)
	go func() {
		for s := range signals {
			go in.arrive(s) // a session that stands still keeps the first one waiting
		}
	}()
}

// endSignals returns the signals that ask for an end.
func endSignals() []os.Signal {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		ends = append(ends, syscall.SIGHUP)
	}
	if runtime.GOOS != "windows" {
		ends = append(ends, syscall.SIGQUIT)
	}
	return ends
}

// arrive takes a signal. SIGQUIT, which Ctrl-\ sends, counts as two.
func (in *interrupts) arrive(s os.Signal) {
	in.mu.Lock()
	atOnce := s == syscall.SIGQUIT
	if in.count++; atOnce {
		in.count++
	}
	stop := in.stop
	end := stop == nil || in.count > 1
	in.mu.Unlock()
	if end {
		in.endSoon()
	}
	in.cancel()
	if stop != nil {
		stop(atOnce)
	}
}

// endSoon ends the program after grace, whatever stands still.
func (in *interrupts) endSoon() {
	in.mu.Lock()
	defer in.mu.Unlock()
	within := grace
	if in.stop != nil {
		within = sessionGrace
	}
	if in.timer == nil {
		in.timer = time.AfterFunc(within, func() { close(in.overdue) })
	}
}

// during hands every signal to stop, those that have come already included,
// until end is called. If the program has to end before the session does, the screen
// is closed.
func (in *interrupts) during(stop func(atOnce bool), screen interruptible) (end func()) {
	in.mu.Lock()
	in.stop, in.screen = stop, screen
	count := in.count
	if count == 1 && in.timer != nil && in.timer.Stop() {
		in.timer = nil // it stops gently after all
	}
	in.mu.Unlock()
	for range count {
		stop(false)
	}
	return func() {
		in.mu.Lock()
		in.stop = nil
		end := in.count > 0
		in.mu.Unlock()
		if end {
			in.endSoon()
		}
	}
}

// leave closes the screen, if that can be done in time, and returns the exit code of a
// program that has to end.
func (in *interrupts) leave() (code int) {
	in.mu.Lock()
	screen, signalled := in.screen, in.count > 0
	in.mu.Unlock()
	if screen == nil {
		return exitInterrupted
	}
	done := make(chan struct{})
	go func() {
		screen.Close()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(grace / 5):
	}
	if signalled || screen.Interrupted() {
		return exitInterrupted
	}
	return exitDone
}
