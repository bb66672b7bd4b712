package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"uncramp/audio"
)

func renderCommand() *cobra.Command {
	var flags sessionFlags
	var path, format string
	var force bool
	c := &cobra.Command{
		Use:   "render [left|right|both] -o FILE",
		Short: "Write a session to a sound file",
		Long: `Write the session that uncramp would play to a file, sample for sample: 48 kHz,
stereo, 16 bit. The file appears when it is whole. With -o - it goes to standard
output, as WAV.`,
		Example: `  uncramp render -o session.flac
  uncramp render both --voice michael -o - | ffplay -`,
		RunE: func(c *cobra.Command, args []string) error {
			if path == "" {
				return hint(usageError("no file named"), "name one: uncramp render -o session.wav")
			}
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			return s.renderTo(c, path, format, force)
		},
	}
	flags.add(c)
	fileFlags(c, &path, &format, &force)
	return c
}

// renderTo writes the session to a file, or to standard output.
func (s *session) renderTo(c *cobra.Command, path, format string, force bool) error {
	f, err := renderFormat(path, format)
	if err != nil {
		return err
	}
	if path != "-" {
		err := s.render(c.Context(), path, f, force)
		if errors.Is(err, fs.ErrExist) {
			return hint(fmt.Errorf("%s exists", path), "--force replaces it")
		}
		if err == nil {
			s.tellOfBed(c.ErrOrStderr())
			tell(c.ErrOrStderr(), "wrote %s, %s", path, clock(s.plan.Length))
		}
		return err
	}
	if file, ok := c.OutOrStdout().(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return hint(usageError("standard output is a terminal"), "send it on: uncramp render -o - | ...")
	}
	stream, closeAll, err := s.stream(c.Context(), 0)
	if err != nil {
		return err
	}
	defer closeAll()
	err = f.Through(c.Context(), c.OutOrStdout(), stream, stream.Len())
	s.tellOfBed(c.ErrOrStderr())
	if closedByReader(err) {
		return errors.New("standard output was closed before the end of the session")
	}
	return err
}

// renderFormat is the format that was asked for, or that the name says.
func renderFormat(path, format string) (audio.Format, error) {
	said := audio.FormatOf(path)
	switch f := audio.Format(format); {
	case said != "" && filepath.Base(path) == filepath.Ext(path):
		return "", usageError("%q: a name is missing before %s", path, filepath.Ext(path))
	case f != "" && f != audio.WAV && f != audio.FLAC:
		return "", usageError("format %q: must be %s or %s", format, audio.WAV, audio.FLAC)
	case f != "" && said != "" && f != said:
		return "", hint(usageError("format %q: %s is the name of another one", format, path), "without --format it is %s", said)
	case f != "":
		return f, nil
	case path == "-":
		return audio.WAV, nil
	case said == "":
		return "", hint(usageError("%q: neither a .wav nor a .flac file", path), "--format says what it is")
	}
	return said, nil
}

// render writes the session to a file.
func (s *session) render(ctx context.Context, path string, f audio.Format, replace bool) error {
	stream, closeAll, err := s.stream(ctx, 0)
	if err != nil {
		return err
	}
	defer closeAll()
	return audio.WriteFile(ctx, path, f, replace, stream, stream.Len())
}
