package main

import (
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// help prints what --help asks for, and keeps the error of the write, which cobra
// would drop.
type help struct{ err error }

func (h *help) print(c *cobra.Command, _ []string) {
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	usage := quotedDefault.ReplaceAllString(c.UsageString(), "(default $1)")
	_, h.err = io.WriteString(c.OutOrStdout(), strings.TrimSpace(about)+"\n\n"+usage)
}

// quotedDefault is how pflag writes the default of a flag that is a text.
var quotedDefault = regexp.MustCompile(`\(default "([^"]*)"\)`)

// helpCommand returns the command help. Unlike cobra's own, it refuses words that
// are no command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]...", Short: "Help about any command",
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if of, rest, err := c.Root().Find(args); err == nil && len(rest) == 0 {
				names = subcommands(of)
			}
			return names, noFiles
		},
		RunE: func(c *cobra.Command, args []string) error {
			of, rest, err := c.Root().Find(args)
			if err != nil {
				return asUsage(err)
			}
			switch names := subcommands(of); {
			case len(rest) > 0 && len(names) > 0:
				return unknown("command", rest[0], names)
			case len(rest) > 0:
				return usageError("%s has no command %q", name(of), rest[0])
			}
			of.InitDefaultHelpFlag()
			of.InitDefaultVersionFlag()
			return of.Help()
		},
	}
}

// subcommands returns the names of the commands that a command holds.
func subcommands(c *cobra.Command) (names []string) {
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	return names
}

// name returns a command's name as errors have it: without that of the program.
func name(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "uncramp ") }
