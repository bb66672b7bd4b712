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
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/device"
	"uncramp/audio/live"
	"uncramp/cmd/uncramp/internal/desktop"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/routine"
)

func playCommand(use string) *cobra.Command {
	flags := sessionFlags{plays: true}
	var output device.Options
	var as shownAs
	var reminder bool
	c := &cobra.Command{
		Use: use,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := flags.open(c, args)
			if err != nil {
				return err
			}
			s.remind = reminder
			return s.play(c, output, as)
		},
	}
	flags.add(c)
	deviceFlags(c, &output)
	as.addFlags(c)
	remindFlag(c, &reminder)
	return c
}

// shownAs says how a session is shown on a terminal.
type shownAs struct{ plain, quiet bool }

func (s *shownAs) addFlags(c *cobra.Command) {
	c.Flags().BoolVar(&s.plain, "plain", false, "print every sentence as a line instead of drawing a picture")
	c.Flags().BoolVar(&s.quiet, "quiet", false, "print one line per phase, and no sentences")
}

// play plays the session to an output, answers keys and the desktop, and shows
// what is on. A signal stops it, a second one at once.
func (s *session) play(c *cobra.Command, output device.Options, as shownAs) error {
	if !slices.Contains(device.Names(), output.Name) {
		return unknown("device", output.Name, device.Names())
	}
	asked := output
	open := func(ctx context.Context, wish func(bool)) (device.Output, error) {
		o := output
		o.Wish = wish
		return device.Open(ctx, o)
	}
	// The output is opened while the recordings are read.
	ctx := c.Context()
	var player *live.Player
	ready := make(chan struct{}) // for a server that wishes something at once
	first := sync.OnceValues(func() (device.Output, error) {
		return open(ctx, func(pause bool) { <-ready; player.Wish(pause) })
	})
	go first()
	stream, closeAll, err := s.stream(ctx, true)
	if err != nil {
		if out, _ := first(); out != nil {
			out.Close()
		}
		return err
	}
	defer closeAll()
	course := routine.NewCourse(s.routine, s.settings, s.library, s.plan)
	player = live.New(course, stream, open)
	close(ready)
	out, err := first()
	if err == nil {
		output.Name = out.Name() // the only one that is opened after a loss
		err = s.perform(c, course, player, out, as)
	}
	if errors.Is(err, device.ErrNoOutput) {
		return s.unplayed(c, stream, asked, err)
	}
	return err
}

// unplayed does what remains if there is no output. If none was named, it writes the
// session to a file: nobody ends with nothing.
func (s *session) unplayed(c *cobra.Command, stream *audio.Session, asked device.Options, err error) error {
	switch {
	case asked.Sink != "":
		return hint(err, "uncramp soundcheck --list lists the outputs that --sink takes")
	case asked.Name != device.Auto:
		return hint(err, "--device %s takes what there is, and writes a file where there is nothing", device.Auto)
	}
	complain(c.ErrOrStderr(), err)
	return s.save(c.Context(), stream, c.ErrOrStderr())
}

// perform plays the session to out, with its screen, keys, desktop and log, and says how
// it ended. If out turns out to be no output, the error wraps [device.ErrNoOutput], and
// the log has no end of the session.
func (s *session) perform(c *cobra.Command, course *routine.Course, player *live.Player, out device.Output, as shownAs) error {
	ctx, stderr := c.Context(), c.ErrOrStderr()
	for _, line := range s.above() {
		tell(stderr, "%s", line)
	}

	// A session needs a fiftieth of a core, and more cores only mean more waking. From
	// here on its heap is steady, but for what decoding throws away.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(20))

	if s.bed != nil {
		s.bed.SetLive(true)
		defer s.bed.SetLive(false)
	}
	in := interruptsOf(ctx)
	shown := &shownSession{Player: player, session: s, endSoon: in.endSoon}
	stdin, _ := c.InOrStdin().(*os.File)
	defer endWithParent()()
	defer desktop.StayAwake("a stretching session is on")()
	defer desktop.Show(shown)()
	show := screen.Start(shown, screen.Options{
		In: stdin, Out: stderr, Plain: as.plain, Quiet: as.quiet,
		Suspending: player.FadeAndPause,
		Resumed:    func() { player.Uncork(routine.Woken) },
	})
	defer show.Close()
	defer in.during(shown.stop, show)()
	record := s.memory.begin(s, player.Now)
	err := player.Play(context.WithoutCancel(ctx), out)
	show.Close()
	if errors.Is(err, device.ErrNoOutput) { // it turned out to be none
		return err
	}

	end := player.Now()
	early := course.Stopping() || end.State == routine.Paused // paused if no output came back
	record.done(stderr, end, ending(err, early), course.From(end.Clock))
	if done := screen.Summary(end, time.Now().Add(sessionlog.Apart)); done != "" {
		fmt.Fprintln(stderr, done)
		if s.remind {
			remindAfter(context.WithoutCancel(ctx), stderr, time.Now())
		}
	}
	s.tellOfBed(stderr)
	switch {
	case err != nil && s.routine == nil:
		return err
	case err != nil:
		return hint(err, "%s", s.howToResume(course, end))
	case s.routine != nil && early:
		tell(stderr, "T%s", s.howToResume(course, end)[1:])
	}
	if ctx.Err() != nil || show.Interrupted() {
		return errInterrupted
	}
	return show.Err()
}

// above returns the lines that stand above the picture of the session.
func (s *session) above() []string {
	lines := []string{s.announcement()}
	if s.tooSoon != "" {
		lines = append(lines, s.tooSoon)
	}
	if s.routine != nil && s.memory.isFirst() {
		lines = append(lines, "New here? uncramp soundcheck tells left from right, and sets the volume.")
	}
	return lines
}

// shownSession is a player as the screen and the desktop see it: with the news of
// its bed, and with an end that comes even if the output stands still.
type shownSession struct {
	*live.Player
	session *session
	stops   atomic.Int32
	endSoon func()
}

// Do passes a command on. After the second Stop, of keys, signals and the desktop
// together, or after Quit, the program ends soon.
func (s *shownSession) Do(cmd routine.Command) {
	if cmd.Verb == routine.Quit || cmd.Verb == routine.Stop && s.stops.Add(1) > 1 {
		s.endSoon()
	}
	s.Player.Do(cmd)
}

// stop stops the session for a signal.
func (s *shownSession) stop(atOnce bool) {
	verb := routine.Stop
	if atOnce {
		verb = routine.Quit
	}
	s.Do(routine.Command{Verb: verb})
}

// Title returns the session's headline for the side that it is on at a moment: in the
// opening, the listener may have chosen the other one.
func (s *shownSession) Title(m routine.Moment) string {
	if s.session.routine == nil || s.session.plan.Side == routine.Both || len(m.Phases) == 0 {
		return s.session.title
	}
	return s.session.headline(m.Phases[0].Side)
}

// News returns what happened to the sound, in one line.
func (s *shownSession) News() string {
	if news := s.Player.News(); news != "" {
		return news
	}
	return s.session.lostBed()
}

// save writes the session to a new file in the current folder, and says so on stderr.
func (s *session) save(ctx context.Context, stream *audio.Session, stderr io.Writer) error {
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
		err := audio.WriteFile(ctx, path, audio.WAV, false, stream, stream.Len(), s.tags(nil))
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return hint(fmt.Errorf("and the session could not be written either: %w", err), "uncramp render -o FILE writes it elsewhere")
		}
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		tell(stderr, "uncramp: wrote the session to %s instead (%s); any player plays it", path, clock(s.plan.Length))
		return nil
	}
}
