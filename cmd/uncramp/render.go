package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"uncramp/audio"
	"uncramp/audio/atomicfile"
	"uncramp/audio/tags"
	"uncramp/routine/captions"
)

func renderCommand() *cobra.Command {
	var flags sessionFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "render [left|right|both] -o FILE",
		Short: "Write a session to a sound file",
		Long: `Write the session that uncramp would play to a file: 48 kHz, stereo. A WAV or
FLAC file is the same to the sample; MP3, M4A and Opus files are made by an
encoder on the PATH. All of them have a title, a cover and chapters. The file
appears when it is complete. With -o - it goes to standard output, as WAV.`,
		Example: `  uncramp render -o session.flac
  uncramp render -o session.mp3 --captions auto
  uncramp render both --voice michael -o - | ffplay -`,
		RunE: func(c *cobra.Command, args []string) error {
			if out.path == "" {
				return hint(usageError("no file named"), "name one: uncramp render -o session.wav")
			}
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			return s.renderTo(c, out)
		},
	}
	flags.add(c)
	out.add(c)
	return c
}

// renderTo writes the session to a file, or to standard output, and its captions.
func (s *session) renderTo(c *cobra.Command, out outputFlags) error {
	f, err := out.soundFormat()
	if err != nil {
		return err
	}
	cover, err := readCover(out.cover)
	if err != nil {
		return err
	}
	text, textFormat, err := out.captionsFile()
	if err != nil {
		return err
	}
	t := s.tags(cover)
	sound := func() error { return s.render(c, out, f, t) }
	if text == "" {
		err = sound()
	} else {
		err = s.withCaptions(text, textFormat, out.force, sound)
	}
	if errors.Is(err, fs.ErrExist) {
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = fmt.Errorf("%s exists", p.Path)
		}
		return hint(err, "--force replaces it")
	}
	return err
}

// withCaptions calls sound, which writes the sound, and writes captions to a file that
// appears after it. If one of the two fails, there are no captions.
func (s *session) withCaptions(path string, f captions.Format, force bool, sound func() error) error {
	var ofSound error
	err := atomicfile.Write(path, force, func(w io.Writer) error {
		if err := f.Write(w, captions.Of(s.plan), s.title, s.speakers[0].Language); err != nil {
			return err
		}
		ofSound = sound()
		return ofSound
	})
	return cmp.Or(ofSound, err)
}

// render writes the session's sound to out, and says so on standard error.
func (s *session) render(c *cobra.Command, out outputFlags, f audio.Format, t *tags.Tags) error {
	if file, ok := c.OutOrStdout().(*os.File); out.path == "-" && ok && term.IsTerminal(int(file.Fd())) {
		return hint(usageError("standard output is a terminal"), "send it on: uncramp render -o - | ...")
	}
	stream, closeAll, err := s.stream(c.Context(), false)
	if err != nil {
		return err
	}
	defer closeAll()
	if out.path == "-" {
		err = f.Through(c.Context(), c.OutOrStdout(), stream, stream.Len(), t)
	} else {
		err = audio.WriteFile(c.Context(), out.path, f, out.force, stream, stream.Len(), t)
	}
	if closedByReader(err) {
		return errors.New("standard output was closed before the end of the session")
	}
	if err != nil {
		return err
	}
	s.tellOfBed(c.ErrOrStderr())
	if out.path != "-" {
		tell(c.ErrOrStderr(), "wrote %s, %s", out.path, clock(s.plan.Length))
	}
	return nil
}
