// Package program runs encoders and decoders of others, such that they cannot
// keep us: however they behave, they end with their context.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// lingers is how long a program that has ended may keep its pipes open, by way
// of a child.
const lingers = 200 * time.Millisecond

// Run runs a program with an input, until it ends. If it takes longer than
// limit, or ctx is done, it is killed together with its children. If it fails, the
// error has the last line that it wrote to standard error.
func Run(ctx context.Context, limit time.Duration, stdin io.Reader, name string, args ...string) error {
	slow := fmt.Errorf("killed: it took longer than %v", limit)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, slow)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	var said tail
	c.Stdin, c.Stderr = stdin, &said
	ownGroup(c)
	c.WaitDelay = lingers
	err := c.Run()
	killGroup(c) // children that it left
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case said.line() != "":
		return fmt.Errorf("%w: %s", err, said.line())
	}
	return err
}

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 4096
	t.text = append(t.text, p[max(0, len(p)-most):]...)
	t.text = t.text[max(0, len(t.text)-most):]
	return len(p), nil
}

// line returns the last line, which is the error: warnings stand before it.
func (t *tail) line() string {
	text := bytes.TrimSpace(t.text)
	return string(text[bytes.LastIndexByte(text, '\n')+1:])
}
