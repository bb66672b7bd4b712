package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"uncramp/audio/mastering"
	"uncramp/cmd/uncramp/internal/voicemaker"
	"uncramp/routine"
	"uncramp/sounds"
)

// voiceName matches the names of voices and routines, which are names of folders and
// files on every system.
var voiceName = regexp.MustCompile(`^[\pL\pN][\pL\pN_-]*$`)

func voiceMakeCommand() *cobra.Command {
	o := voicemaker.Options{Format: mastering.FLAC}
	var file string
	var with plainText
	var asMP3 bool
	c := &cobra.Command{
		Use:   "make NAME [--from FOLDER] [--with ENGINE]",
		Short: "Make a voice of recordings, or have one spoken",
		Long: `Make a voice of a folder of recordings, of sentences that an engine speaks, or
of both: a recording wins, and the engine speaks what is missing.

A recording has the name of its cue (hold.wav; "uncramp voice script" lists
them), as WAV, FLAC or MP3, or as anything that ffmpeg reads, such as m4a, opus
and ogg, if that is installed. Its folder has a voice.yaml, which says whose
voice it is and what is spoken: "uncramp voice script --yaml" prints one to fill
in. Words can also come from the CSV of "uncramp voice script --csv": from the
one in the folder, or from --words.

An ENGINE is espeak-ng:VOICE, piper:MODEL, say:VOICE (macOS), sapi:VOICE
(Windows), or a command that writes a WAV file, such as
"my-tts --text {text} --wav {out}", with {file} for a file with the text, or the
text on its standard input. No shell sees it.

Each clip is trimmed, brought to one loudness with its peaks limited, and
written as FLAC, or with --mp3 by lame or ffmpeg. The voice is kept where
--voice NAME finds it from anywhere, or put into --out. One that is there
already is replaced when the new one is whole; what an engine spoke is spoken
anew only if its words or the engine have changed.`,
		Example: `  uncramp voice make anna --from ~/recordings
  uncramp voice make maria --words words.csv --with espeak-ng:es \
    --author "Maria Lopez" --licence CC0-1.0
  uncramp voice make four --routine mine.yaml --with espeak-ng:en-us \
    --extends heart --author me --licence CC0-1.0
  uncramp --voice anna`,
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return hint(usageError("%s takes one name", name(c)), "uncramp voice make anna --from FOLDER makes the voice anna of recordings")
			case !voiceName.MatchString(args[0]):
				return usageError("voice %q: a name has letters, digits, - and _", args[0])
			case slices.Contains(sounds.Voices(), args[0]):
				return hint(usageError("voice %q is built in", args[0]), "choose another name")
			case o.From == "" && with == "":
				return hint(usageError("%s needs recordings or an engine", name(c)), "--from FOLDER names recordings, --with espeak-ng:en-us has it spoken")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.Name, o.Lends = args[0], lendsTo(args[0])
			if asMP3 {
				o.Format = mastering.MP3
			}
			if with != "" {
				var err error
				if o.Engine, err = voicemaker.ParseEngine(string(with)); err != nil {
					return asUsage(err)
				}
			}
			return makeVoice(c, o, file)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.From, "from", "", "the `FOLDER` of the recordings")
	flags.Var(&with, "with", "the `ENGINE` that speaks what is missing")
	flags.StringVar(&o.Words, "words", "", "a CSV `FILE` of words, as uncramp voice script --csv prints it")
	routineFlag(c, &file)
	flags.StringVar(&o.Extends, "extends", "", "the voice, by its `NAME`, that speaks what this one lacks")
	completesVoices(c, "extends")
	flags.Var((*plainText)(&o.Author), "author", "`WHO` made the recordings or the voice")
	flags.Var((*plainText)(&o.Licence), "licence", "the `SPDX` identifier of its licence, such as CC-BY-4.0")
	flags.Var((*plainText)(&o.Language), "language", "its `LANGUAGE`, such as en-US, if no voice.yaml and no engine says it")
	flags.BoolVar(&asMP3, "mp3", false, "write MP3s, with lame or ffmpeg, instead of FLAC")
	completes(c, "with", noFiles, described("espeak-ng:en-us", "espeak-ng and its voice"), "piper:", "say:", "sapi:")
	completes(c, "author", noFiles)
	completes(c, "licence", noFiles, "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")
	completes(c, "language", noFiles, "en-US", "en-GB")
	flags.StringVar(&o.Out, "out", "", "the voice's `FOLDER`, instead of the one where voices are found by name")
	return c
}

// makeVoice makes a voice for a routine, or for all built-in ones if routine is empty,
// and prints what came of it.
func makeVoice(c *cobra.Command, o voicemaker.Options, routine string) error {
	var err error
	if o.Needs, _, err = openNeeds(routine); err != nil {
		return err
	}
	play := "uncramp --voice " + o.Name
	if o.Out == "" {
		if o.Out, err = ownFolder(o.Name); err != nil {
			return err
		}
	} else {
		play = "uncramp --voice " + shellWord(o.Out)
	}
	if routine != "" {
		play += " --routine " + shellWord(routine)
	}
	stderr, shows := c.ErrOrStderr(), term.IsTerminal(int(os.Stderr.Fd()))
	m, clips, err := voicemaker.Make(c.Context(), o, func(done, of int) {
		if shows {
			fmt.Fprintf(stderr, "%d of %d sentences\r", done, of)
		}
	})
	if shows {
		fmt.Fprintf(stderr, "%24s\r", "")
	}
	if err != nil {
		return hint(err, "%s", remedy(err, &o, routine))
	}
	for _, clip := range clips {
		if clip.Notes != "" {
			tell(stderr, "%s: %s", clip.ID, clip.Notes)
		}
	}
	lent := ""
	if m.Extends != "" {
		lent = "; " + m.Extends + " speaks the others"
	}
	if _, err = fmt.Fprintf(c.OutOrStdout(), "%s: %s%s\n", o.Out, counted(len(m.Cues), "sentence"), lent); err == nil {
		tell(stderr, "%s", play)
	}
	return err
}

// remedy returns the hint for an error of making a voice, "" if there is none.
func remedy(err error, o *voicemaker.Options, routine string) string {
	faults := (*voicemaker.Faults)(nil)
	if !errors.As(err, &faults) {
		return ""
	}
	if routine != "" {
		routine = " --routine " + shellWord(routine)
	}
	var remedies []string
	if o.From != "" && len(faults.All) > voicemaker.Named {
		remedies = append(remedies, "uncramp voice check "+shellWord(o.From)+routine+" names them all")
	}
	switch {
	case errors.Is(err, voicemaker.ErrUntranslated) && o.Words != "":
		remedies = append(remedies, "translate them in "+shellWord(o.Words)+", too; uncramp voice script"+routine+" --csv prints all sentences")
	case errors.Is(err, voicemaker.ErrUntranslated):
		remedies = append(remedies, "uncramp voice script"+routine+" --csv > words.csv; translate them there, and add --words words.csv")
	case errors.Is(err, voicemaker.ErrMissing):
		remedies = append(remedies, "--with ENGINE has missing ones spoken")
		if o.Extends == "" {
			remedies = append(remedies, "--extends heart leaves them to heart")
		}
	}
	return strings.Join(remedies, "; ")
}

// plainText is the value of a flag that is no path, even if it looks like one.
type plainText string

func (t *plainText) Set(v string) error { *t = plainText(v); return nil }
func (t *plainText) String() string     { return string(*t) }
func (t *plainText) Type() string       { return "text" }

// lendsTo returns the [voicemaker.Options.Lends] of the voice name. A voice lends the cues
// that it has, or that one which it extends itself has.
func lendsTo(name string) func(voice string) (func(cue string) bool, error) {
	return func(voice string) (func(cue string) bool, error) {
		if voice != "" && !voiceName.MatchString(voice) {
			return nil, usageError("extends %q: a voice to extend is found by its name", voice)
		}
		all, err := openSpeakers(voice, routine.NoFallback)
		if slices.ContainsFunc(all, func(v *sounds.Voice) bool { return v.Name == name }) {
			err = usageError("voice %q would extend itself", name)
		}
		return func(cue string) bool { v, _ := all.of(cue); return v != nil }, err
	}
}

// ownFolder returns the path of the user's own voice of a name. It creates the folder of
// voices, but not that one.
func ownFolder(voice string) (string, error) {
	own, err := dataFolder(voicesFolder)
	if err == nil {
		err = os.MkdirAll(own, 0o700)
	}
	if err != nil {
		return "", hint(err, "--out FOLDER puts it elsewhere")
	}
	return filepath.Join(own, voice), nil
}
