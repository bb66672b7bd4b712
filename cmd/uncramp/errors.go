package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/sounds"
)

// The exit codes, as --help lists them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitNoSound     = 3
	exitInterrupted = 130 // 128 and SIGINT, as shells count
)

const exitCodes = `Exit codes:
  0    done
  1    failed
  2    wrong usage
  3    no sound output, or it was lost
  130  interrupted`

// errInterrupted is the error of a command that a signal ended. It is not printed.
var errInterrupted = errors.New("interrupted")

// problem is an error with an exit code or a hint.
type problem struct {
	error
	code   int // 0 for that of the wrapped error
	remedy string
}

func (p *problem) Unwrap() error { return p.error }
func (p *problem) Hint() string  { return p.remedy }

// hint returns an error, which says the fact, with a hint, which says the remedy.
func hint(err error, format string, args ...any) error {
	return &problem{error: err, remedy: fmt.Sprintf(format, args...)}
}

// usageError returns an error with the exit code of wrong usage.
func usageError(format string, args ...any) error {
	return &problem{error: fmt.Errorf(format, args...), code: exitUsage}
}

// asUsage returns err with the exit code of wrong usage.
func asUsage(err error) error {
	if err == nil {
		return nil
	}
	return &problem{error: err, code: exitUsage}
}

// bug returns the error for a panic.
func bug(p any) error {
	return hint(fmt.Errorf("something went wrong inside uncramp: %v", p), "that is our mistake: please report this line")
}

// report prints an error with its first hint, and returns the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	if closedByReader(err) {
		return exitFailed // head has seen enough; nobody waits for a word
	}
	complain(stderr, err)
	for _, remedy := range hints(err) {
		if remedy != "" {
			tell(stderr, "hint: %s", remedy)
			break
		}
	}
	return codeOf(err)
}

// complain prints an error without its hints.
func complain(stderr io.Writer, err error) {
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 {
			line = "uncramp: " + line
		}
		tell(stderr, "%s", shortened(line))
	}
}

// tell prints a line. Its words may come from anywhere: whatever a terminal would
// obey is taken out.
func tell(stderr io.Writer, format string, args ...any) {
	fmt.Fprintln(stderr, screen.Clean(fmt.Sprintf(format, args...)))
}

// shortened returns a line without its middle if it is very long.
func shortened(line string) string {
	const most, first = 300, 180
	runes := []rune(line)
	if len(runes) <= most {
		return line
	}
	return string(runes[:first]) + " ... " + string(runes[len(runes)-(most-first):])
}

// closedByReader reports whether err says that nobody reads standard output any more.
func closedByReader(err error) bool {
	p := (*fs.PathError)(nil)
	return errors.As(err, &p) && p.Path == os.Stdout.Name() && slices.ContainsFunc(closedPipe, func(closed error) bool { return errors.Is(err, closed) })
}

// hints returns the hints of an error and of what it wraps, the outermost first.
func hints(err error) []string {
	var all []string
	for ; err != nil; err = errors.Unwrap(err) {
		if h, ok := err.(interface{ Hint() string }); ok {
			all = append(all, h.Hint())
		}
	}
	return all
}

// codeOf returns the exit code of an error.
func codeOf(err error) int {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if p, ok := e.(*problem); ok && p.code != 0 {
			return p.code
		}
	}
	switch {
	case errors.Is(err, device.ErrNoOutput), errors.Is(err, device.ErrLost):
		return exitNoSound
	case errors.Is(err, sounds.ErrNoVoice):
		return exitUsage
	}
	return exitFailed
}
