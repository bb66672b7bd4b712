package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/routine"
	"uncramp/sounds"
)

func routineCheckCommand() *cobra.Command {
	var voice string
	var verbose bool
	c := &cobra.Command{
		Use: "check NAME|FILE", Short: "Check a routine's file, and say how long it takes",
		Long: `Read a routine and plan sessions of it: for every side, with more and fewer
rounds and words, and at both ends of the file's limits, over the bed that
breathes. Whatever is wrong is said at once, with its place; the exit code is 1
then.

It warns of words that come later than the movement that they explain: words of
an open step that are not over with its time, and words after a hold that begin
more than 3 s after its release chime, or upon it, so that it is hardly heard.
And it warns of words at a time that a hold, rest or breathe does not last.`,
		Example: `  uncramp routine check mine.yaml
  uncramp routine check mine.yaml --verbose`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes one routine", name(c))
			}
			return nil
		},
		ValidArgsFunction: completeRoutines,
		RunE:              func(c *cobra.Command, args []string) error { return runRoutineCheck(c, args[0], voice, verbose) },
	}
	c.Flags().StringVar(&voice, "voice", sounds.DefaultVoice, "`NAME` or folder of the voice that would speak it")
	c.Flags().BoolVar(&verbose, "verbose", false, "print what is spoken when")
	completesVoices(c, "voice")
	return c
}

// runRoutineCheck finds who speaks a routine, and checks it with that voice.
func runRoutineCheck(c *cobra.Command, nameOrFile, voice string, verbose bool) error {
	file, err := expandPath(nameOrFile)
	if err != nil {
		return err
	}
	r, err := openRoutine(file)
	if err != nil {
		return err
	}
	if !c.Flags().Changed("voice") {
		voice = voiceOf(r, file)
	}
	speak, err := openSpeakers(voice, r.Fallback)
	if err != nil {
		return err
	}
	lib, err := speak.library()
	if err != nil {
		return err
	}
	lib.Bed = sounds.DefaultBed
	sessions, lacked, refused := planAll(r, lib)

	var planned, answers, differ []string
	needs, spokenBy := r.Needs(script()), map[*sounds.Voice]int{}
	for _, need := range needs {
		v, spoken := speak.of(need.ID)
		spokenBy[v]++
		switch {
		case v == nil && slices.Contains(lacked, need.ID):
			planned = append(planned, need.ID)
		case v == nil:
			answers = append(answers, need.ID)
		case r.Words[need.ID] != "" && spoken.Words != need.Words: // another language, or the routine has changed
			differ = append(differ, fmt.Sprintf("%s: voice %s says %q, and the routine %q", need.ID, v.Name, spoken.Words, need.Words))
		}
	}
	if len(planned) > 0 {
		return lacking(&routine.Missing{Voice: lib.Voice, Cues: planned}, r, file, voice, speak[0])
	}
	if len(answers) > 0 {
		tell(c.ErrOrStderr(), "%v: a chime alone answers those keys", &routine.Missing{Voice: lib.Voice, Cues: answers})
	}
	if _, err := speak.own(); err != nil {
		return hint(err, "%s", checkVoice(voice))
	}
	for _, line := range differ {
		tell(c.ErrOrStderr(), "%s", line)
	}
	if refused != nil {
		return refused
	}
	ok := fmt.Sprintf("%s: OK: %d combinations checked with voice %s", nameOrFile, sessions, lib.Voice)
	for _, v := range speak[1:] {
		if n := spokenBy[v]; n > 0 {
			ok += fmt.Sprintf(", %s for %d of %d cues", v.Name, n, len(needs))
		}
	}
	out := bufio.NewWriter(c.OutOrStdout())
	fmt.Fprintf(out, "%s, over the bed %s\n", ok, lib.Bed)
	if err := printLengths(out, r, lib, verbose); err != nil {
		return err
	}
	return out.Flush()
}

// printLengths prints how long sessions of a routine are, and what it warns of.
func printLengths(out io.Writer, r *routine.Routine, lib routine.Library, verbose bool) error {
	var warnings []*routine.Fault
	for _, side := range r.Sessions() {
		s := r.Defaults
		s.Side = side
		p, err := r.Plan(s, lib)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-6s  %s\n", cmp.Or(side, "length"), clock(p.Length))
		if verbose {
			printPhases(out, p)
		}
		for _, warning := range p.Warnings {
			// A step has the same one on the other side.
			if !slices.ContainsFunc(warnings, func(w *routine.Fault) bool { return w.Place == warning.Place }) {
				warnings = append(warnings, warning)
			}
		}
	}
	for _, warning := range warnings {
		fmt.Fprintln(out, screen.Clean("warning: "+warning.Error()))
	}
	return nil
}
