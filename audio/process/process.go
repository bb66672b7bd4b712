// Package process runs other programs, such as encoders, so that none of them
// can hold up this one or outlive it. [Command.Run] runs one to its end, and
// [Command.Open] returns its output as a stream.
package process

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"runtime"
	"time"
)

// Command is a program to run. It gets a process group of its own.
type Command struct {
	Name string // of the program, looked up on the PATH
	Args []string

	// Feed writes the program's standard input, which ends when Feed returns.
	// If Feed fails, the program is killed. Nil writes nothing.
	Feed func(io.Writer) error

	// Output gets the program's standard output. Nil discards it.
	Output io.Writer

	// Patience bounds how long the program may neither read, write nor end
	// while nothing but the program is waited for. 0 is 30 s.
	Patience time.Duration
}

// defaultPatience is enough for a slow encoder on a busy machine.
const defaultPatience = 30 * time.Second

// grace bounds the wait for children that a program leaves behind with its
// output open. It is shorter than what uncramp takes to end.
const grace = 300 * time.Millisecond

// ErrStandsStill is wrapped by Run's error if the program was ended because
// [Command].Patience was over.
var ErrStandsStill = errors.New("stands still, and was ended")

// Failure is the error of a program that ended badly by itself.
type Failure struct {
	Name string
	Err  error  // how it ended
	Said string // the last line that it wrote to its standard error, "" for none
}

func (f *Failure) Error() string {
	if f.Said == "" {
		return fmt.Sprintf("%s: %v", f.Name, f.Err)
	}
	return fmt.Sprintf("%s: %v: %s", f.Name, f.Err, f.Said)
}

// Run runs the program to its end. It returns nil only if the program took all
// of its input and ended by itself with exit code 0. When ctx is done, Run kills
// the program's process group and returns the cause. A program that ends badly is
// a [Failure]; its text is one line.
func (c Command) Run(ctx context.Context) error {
	if _, err := Find(c.Name); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	wait := newPatience(cmp.Or(c.Patience, defaultPatience), func() { stop(ErrStandsStill) })
	defer wait.timer.Stop()

	in, out := io.Pipe()
	cmd := exec.CommandContext(ctx, c.Name, c.Args...)
	var said tail
	cmd.Stdin, cmd.Stderr = input{in, wait}, &said
	if c.Output != nil {
		cmd.Stdout = output{c.Output, wait, stop}
	}
	cmd.WaitDelay = grace
	ownGroup(cmd)
	fed := make(chan error, 1)
	go func() {
		var err error
		if c.Feed != nil {
			err = c.Feed(out)
		}
		if err != nil && !errors.Is(err, io.ErrClosedPipe) {
			stop(err)
		}
		out.CloseWithError(err)
		fed <- err
	}()
	cmd.Cancel = func() error {
		in.Close()
		return killGroup(cmd.Process)
	}
	err := runLocked(cmd)
	if cmd.Process != nil {
		killGroup(cmd.Process) //nolint:errcheck // children that it left behind, if any
	}
	in.Close()
	unfed := <-fed
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, ErrStandsStill):
		return fmt.Errorf("%s %w", c.Name, cause)
	case cause != nil:
		return cause
	case errors.Is(err, exec.ErrWaitDelay):
		return fmt.Errorf("%s ended, but something that it started holds its output", c.Name)
	case err != nil:
		return &Failure{c.Name, err, said.last()}
	case unfed != nil:
		return fmt.Errorf("%s ended before its input did", c.Name)
	}
	return nil
}

// runLocked runs cmd on one thread: on Linux a program dies with the thread
// that started it, see ownGroup.
func runLocked(cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return cmd.Run()
}

// Missing is the error for programs of which none is on the PATH.
type Missing struct{ Names []string }

func (m *Missing) Error() string {
	if len(m.Names) == 1 {
		return m.Names[0] + " not found on the PATH"
	}
	return fmt.Sprintf("neither %s nor %s found on the PATH", m.Names[0], m.Names[1])
}

// Hint says how the first of the programs is installed.
func (m *Missing) Hint() string {
	name := cmp.Or(map[string]string{"opusenc": "opus-tools"}[m.Names[0]], m.Names[0])
	return fmt.Sprintf("to install it: apt install %s, or brew install %s", name, name)
}

// Find returns the first of one or two programs that is on the PATH, or else
// [Missing]. If a program is named by a path and cannot be run, the error says why.
func Find(names ...string) (string, error) {
	for _, name := range names {
		_, err := exec.LookPath(name)
		wrong, p := (*exec.Error)(nil), (*fs.PathError)(nil)
		switch {
		case err == nil:
			return name, nil
		case errors.As(err, &p):
			return "", fmt.Errorf("%s: %w", name, p.Err)
		case errors.As(err, &wrong) && !errors.Is(err, exec.ErrNotFound):
			return "", fmt.Errorf("%s: %w", name, wrong.Err)
		}
	}
	return "", &Missing{names}
}

// Open starts the program and returns its standard output, in the place of Output. Reading
// it to its end returns io.EOF if Run would have returned nil, else Run's error. Closing
// it ends the program, and waits for that.
func (c Command) Open(ctx context.Context) io.ReadCloser {
	ctx, cancel := context.WithCancel(ctx)
	out, in := io.Pipe()
	c.Output = in
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		in.CloseWithError(c.Run(ctx))
	}()
	return &opened{out, cancel, ended}
}

type opened struct {
	*io.PipeReader
	cancel context.CancelFunc
	ended  chan struct{}
}

func (o *opened) Close() error {
	o.cancel()
	o.PipeReader.Close()
	<-o.ended
	return nil
}
