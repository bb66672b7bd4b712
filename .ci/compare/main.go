// Compare measures uncramp and public programs that do a part of its work, in
// one run on one machine, and prints a Markdown table: rendering against
// ffmpeg and cp, playing against mpg123 and mpv, memory, and the time from exec
// to the first sound. It runs on Linux. A peer that is not installed is named
// and skipped.
//
//	go run ./.ci/compare           about four minutes
//	go run ./.ci/compare -whole    plays the whole default session
//
// Only ratios say something: the figures are those of the machine and of what
// else it does.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "compare: %v\n", err)
		os.Exit(1)
	}
}

// comparison is what every part of a run shares.
type comparison struct {
	dir     string // for everything that is written
	program string // uncramp, as a person builds it
	rounds  int
	table   table
	log     io.Writer
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("n", 5, "`rounds` of a pair, after one that does not count")
	live := flags.String("live", "--rounds 1 --hold 20s --rest 20s --after none", "the `flags` of the session that is played")
	whole := flags.Bool("whole", false, "play the whole default session")
	only := flags.String("only", "render,live,first", "the `parts` to run")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 || flags.NArg() > 0 {
		return fmt.Errorf("-n %d %q: at least one round, and no arguments", *rounds, flags.Args())
	}
	if *whole {
		*live = ""
	}
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := &comparison{dir: dir, program: filepath.Join(dir, "uncramp"), rounds: *rounds, log: stderr}
	build := exec.CommandContext(ctx, "go", "build", "-o", c.program, "uncramp/cmd/uncramp")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}

	parts := map[string]func() error{
		"render": func() error { return c.render(ctx) },
		"live":   func() error { return c.live(ctx, strings.Fields(*live)) },
		"first":  func() error { return c.first(ctx) },
	}
	for _, name := range strings.Split(*only, ",") {
		part, ok := parts[name]
		if !ok {
			return fmt.Errorf("-only %q: there is render, live, first", name)
		}
		if err := part(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return c.table.write(stdout)
}

// say reports progress.
func (c *comparison) say(format string, args ...any) {
	fmt.Fprintf(c.log, "compare: "+format+"\n", args...)
}

// path is that of a file in the comparison's folder.
func (c *comparison) path(name string) string { return filepath.Join(c.dir, name) }
