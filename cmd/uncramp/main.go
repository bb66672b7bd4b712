// Uncramp leads a person with a cramp in the buttock through a stretch, by ear.
package main

import (
	"cmp"
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
	in := newInterrupts(func() { os.Exit(exitInterrupted) })
	os.Exit(run(in, os.Args[1:], os.Stdout, device.Stderr()))
}

// run does what the arguments say, until it is done or interrupted, and returns
// the exit code.
func run(in *interrupts, args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		if p := recover(); p != nil {
			code = report(stderr, bug(p))
		}
	}()
	root := rootCommand(in)
	var help help
	root.SetHelpFunc(help.print)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(stderr, cmp.Or(root.ExecuteContext(in.ctx), help.err))
}
