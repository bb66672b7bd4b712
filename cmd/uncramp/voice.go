package main

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	"uncramp/sounds"
)

func voiceCommand() *cobra.Command {
	c := group(&cobra.Command{Use: "voice", Short: "List, check and make voices"})
	c.AddCommand(voiceListCommand(), voiceScriptCommand(), voiceCheckCommand(), voiceMakeCommand())
	return c
}

func voiceListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the built-in voices", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, name := range sounds.Voices() {
				v, err := sounds.OpenVoice(name)
				if err != nil {
					return err
				}
				kind := "recorded"
				if v.Synthetic {
					kind = "synthetic"
				}
				if _, err := fmt.Fprintf(c.OutOrStdout(), "%-10s  %-6s  %s: %s, by %s (%s)\n",
					name, v.Language, kind, v.Source, v.Author, v.Licence); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func voiceScriptCommand() *cobra.Command {
	return &cobra.Command{
		Use: "script", Short: "Print what a voice has to say, cue by cue", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			out := bufio.NewWriter(c.OutOrStdout())
			for _, l := range sounds.Script() {
				fmt.Fprintf(out, "%s: %s\n", l.ID, l.Words)
			}
			return out.Flush()
		},
	}
}
