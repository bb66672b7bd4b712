package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/spf13/cobra"

	"uncramp/cmd/uncramp/internal/voicemaker"
	"uncramp/sounds"
)

// voiceName matches names of voices, which are names of folders on every system.
var voiceName = regexp.MustCompile(`^[\pL\pN][\pL\pN_-]*$`)

func voiceMakeCommand() *cobra.Command {
	var from, out string
	c := &cobra.Command{
		Use:   "make NAME --from FOLDER",
		Short: "Make a voice from a folder of recordings",
		Long: `Make a voice from a folder of recordings: one for each cue, with the cue as its
name (hold.wav; "uncramp voice script" lists them), as WAV, FLAC or MP3, or as
anything that ffmpeg reads, such as m4a, opus and ogg, if that is installed.
Each is trimmed, brought to one loudness with its peaks limited, and encoded
with lame. The folder also needs a voice.yaml, which says whose voice it is and
what is spoken: "uncramp voice script --yaml" prints one to fill in.

The voice is put into the folder NAME of the current directory, or into --out. A
voice that is there already is replaced as soon as the new one is whole.`,
		Example: `  uncramp voice script --yaml > ~/recordings/voice.yaml
  uncramp voice make anna --from ~/recordings
  uncramp --voice ./anna`,
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return usageError("%s takes one name", name(c))
			case !voiceName.MatchString(args[0]):
				return usageError("voice %q: a name has letters, digits, - and _", args[0])
			case from == "":
				return hint(usageError("%s needs the folder of the recordings", name(c)), "name it with --from")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			name := args[0]
			if out == "" {
				out = name
			}
			made := 0
			err := voicemaker.Make(c.Context(), name, from, out, func(m voicemaker.Made) {
				made++
				printMade(c.ErrOrStderr(), m)
			})
			if faults := (*voicemaker.Faults)(nil); errors.As(err, &faults) {
				return hint(err, "uncramp voice check %s names them all; nothing was changed", shellWord(from))
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s: %d recordings and %s\n", out, made, sounds.ManifestFile)
			return err
		},
	}
	c.Flags().StringVar(&from, "from", "", "the `FOLDER` of the recordings")
	c.Flags().StringVar(&out, "out", "", "the voice's `FOLDER`, NAME in the current directory by default")
	return c
}

// printMade prints the figures of a clip, and what was done to it.
func printMade(w io.Writer, m voicemaker.Made) {
	limiter := ""
	if m.Reduction >= 0.05 {
		limiter = fmt.Sprintf(", limiter %.1f dB", m.Reduction)
	}
	notes := ""
	if m.Notes != "" {
		notes = "; " + m.Notes
	}
	tell(w, "%-16s  %.1f LUFS  %5.1f dBTP  (gain %+.1f dB%s%s)", m.Cue, float64(m.Loudness), float64(m.Peak), m.Gain, limiter, notes)
}
