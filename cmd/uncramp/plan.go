package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"uncramp/routine"
)

func planCommand() *cobra.Command {
	var flags sessionFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "plan [left|right|both]",
		Short: "Print what will happen, second by second",
		Example: `  uncramp plan right --hold 25s
  uncramp plan --json | jq .length_samples`,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := flags.open(c, args)
			if err != nil {
				return err
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
	c.Flags().BoolVar(&asJSON, "json", false, "for programs, in samples")
	return c
}

// printPlan writes the plan as a table that a person can read.
func printPlan(w io.Writer, s *session) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n%s\n", s.routine.Title, s.announced())
	events := s.plan.Events
	for _, phase := range s.plan.Phases {
		fmt.Fprintf(out, "\n%8s  %s  (%v)\n", clock(phase.Start), phaseName(s.plan, phase), seconds(phase.End-phase.Start))
		for len(events) > 0 && events[0].At < phase.End {
			fmt.Fprintf(out, "%8s    %s\n", clock(events[0].At), eventName(events[0]))
			events = events[1:]
		}
	}
	fmt.Fprintf(out, "\n%8s  end\n", clock(s.plan.Length))
	return out.Flush()
}

// phaseName is a phase in words: "hold, left, round 1 of 3".
func phaseName(p *routine.Plan, phase routine.Phase) string {
	if phase.Round == 0 {
		return phase.Name
	}
	return fmt.Sprintf("%s, %s, round %d of %d", phase.Name, phase.Side, phase.Round, p.Rounds)
}

// eventName is the words of a spoken event, and the name of any other.
func eventName(e routine.Event) string {
	if e.Text != "" {
		return fmt.Sprintf("%q", e.Text)
	}
	return e.Cue
}

// seconds writes a length of time, rounded to tenths.
func seconds(n routine.Samples) string { return fmt.Sprintf("%.1f s", n.Duration().Seconds()) }
