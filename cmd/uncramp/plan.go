package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio/atomicfile"
	"uncramp/cmd/uncramp/internal/picture"
	"uncramp/routine"
)

func planCommand() *cobra.Command {
	var flags sessionFlags
	var asJSON, force bool
	var file string
	c := &cobra.Command{
		Use:   "plan [left|right|both]",
		Short: "Print what will happen, second by second",
		Example: `  uncramp plan right --hold 25s
  uncramp plan --json | jq .length_samples
  uncramp plan both --picture session.svg`,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case file != "" && file != "-" && !isSVG(file):
				return hint(usageError("%q: not an .svg file", file), "name one: uncramp plan --picture session.svg")
			case asJSON && file == "-":
				return usageError("standard output is for the picture or for --json, not for both")
			}
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			if _, err := s.speakers.own(); err != nil {
				return hint(err, "%s", checkVoice(s.voiceName))
			}
			if file != "" {
				if err := s.draw(c, file, force); err != nil || !asJSON {
					return err
				}
			}
			if asJSON {
				out := json.NewEncoder(c.OutOrStdout())
				out.SetEscapeHTML(false)
				return out.Encode(s.plan)
			}
			return printPlan(c.OutOrStdout(), s)
		},
	}
	flags.add(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, for programs; times in samples")
	c.Flags().StringVar(&file, "picture", "", "draw it into an SVG `FILE`, or - for standard output")
	c.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	return c
}

// isSVG reports whether a path is the name of an SVG file.
func isSVG(path string) bool {
	ext := filepath.Ext(path)
	return strings.EqualFold(ext, ".svg") && filepath.Base(path) != ext
}

// draw draws the session's plan into a file, or to standard output.
func (s *session) draw(c *cobra.Command, path string, force bool) error {
	return drawTo(c, path, force, func(w io.Writer) error { return picture.Write(w, s.plan, s.routine.Title, s.announcement()) })
}

// drawTo draws a picture into a file, or to standard output if path is "-".
func drawTo(c *cobra.Command, path string, force bool, draw func(io.Writer) error) error {
	if path == "-" {
		return draw(c.OutOrStdout())
	}
	err := atomicfile.Write(path, force, draw)
	switch {
	case errors.Is(err, fs.ErrExist):
		return hint(fmt.Errorf("%s exists", path), "--force replaces it")
	case err != nil:
		return err
	}
	tell(c.ErrOrStderr(), "wrote %s", path)
	return nil
}

// printPlan prints a plan phase by phase, with what is heard when.
func printPlan(w io.Writer, s *session) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n%s\n", s.routine.Title, s.announcement())
	printPhases(out, s.plan)
	return out.Flush()
}

// printPhases prints the sounds of each phase, with their times.
func printPhases(out io.Writer, p *routine.Plan) {
	events := p.Events
	for _, phase := range p.Phases {
		fmt.Fprintf(out, "\n%8s  %s  (%v)\n", clock(phase.Start), phaseName(p, phase), seconds(phase.End-phase.Start))
		for len(events) > 0 && events[0].At < phase.End {
			fmt.Fprintf(out, "%8s    %s\n", clock(events[0].At), eventName(events[0]))
			events = events[1:]
		}
	}
	fmt.Fprintf(out, "\n%8s  end\n", clock(p.Length))
}

// phaseName returns a phase in words, as "hold, left, round 1 of 3".
func phaseName(p *routine.Plan, phase routine.Phase) string {
	name := cmp.Or(phase.Title, phase.Name)
	switch {
	case phase.Round == 0, phase.Side == "" && p.Rounds == 1:
		return name
	case phase.Side == "":
		return fmt.Sprintf("%s, round %d of %d", name, phase.Round, p.Rounds)
	}
	return fmt.Sprintf("%s, %s, round %d of %d", name, phase.Side, phase.Round, p.Rounds)
}

// eventName returns the words of a spoken event, or the cue of another one.
func eventName(e routine.Event) string {
	if e.Text != "" {
		return fmt.Sprintf("%q", e.Text)
	}
	return e.Cue
}

// seconds formats a length of time in seconds, rounded to tenths.
func seconds(n routine.Samples) string { return fmt.Sprintf("%.1f s", n.Duration().Seconds()) }
