package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/config"
)

func configCommand() *cobra.Command {
	var flags sessionFlags
	var output device.Options
	var as shownAs
	var schema, reminder bool
	c := &cobra.Command{
		Use: "config [left|right|both]", Short: "Print your defaults, and the value of every setting",
		Long: `Print where the file with your defaults is, what is in it, and for every setting
its value and where that comes from. The file has a line for each setting, which
is named as its flag:

  side: right
  voice: michael
  log: false

A flag on the command line comes first.`,
		RunE: func(c *cobra.Command, args []string) error {
			if schema {
				_, err := c.OutOrStdout().Write(config.Schema(configKeys()))
				return err
			}
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			return printConfig(c, s, len(args) > 0)
		},
	}
	flags.add(c)
	deviceFlags(c, &output)
	as.addFlags(c)
	remindFlag(c, &reminder)
	c.Flags().BoolVar(&schema, "schema", false, "print a JSON Schema of the file, for editors")
	return c
}

// printConfig prints the file and the settings of a session.
func printConfig(c *cobra.Command, s *session, sideGiven bool) error {
	out := bufio.NewWriter(c.OutOrStdout())
	path, err := config.Path()
	switch {
	case s.config != nil:
		fmt.Fprintf(out, "%s\n", s.config.Path)
		for line := range strings.Lines(s.config.Text) {
			fmt.Fprintf(out, "    %s\n", strings.TrimSuffix(line, "\n"))
		}
	case err != nil:
		fmt.Fprintln(out, "There is no place for defaults: "+err.Error())
	default:
		fmt.Fprintf(out, "%s: no such file, or not used\n", path)
	}
	fmt.Fprintf(out, "\n%-12s  %-12s  %s\n", "setting", "value", "from")
	for _, k := range configKeys() {
		value, from := cmp.Or(s.value(c, k.Name), "-"), "default"
		f := c.Flags().Lookup(k.Name)
		_, inFile := s.config.Value(k.Name)
		switch {
		case k.Name == "side" && sideGiven:
			from = "command line"
		case k.Name == "log" && c.Flags().Changed("no-log"):
			from = "--no-log"
		case f != nil && f.Changed:
			from = "--" + k.Name
		case inFile:
			from = fmt.Sprintf("%s:%d", s.config.Path, s.config.Line(k.Name))
		case k.Name == "before" || k.Name == "after":
			from = auto
		case f != nil && f.DefValue == "" && value != "-", k.Name == "voice" && s.routine.Voice != "":
			from = "routine " + s.routine.Name
		}
		fmt.Fprintf(out, "%-12s  %-12s  %s\n", k.Name, value, from)
	}
	return out.Flush()
}

// value returns what a setting came to, "" if the session has none.
func (s *session) value(c *cobra.Command, name string) string {
	set := s.settings
	switch name {
	case "side":
		return string(set.Side)
	case "rounds":
		return fmt.Sprint(set.Rounds)
	case "hold":
		return set.Hold.String()
	case "rest":
		return set.Rest.String()
	case "minutes":
		if set.Minutes == 0 {
			return ""
		}
		return fmt.Sprint(set.Minutes)
	case "breath":
		return set.Breath.String()
	case "words":
		return string(set.Words)
	case "before":
		return string(set.Before)
	case "after":
		return string(set.After)
	case "voice":
		return s.voiceName
	case "log":
		return fmt.Sprint(s.memory.on)
	}
	if f := c.Flags().Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}
