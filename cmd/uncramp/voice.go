package main

import (
	"bufio"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"uncramp/routine"
	"uncramp/sounds"
)

func voiceCommand() *cobra.Command {
	c := group(&cobra.Command{Use: "voice", Short: "List, check and make voices"})
	c.AddCommand(voiceListCommand(), voiceScriptCommand(), voiceCheckCommand(), voiceMakeCommand())
	return c
}

// openVoice returns a built-in voice, or that in a folder.
func openVoice(nameOrFolder string) (*sounds.Voice, error) {
	v, err := sounds.OpenVoice(nameOrFolder)
	return v, unknownVoice(nameOrFolder, err)
}

// unknownVoice returns err, with a hint if it says that there is no such voice.
func unknownVoice(nameOrFolder string, err error) error {
	if !errors.Is(err, sounds.ErrNoVoice) {
		return err
	}
	if near := routine.Nearest(nameOrFolder, sounds.Voices()); near != "" {
		return hint(err, "did you mean %q?", near)
	}
	return hint(err, "a voice of your own is named by its folder, such as ./anna")
}

// checkVoice returns a hint at the command that says what is wrong with a voice.
func checkVoice(nameOrFolder string) string {
	return "uncramp voice check " + shellWord(nameOrFolder) + " says what is wrong with the voice"
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
	var asYAML bool
	c := &cobra.Command{
		Use: "script", Short: "Print what a voice has to say, cue by cue", Args: noArgs,
		Example: `  uncramp voice script
  uncramp voice script --yaml > recordings/voice.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			out := bufio.NewWriter(c.OutOrStdout())
			if asYAML {
				fmt.Fprintf(out, "%s%s", manifestToFillIn, toFillIn().Format())
			} else {
				for _, l := range sounds.Script() {
					fmt.Fprintf(out, "%s: %s\n", l.ID, l.Words)
				}
			}
			return out.Flush()
		},
	}
	c.Flags().BoolVar(&asYAML, "yaml", false, "as the voice.yaml that goes with recordings, to fill in")
	return c
}

const manifestToFillIn = `# Save this as voice.yaml beside the recordings: hold.wav for the cue hold, and so
# on. Say whose voice it is, and where it says other words than these, which.
`

// toFillIn returns a manifest with the words of the script and an invented author.
func toFillIn() *sounds.Manifest {
	m := &sounds.Manifest{
		Name: "anna", Language: "en-US", Source: "recorded at home", Author: "Anna Example", Licence: "CC-BY-4.0", Made: "spoken in one evening",
	}
	for _, l := range sounds.Script() {
		m.Cues = append(m.Cues, sounds.Cue{ID: l.ID, Words: l.Words})
	}
	return m
}
