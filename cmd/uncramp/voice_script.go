package main

import (
	"bufio"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"uncramp/cmd/uncramp/internal/voicemaker"
	"uncramp/routine"
	"uncramp/sounds"
)

func voiceScriptCommand() *cobra.Command {
	var asYAML, asCSV bool
	var file, voice string
	c := &cobra.Command{
		Use: "script", Short: "Print what a voice has to say, cue by cue", Args: noArgs,
		Long: `Print every sentence that a voice has to say, or those of one routine. As CSV it
opens in a spreadsheet, and says which voice has a recording already. Translate
the words there, and "uncramp voice make --words" has them spoken.`,
		Example: `  uncramp voice script
  uncramp voice script --csv > words.csv
  uncramp voice script --routine mine.yaml --csv > words.csv
  uncramp voice script --yaml > recordings/voice.yaml`,
		RunE: func(c *cobra.Command, _ []string) error {
			if asYAML && asCSV {
				return usageError("either --csv or --yaml")
			}
			cues, r, err := openNeeds(file)
			if err != nil {
				return err
			}
			fallback := ""
			if r != nil {
				fallback = r.Fallback
				if !c.Flags().Changed("voice") {
					voice = voiceOf(r, file)
				}
			}
			speak, err := openSpeakers(voice, fallback)
			if err != nil {
				return err
			}
			for i, cue := range cues {
				if v, said := speak.of(cue.ID); v != nil {
					cues[i].Words = said.Words
				}
			}
			out := bufio.NewWriter(c.OutOrStdout())
			switch {
			case asYAML:
				fmt.Fprintf(out, "%s%s", manifestToFillIn, toFillIn(cues).Format())
			case asCSV:
				err = voicemaker.WriteCSV(out, cues, func(cue string) string {
					if v, _ := speak.of(cue); v != nil {
						return v.Name
					}
					return "no"
				})
			default:
				for _, cue := range cues {
					fmt.Fprintf(out, "%s: %s\n", cue.ID, cue.Words)
				}
			}
			if err != nil {
				return err
			}
			return out.Flush()
		},
	}
	routineFlag(c, &file)
	c.Flags().StringVar(&voice, "voice", sounds.DefaultVoice, "`NAME` or folder of a voice, which may have words and recordings already")
	completesVoices(c, "voice")
	c.Flags().BoolVar(&asCSV, "csv", false, "as CSV, for a spreadsheet")
	c.Flags().BoolVar(&asYAML, "yaml", false, "as the voice.yaml that goes with recordings, to fill in")
	return c
}

func routineFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "routine", "", "`NAME` or file of a routine: what it can need, and nothing else")
	completes(c, "routine", orFiles, routine.Builtin()...)
}

// openNeeds returns the cues that a routine needs, and the routine; or for "" what the
// built-in ones and the sound check need, and nil.
func openNeeds(file string) ([]routine.Cue, *routine.Routine, error) {
	if file == "" {
		needs, err := allNeeds()
		return needs, nil, err
	}
	r, err := openRoutine(file)
	if err != nil {
		return nil, nil, err
	}
	return r.Needs(script()), r, nil
}

// allNeeds returns the cues that the built-in routines and the sound check speak, in the
// order of the script.
func allNeeds() (needs []routine.Cue, err error) {
	var ids []string
	for _, say := range soundCheck {
		ids = append(ids, say.cue)
	}
	for _, name := range routine.Builtin() {
		r, err := openRoutine(name)
		if err != nil {
			return nil, err
		}
		for _, c := range r.Needs(script()) {
			ids = append(ids, c.ID)
		}
	}
	for _, c := range sounds.Script() {
		if slices.Contains(ids, c.ID) {
			needs = append(needs, routine.Cue{ID: c.ID, Words: c.Words})
		}
	}
	return needs, nil
}

const manifestToFillIn = `# Save this as voice.yaml beside the recordings: hold.wav for the cue hold, and so
# on. Say whose voice it is, and where it says other words than these, which.
`

// toFillIn returns a manifest with words, in which a person has to write the rest.
func toFillIn(words []routine.Cue) *sounds.Manifest {
	ask := func(example string) string { return voicemaker.ToFillIn + ", such as " + example }
	m := &sounds.Manifest{
		Name: "anna", Language: "en-US", Source: ask("recorded at home"), Author: ask("Anna Brown"), Licence: ask("CC-BY-4.0"),
	}
	for _, l := range words {
		m.Cues = append(m.Cues, sounds.Cue{ID: l.ID, Words: l.Words})
	}
	return m
}
