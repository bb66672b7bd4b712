package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// help prints what --help asks for, and remembers whether that could be written:
// cobra has nobody to tell.
type help struct{ err error }

func (h *help) print(c *cobra.Command, _ []string) {
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	_, h.err = io.WriteString(c.OutOrStdout(), strings.TrimSpace(about)+"\n\n"+c.UsageString())
}

// helpCommand is "help [COMMAND]...", for which a word that is no command is
// wrong usage.
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
				return unknown("no such command:", rest[0], names)
			case len(rest) > 0:
				return usageError("%s has no command %q", name(of), rest[0])
			}
			of.InitDefaultHelpFlag()
			of.InitDefaultVersionFlag()
			return of.Help()
		},
	}
}

// subcommands are the names of a command's own commands.
func subcommands(c *cobra.Command) (names []string) {
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return names
}

// name is a command's name as an error has it, behind the program's own.
func name(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "uncramp ") }

// What a shell completes where the words there are do not fit.
const (
	noFiles = cobra.ShellCompDirectiveNoFileComp
	orFiles = cobra.ShellCompDirectiveDefault
)

// completes says what a shell completes of a flag's value.
func completes(c *cobra.Command, flag string, rest cobra.ShellCompDirective, words ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, rest)); err != nil {
		panic(err) // there is no such flag
	}
}

// completionCommand prints what makes a shell complete.
func completionCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "completion", Short: "Print what lets a shell complete commands and flags",
	})
	for _, shell := range []struct {
		name, now, always string
		print             func(*cobra.Command, io.Writer) error
	}{
		{"bash", "source <(uncramp completion bash)", "uncramp completion bash > /etc/bash_completion.d/uncramp",
			func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }},
		{"zsh", "source <(uncramp completion zsh)", `uncramp completion zsh > "${fpath[1]}/_uncramp"`,
			(*cobra.Command).GenZshCompletion},
		{"fish", "uncramp completion fish | source", "uncramp completion fish > ~/.config/fish/completions/uncramp.fish",
			func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
		{"powershell", "uncramp completion powershell | Out-String | Invoke-Expression", "uncramp completion powershell >> $PROFILE",
			(*cobra.Command).GenPowerShellCompletionWithDesc},
	} {
		c.AddCommand(&cobra.Command{
			Use: shell.name, Short: "Print it for " + shell.name, Args: noArgs,
			Long: fmt.Sprintf("In this shell alone:\n\n  %s\n\nIn every new one:\n\n  %s", shell.now, shell.always),
			RunE: func(c *cobra.Command, _ []string) error { return shell.print(c.Root(), c.OutOrStdout()) },
		})
	}
	return c
}
