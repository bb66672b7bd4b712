package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"uncramp/routine"
	"uncramp/routine/yamlfile"
	"uncramp/sounds"
)

func routineCommand() *cobra.Command {
	c := group(&cobra.Command{Use: "routine", Short: "List, show and check routines"})
	var voice string
	list := &cobra.Command{
		Use: "list", Short: "List the routines", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, name := range routine.Builtin() {
				r, err := openRoutine(name)
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintf(c.OutOrStdout(), "%-10s  %s\n", r.Name, r.Title); err != nil {
					return err
				}
			}
			return nil
		},
	}
	show := &cobra.Command{
		Use: "show [NAME]", Short: "Print a routine's file, to copy and change", Args: atMostOne,
		ValidArgs: routine.Builtin(),
		Example:   "  uncramp routine show > mine.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			name := routine.Default
			if len(args) > 0 {
				name = args[0]
			}
			src, err := routine.Source(name)
			if err != nil {
				return asUsage(err)
			}
			_, err = c.OutOrStdout().Write(src)
			return err
		},
	}
	check := &cobra.Command{
		Use: "check FILE", Short: "Check a routine's file",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes one file", name(c))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			file, err := expandPath(args[0])
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
			if lacks := lacksOf(r, speak); len(lacks) > 0 {
				return lacking(&routine.Missing{Voice: lib.Voice, Cues: lacks}, r, file, voice, speak[0])
			}
			plans, err := checkPlans(r, lib)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s: OK: %d combinations checked with voice %s%s\n", args[0], plans, lib.Voice, mixture(r, speak))
			return err
		},
	}
	check.Flags().StringVar(&voice, "voice", sounds.DefaultVoice, "`NAME` or folder of the voice that would speak it")
	completesVoices(check, "voice")
	c.AddCommand(list, show, check)
	return c
}

// checkPlans plans the routine with all sides, rounds and ways in which words thin
// out, and returns the number of combinations.
func checkPlans(r *routine.Routine, lib routine.Library) (n int, err error) {
	sides := r.Sides
	if len(sides) > 1 {
		sides = append(sides[:len(sides):len(sides)], routine.Both)
	}
	for _, side := range sides {
		for rounds := r.Limits.Rounds.From; rounds <= r.Limits.Rounds.To; rounds++ {
			for i, words := range []routine.Words{routine.WordsFull, routine.WordsFading, routine.WordsFew} {
				s := r.Defaults
				s.Side, s.Rounds, s.Words = side, rounds, words
				// The opening and the closing do not depend on the words.
				s.Before = []routine.Before{routine.BeforeFull, routine.BeforeShort, routine.BeforeNone}[i]
				s.After = []routine.After{routine.AfterFull, routine.AfterTip, routine.AfterNone}[i]
				s.TooSoon, s.MoreCommon = true, true
				if _, err := r.Plan(s, lib); err != nil {
					return n, err
				}
				n++
			}
		}
	}
	return n, nil
}

// openRoutine returns a built-in routine, or that in a file.
func openRoutine(nameOrFile string) (*routine.Routine, error) {
	name, src, err := routineSource(nameOrFile)
	if err != nil {
		return nil, err
	}
	return routine.Parse(name, src, routine.Script{Words: sounds.Words(), Chimes: sounds.Chimes()})
}

// voiceOf returns the voice that speaks a routine unless another is asked for: its
// own one, by name or by its folder beside the routine's file, or the default one.
func voiceOf(r *routine.Routine, file string) string {
	switch {
	case r.Voice == "":
		return sounds.DefaultVoice
	case strings.ContainsAny(r.Voice, `/\`) && !filepath.IsAbs(r.Voice):
		return filepath.Join(filepath.Dir(file), r.Voice)
	}
	return r.Voice
}

// routineSource returns the text of a routine, and the file name for its faults.
func routineSource(nameOrFile string) (name string, src []byte, err error) {
	src, notBuiltin := routine.Source(nameOrFile)
	if notBuiltin == nil {
		return nameOrFile + ".yaml", src, nil
	}
	src, err = readSource(nameOrFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(nameOrFile, `./\`):
		return "", nil, asUsage(notBuiltin)
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, hint(err, "uncramp routine show > mine.yaml is a start")
	}
	return nameOrFile, src, err
}

// readSource reads a routine's file, which may be a pipe. If it is longer than a
// routine can be, it returns one byte more than that.
func readSource(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err == nil {
		defer f.Close()
		var src []byte
		if src, err = io.ReadAll(io.LimitReader(f, yamlfile.MaxSize+1)); err == nil {
			return src, nil
		}
	}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
		err = syscall.EISDIR // Windows calls it an incorrect function
	}
	return nil, fmt.Errorf("%s: %w", file, err)
}

func atMostOne(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError("%s takes one name, not %q too", name(c), args[1])
	}
	return nil
}
