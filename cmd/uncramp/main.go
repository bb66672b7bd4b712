// Uncramp leads a person with a cramp in the buttock through a stretch, by ear.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"uncramp/audio/device"
)

func main() {
	// A closed pipe is an error of the write, with a line of its own, not a
	// silent death in the middle of a session.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	code := run(ctx, stop, os.Args[1:], os.Stdout, device.Stderr())
	os.Exit(code)
}

// endings are the signals that ask for an end.
func endings() []os.Signal {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		ends = append(ends, syscall.SIGHUP)
	}
	return ends
}

// run does what the arguments say and returns the exit code. The context is
// done at the first signal; handled is called then, so that a second one ends
// the program at once.
func run(ctx context.Context, handled func(), args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			code = report(stderr, bug(p))
		}
	}()
	context.AfterFunc(ctx, handled)
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(stderr, root.ExecuteContext(ctx))
}
