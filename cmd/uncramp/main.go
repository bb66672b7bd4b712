// Uncramp leads a person with a cramp in the buttock through a stretch, by ear.
//
// Begin reading at run, which makes the commands of root.go; most of them open
// a session (session.go), and play, print or write it.
package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/screen"
)

// The main goroutine keeps the main thread, and only waits: Linux hands a signal to
// that thread alone, even while it waits for a file system that does not answer and
// takes no signal.
func init() { runtime.LockOSThread() }

func main() {
	if err := checkFileLimit(); err != nil {
		os.Exit(report(os.Stderr, err))
	}
	signal.Notify(make(chan os.Signal, 1), writeSignals()...)
	stderr := screen.NewOutput(device.Stderr())
	ctx, in := withInterrupts(context.Background())
	in.listen()
	code := make(chan int, 1)
	go func() { code <- report(stderr, run(ctx, os.Args[1:], os.Stdin, os.Stdout, stderr)) }()
	select {
	case c := <-code:
		os.Exit(c)
	case <-in.overdue:
		os.Exit(in.leave())
	}
}

// run does what the arguments say, until it is done or ctx is.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bug(p)
		}
	}()
	var help help
	root := rootCommand()
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		prepareCompletion(root)
	}
	root.SetHelpFunc(help.print)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err = cmp.Or(root.ExecuteContext(ctx), help.err)
	if err == nil && ctx.Err() != nil {
		return errInterrupted
	}
	return err
}
