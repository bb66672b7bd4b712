package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/device"
)

func playCommand(use string) *cobra.Command {
	var flags sessionFlags
	var output string
	c := &cobra.Command{
		Use: use,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			return s.play(c.Context(), output, c.ErrOrStderr())
		},
	}
	flags.add(c)
	deviceFlag(c, &output)
	return c
}

// play streams the session to an output. A done context stops it with a fade.
// Where there is no output at all and none was asked for by name, the session
// goes to a file: nobody ends with nothing.
func (s *session) play(ctx context.Context, output string, stderr io.Writer) error {
	if !slices.Contains(device.Names(), output) {
		return unknown("device", output, device.Names())
	}
	stream, closeAll, err := s.stream()
	if err != nil {
		return err
	}
	defer closeAll()

	out, err := device.Open(ctx, output)
	if errors.Is(err, device.ErrNoOutput) && output == device.Auto {
		fmt.Fprintf(stderr, "uncramp: %v\n", err)
		return s.save(ctx, stream, stderr, err)
	}
	if err != nil {
		return err
	}
	defer out.Close()
	if s.routine != nil && !alreadyPlayed() {
		fmt.Fprintln(stderr, "New here? uncramp soundcheck tells left from right, and sets the volume.")
	}

	// A session needs a fiftieth of a core, and more cores only mean more waking.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))

	// The stream ends by itself after its fade, so that what was played to the
	// last sample and what was stopped are waited for alike. Only a reader of
	// the progress that is gone cannot be told why.
	stopping := context.AfterFunc(ctx, stream.Stop)
	defer stopping()
	if s.bed != nil {
		s.bed.Live()
	}
	show := newProgress(stderr, s, out.Position, stream.Stop)
	err = out.Play(context.WithoutCancel(ctx), stream)
	show.close()
	s.tellLostBed(stderr)
	switch {
	case err != nil:
		if s.routine == nil {
			return err
		}
		return hint(err, "uncramp --from %s goes on from there", clockSeconds(out.Position()))
	case ctx.Err() != nil:
		return errInterrupted
	}
	return show.err()
}

// save writes the session to a file of its own in the current directory,
// because there was nowhere to play it.
func (s *session) save(ctx context.Context, stream *audio.Session, stderr io.Writer, noSound error) error {
	for n := 1; ; n++ {
		path := fmt.Sprintf("uncramp-%s.wav", s.name)
		if n > 1 {
			path = fmt.Sprintf("uncramp-%s-%d.wav", s.name, n)
		}
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		if err := stream.Seek(0); err != nil {
			return err
		}
		err := audio.WriteFile(ctx, path, audio.WAV, false, stream, stream.Len())
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return hint(fmt.Errorf("and the session could not be written either: %w", err),
				"uncramp render -o FILE writes it elsewhere; %s", "a sound server or a sound card lets it be heard")
		}
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		fmt.Fprintf(stderr, "uncramp: wrote the session to %s instead, %s: play it on anything\n", path, clock(s.plan.Length))
		return nil
	}
}

// alreadyPlayed tells whether this user has played a session on this machine
// before, and from now on he has. Where that cannot be remembered, he has.
func alreadyPlayed() bool {
	folder, err := os.UserConfigDir()
	if err != nil {
		return true
	}
	folder = filepath.Join(folder, "uncramp")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return true
	}
	mark, err := os.OpenFile(filepath.Join(folder, "played"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return true
	}
	mark.Close()
	return false
}
