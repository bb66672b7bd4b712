package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/routine/captions"
)

// outputFlags name a sound file to write, and what goes with it.
type outputFlags struct {
	path, format    string
	captions, cover string
	force           bool
}

func (o *outputFlags) add(c *cobra.Command) {
	o.addFile(c)
	flags := c.Flags()
	flags.StringVar(&o.captions, "captions", "", "a `FILE` for every sentence and breath as text: .vtt, .srt or .lrc; auto: a .vtt beside the sound file")
	flags.StringVar(&o.cover, "cover", "", "an `IMAGE` of your own for the cover, a PNG or JPEG file")
	completes(c, "captions", orFiles, described(autoCaptions, "beside the sound file"))
}

// addFile adds the flags of the sound file alone.
func (o *outputFlags) addFile(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVarP(&o.path, "output", "o", "", "the `FILE`: .wav, .flac, .mp3, .m4a, .opus, or - for standard output")
	flags.StringVar(&o.format, "format", "", "`KIND` of file, if the name does not say it: wav, flac, mp3 (needs lame or ffmpeg), m4a (ffmpeg) or opus (opusenc or ffmpeg)")
	flags.BoolVar(&o.force, "force", false, "replace files that exist")
	completes(c, "format", noFiles, string(audio.WAV), string(audio.FLAC), described(audio.MP3, "needs lame or ffmpeg"), described(audio.M4A, "needs ffmpeg"), described(audio.Opus, "needs opusenc or ffmpeg"))
}

// autoCaptions, in the place of a file, stands for the name of the sound file with
// another extension.
const autoCaptions = "auto"

// soundFormat returns the format that was asked for, or that the name says.
func (o *outputFlags) soundFormat() (audio.Format, error) {
	said, asked := audio.FormatOf(o.path), audio.Format(o.format)
	switch {
	case said != "" && filepath.Base(o.path) == filepath.Ext(o.path):
		return "", usageError("%q: a name is missing before %s", o.path, filepath.Ext(o.path))
	case asked != "" && !slices.Contains(audio.Formats(), asked):
		return "", usageError("format %q: must be %s", o.format, orList("", audio.Formats()))
	case asked != "" && said != "" && asked != said:
		return "", hint(usageError("format %q: %s is the name of another one", o.format, o.path), "without --format it is %s", said)
	case asked != "":
		return asked, nil
	case o.path == "-":
		return audio.WAV, nil
	case said == "":
		return "", hint(usageError("%q: the name does not end in %s", o.path, orList(".", audio.Formats())), "--format says what it is")
	}
	return said, nil
}

// captionsFile returns the file for captions and its format, "" for none.
func (o *outputFlags) captionsFile() (path string, f captions.Format, err error) {
	if o.captions == "" {
		return "", "", nil
	}
	path = o.captions
	if path == autoCaptions {
		if o.path == "-" {
			return "", "", hint(usageError("captions beside standard output have no name"), "--captions FILE.vtt names them")
		}
		path = strings.TrimSuffix(o.path, filepath.Ext(o.path)) + "." + string(captions.VTT)
	}
	f = captions.FormatOf(path)
	switch {
	case f == "":
		return "", "", usageError("captions %q: the name must end in %s", path, orList(".", captions.Formats()))
	case filepath.Clean(path) == filepath.Clean(o.path):
		return "", "", usageError("captions %q: that is the sound file", path)
	}
	return path, f, nil
}

// orList returns two or more values, each with a prefix, as in "a, b or c".
func orList[T ~string](prefix string, all []T) string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = prefix + string(v)
	}
	last := len(names) - 1
	return fmt.Sprintf("%s or %s", strings.Join(names[:last], ", "), names[last])
}
