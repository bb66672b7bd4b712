package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What a shell completes if none of the words fits.
const (
	noFiles = cobra.ShellCompDirectiveNoFileComp
	orFiles = cobra.ShellCompDirectiveDefault
)

// completes sets what a shell completes as the value of a flag.
func completes(c *cobra.Command, flag string, rest cobra.ShellCompDirective, words ...string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, rest)); err != nil {
		panic(err) // there is no such flag
	}
}

// described returns a word for [completes] with the description that a shell shows.
func described[T ~string](word T, description string) string {
	return cobra.CompletionWithDesc(string(word), description)
}

// prepareCompletion removes the backquotes from the usages of all flags, because
// completion would show them, and keeps files from commands that take no argument.
func prepareCompletion(c *cobra.Command) {
	plain := func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") }
	c.Flags().VisitAll(plain)
	c.PersistentFlags().VisitAll(plain)
	for _, sub := range c.Commands() {
		prepareCompletion(sub)
	}
	if c.Args != nil && c.Args(c, []string{"any"}) != nil && c.ValidArgs == nil && c.ValidArgsFunction == nil {
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
}

//go:embed completion.bash
var bashCompletion string

// completionCommand returns the command that prints completion scripts. That for
// bash is our own: cobra's works only with the package bash-completion.
func completionCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use: "completion", Short: "Print a shell completion script",
	})
	for _, shell := range []struct {
		name, now, always string
		print             func(*cobra.Command, io.Writer) error
	}{
		{"bash", "source <(uncramp completion bash)", "echo 'source <(uncramp completion bash)' >> ~/.bashrc",
			func(_ *cobra.Command, w io.Writer) error { _, err := io.WriteString(w, bashCompletion); return err }},
		{"zsh", "source <(uncramp completion zsh)", `uncramp completion zsh > "${fpath[1]}/_uncramp"`,
			(*cobra.Command).GenZshCompletion},
		{"fish", "uncramp completion fish | source", "uncramp completion fish > ~/.config/fish/completions/uncramp.fish",
			func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }},
		{"powershell", "uncramp completion powershell | Out-String | Invoke-Expression", "uncramp completion powershell >> $PROFILE",
			(*cobra.Command).GenPowerShellCompletionWithDesc},
	} {
		c.AddCommand(&cobra.Command{
			Use: shell.name, Short: "Print the completion script for " + shell.name, Args: noArgs,
			Long: fmt.Sprintf("Print the completion script for %s.\n\nTo load it into this shell:\n\n  %s\n\nTo install it for every new one:\n\n  %s", shell.name, shell.now, shell.always),
			RunE: func(c *cobra.Command, _ []string) error { return shell.print(c.Root(), c.OutOrStdout()) },
		})
	}
	return c
}
