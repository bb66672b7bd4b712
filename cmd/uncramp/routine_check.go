package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

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

// parted returns those cues that sessions are planned with, and the others, which
// only answer keys.
func parted(cues []string, r *routine.Routine, lib routine.Library) (planned, answers []string) {
	var missed []string
	for _, with := range combinations(r) {
		_, err := r.Plan(with.Settings, lib)
		if missing := (*routine.Missing)(nil); errors.As(err, &missing) {
			missed = append(missed, missing.Cues...)
		}
	}
	for _, cue := range cues {
		if slices.Contains(missed, cue) {
			planned = append(planned, cue)
		} else {
			answers = append(answers, cue)
		}
	}
	return planned, answers
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
	planned, answers := lacksOf(r, speak), []string(nil)
	if len(planned) > 0 {
		planned, answers = parted(planned, r, lib)
	}
	if len(planned) > 0 {
		return lacking(&routine.Missing{Voice: lib.Voice, Cues: planned}, r, file, voice, speak[0])
	}
	if len(answers) > 0 {
		tell(c.ErrOrStderr(), "%v: a chime alone answers those keys", &routine.Missing{Voice: lib.Voice, Cues: answers})
	}
	if err := speak.check(); err != nil {
		return hint(err, "%s", checkVoice(voice))
	}
	for _, line := range otherwise(r, speak) {
		tell(c.ErrOrStderr(), "%s", line)
	}
	return checkRoutine(c.OutOrStdout(), nameOrFile, r, lib, mixture(r, speak), verbose)
}

// checkRoutine plans sessions of a routine and prints how long they are.
func checkRoutine(w io.Writer, file string, r *routine.Routine, lib routine.Library, mixture string, verbose bool) error {
	combinations := combinations(r)
	for _, with := range combinations {
		if _, err := r.Plan(with.Settings, lib); err != nil {
			if with.flags != "" {
				return hint(err, "that is a session with%s: narrow the limits, or make room", with.flags)
			}
			return err
		}
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s: OK: %d combinations checked with voice %s%s, over the bed %s\n", file, len(combinations), lib.Voice, mixture, lib.Bed)
	var warnings []*routine.Fault
	warned := map[string]bool{} // by the place of the step, which has the same one on the other side
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
			if !warned[warning.Place] {
				warned[warning.Place] = true
				warnings = append(warnings, warning)
			}
		}
	}
	for _, warning := range warnings {
		fmt.Fprintln(out, screen.Clean("warning: "+warning.Error()))
	}
	return out.Flush()
}

// combination is the settings of a session, and the flags that it differs by from
// the defaults.
type combination struct {
	routine.Settings
	flags string
}

// combinations returns the settings of every side with all ways in which words thin
// out, and with each setting at both ends of the limits that the file sets.
func combinations(r *routine.Routine) (all []combination) {
	var ends []func(*combination)
	end := func(flag string, set func(*routine.Settings)) {
		ends = append(ends, func(c *combination) { c.flags += flag; set(&c.Settings) })
	}
	l := r.Limits
	for _, n := range slices.Compact([]int{l.Rounds.From, min(l.Rounds.From+1, l.Rounds.To), min(l.Rounds.From+2, l.Rounds.To), l.Rounds.To}) {
		if n != r.Defaults.Rounds {
			end(fmt.Sprint(" --rounds ", n), func(s *routine.Settings) { s.Rounds = n })
		}
	}
	for _, times := range []struct {
		flag  string
		limit routine.Limit[time.Duration]
		to    func(*routine.Settings) *time.Duration
	}{
		{"hold", l.Hold, func(s *routine.Settings) *time.Duration { return &s.Hold }},
		{"rest", l.Rest, func(s *routine.Settings) *time.Duration { return &s.Rest }},
	} {
		if times.limit.Why != "" {
			for _, t := range []time.Duration{times.limit.From, times.limit.To} {
				end(fmt.Sprintf(" --%s %gs", times.flag, t.Seconds()), func(s *routine.Settings) { *times.to(s) = t })
			}
		}
	}
	if l.Minutes.Why != "" {
		for _, n := range []int{l.Minutes.From, l.Minutes.To} {
			end(fmt.Sprint(" --minutes ", n), func(s *routine.Settings) { s.Minutes = n })
		}
	}
	if l.Breath.Why != "" {
		for _, t := range []time.Duration{l.Breath.From, l.Breath.To} {
			b := routine.Breath{In: t, Out: t}
			end(fmt.Sprint(" --breath ", b), func(s *routine.Settings) { s.Breath = b })
		}
	}
	for _, side := range r.Sessions() {
		for i, words := range []routine.Words{routine.WordsFading, routine.WordsFull, routine.WordsFew} {
			s := combination{Settings: r.Defaults}
			s.Side, s.Words = side, words
			// The opening and the closing do not depend on the words.
			s.Before = []routine.Before{routine.BeforeFull, routine.BeforeShort, routine.BeforeNone}[i]
			s.After = []routine.After{routine.AfterFull, routine.AfterTip, routine.AfterNone}[i]
			if i > 0 {
				s.TooSoon, s.MoreCommon = true, true
				s.flags = fmt.Sprintf(" --words %s --before %s --after %s", words, s.Before, s.After)
			}
			all = append(all, s)
			for _, change := range ends {
				changed := s
				change(&changed)
				all = append(all, changed)
			}
		}
	}
	return all
}
