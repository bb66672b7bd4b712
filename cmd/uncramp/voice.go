package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/sounds"
)

func voiceCommand() *cobra.Command {
	c := group(&cobra.Command{Use: "voice", Short: "List, check and make voices"})
	c.AddCommand(voiceListCommand(), voiceScriptCommand(), voiceCheckCommand(), voiceMakeCommand())
	return c
}

// checkVoice returns a hint at the command that says what is wrong with a voice.
func checkVoice(nameOrFolder string) string {
	return "uncramp voice check " + shellWord(nameOrFolder) + " says what is wrong with the voice"
}

func voiceListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the built-in voices, and yours", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, name := range voiceNames() {
				v, err := sounds.OpenVoice(voicePath(name))
				if err != nil {
					tell(c.ErrOrStderr(), "%v", err)
					continue
				}
				kind := "recorded"
				if v.Synthetic {
					kind = "synthetic"
				}
				line := fmt.Sprintf("%-10s  %-6s  %s: %s, by %s (%s)", name, v.Language, kind, v.Source, v.Author, v.Licence)
				if _, err := fmt.Fprintln(c.OutOrStdout(), screen.Clean(line)); err != nil {
					return err
				}
			}
			own, err := dataFolder(voicesFolder)
			for _, name := range sounds.Voices() {
				if folder := filepath.Join(own, name); err == nil && isFolder(folder) {
					tell(c.ErrOrStderr(), "%s is not used: %s is built in, so give the folder another name", folder, name)
				}
			}
			return nil
		},
	}
}
