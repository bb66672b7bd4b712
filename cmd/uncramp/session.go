package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/custombed"
	"uncramp/audio/meter"
	"uncramp/audio/recording"
	"uncramp/cmd/uncramp/internal/config"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/routine"
	"uncramp/sounds"
)

// session is a planned session, with all that is needed to play, print or write it.
type session struct {
	title      string                    // one line
	name       string                    // part of a file's name
	voiceName  string                    // as it was given
	called     func(routine.Side) string // the command line without --from, for a side
	routine    *routine.Routine
	settings   routine.Settings
	speakers   speakers
	own        map[string][]byte // recordings by cue that were read ahead
	levels     audio.Levels
	library    routine.Library
	plan       *routine.Plan
	bedFile    string // of a custom bed
	bed        *custombed.Bed
	config     *config.File      // the listener's defaults, nil if there are none
	memory     memory            // of earlier sessions
	changed    map[string]string // see changedSettings
	remind     bool              // a reminder is set when the session has ended
	tooSoon    string            // why it is better to wait, empty if it is not
	resumeWith string            // flags that a resumed session needs to be the same
	resumes    bool              // it begins later than at the start
}

// noBed, in the place of a bed, stands for silence.
const noBed = "none"

// open reads the listener's defaults, the voice and the routine, and plans the
// session.
func (f *sessionFlags) open(c *cobra.Command, args []string) (*session, error) {
	file, err := readConfig(f.config)
	if err != nil {
		return nil, err
	}
	if err := applyConfig(c, file); err != nil {
		return nil, err
	}
	s, err := f.openWith(c, args, file)
	return s, file.Blame(err)
}

func (f *sessionFlags) openWith(c *cobra.Command, args []string, file *config.File) (*session, error) {
	side, err := sideArg(c, args)
	if err != nil {
		return nil, err
	}
	s := &session{config: file, changed: changedSettings(c), resumes: f.from != ""}
	s.called = func(side routine.Side) string {
		if side != s.settings.Side { // chosen in the opening
			return asCalled(c, []string{string(side)})
		}
		return asCalled(c, args)
	}
	if wanted, _ := file.Value("log"); !f.noLog && wanted != "false" {
		s.memory = remember(time.Now())
	}
	if s.routine, err = openRoutine(f.routine); err != nil {
		return nil, err
	}
	if own, set := file.Value("side"); set && side == "" && len(s.routine.Sides) == 2 {
		side = routine.Side(own)
	}
	s.voiceName = f.voice
	if _, wanted := file.Value("voice"); !wanted && !c.Flags().Changed("voice") {
		s.voiceName = voiceOf(s.routine, f.routine)
	}
	if s.library, err = f.openLibrary(c.Context(), s); err != nil {
		return nil, err
	}
	if s.levels, err = f.levels(); err != nil {
		return nil, err
	}
	if s.settings, err = f.settings(c, s.routine, side, s.memory.log); err != nil {
		return nil, err
	}
	if s.memory.log.AlmostFamiliar() && (f.before == "" || f.before == auto) {
		s.resumeWith = " --before " + string(s.settings.Before) // after this session, auto is another one
	}
	if !s.resumes && s.settings.Side != "" {
		s.tooSoon = s.memory.tooSoon(s.settings.Side)
	}
	if f.plays { // a file is for any time
		s.settings.TooSoon, s.settings.MoreCommon = s.tooSoon != "", s.memory.log.MoreOften(s.memory.now)
	}
	if err := f.planSession(s); err != nil {
		return nil, err
	}
	lower, err := audio.Budget(s.plan, s.levels)
	if err != nil {
		return nil, err
	}
	if lower < 0 {
		s.levels.Bed += lower
		tell(c.ErrOrStderr(), "The bed is turned down by %.1f dB, so that nothing clips.", -lower)
	}
	s.title, s.name = s.headline(s.plan.Side), cmp.Or(string(s.plan.Side), "session")
	return s, nil
}

// openLibrary opens the speakers of a session, and returns the recordings that it can
// use, the bed among them.
func (f *sessionFlags) openLibrary(ctx context.Context, s *session) (lib routine.Library, err error) {
	if s.speakers, err = openSpeakers(s.voiceName, s.routine.Fallback); err != nil {
		return lib, err
	}
	if lib, err = s.speakers.library(); err != nil {
		return lib, err
	}
	switch f.bed {
	case noBed:
	case sounds.DefaultBed:
		lib.Bed = f.bed
	default:
		s.bedFile, lib.Bed = f.bed, filepath.Base(f.bed)
		err = checkBed(ctx, f.bed)
	}
	return lib, err
}

// planSession plans a session, or what remains of it.
func (f *sessionFlags) planSession(s *session) error {
	whole, err := s.routine.Plan(s.settings, s.library)
	if err != nil {
		return lacking(err, s.routine, f.routine, s.voiceName, s.speakers[0])
	}
	s.plan = whole
	if !s.resumes {
		return nil
	}
	at, err := routine.ParseTime(f.from)
	if err != nil {
		return flagError("from", err)
	}
	s.plan, err = whole.From(at)
	s.resumes = s.plan != whole
	return asUsage(err)
}

// checkBed opens the file of a custom bed, to complain before anything is played.
func checkBed(ctx context.Context, file string) error {
	r, err := recording.Open(ctx, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return hint(usageError("unknown bed %q: must be %s, %s or a file", file, sounds.DefaultBed, noBed), "for a sound of your own name its file, such as ./rain.mp3")
	case err != nil:
		return noFileNeeded(fmt.Errorf("%s: %w", file, err))
	}
	return r.Close()
}

// noFileNeeded returns an error of a bed's file with a hint at other beds.
func noFileNeeded(err error) error {
	return hint(err, "--bed %s and --bed %s need no file", sounds.DefaultBed, noBed)
}

// stream returns the session's sound, and a function that closes it. It passes live on to
// bank.
func (s *session) stream(ctx context.Context, live bool) (stream *audio.Session, closeAll func(), err error) {
	if s.bedFile != "" {
		raise := meter.LU(s.levels.Bed + s.levels.Voice)
		if s.bed, err = custombed.Open(ctx, s.bedFile, raise); err != nil {
			return nil, nil, noFileNeeded(err)
		}
	}
	bank, err := s.bank(live)
	if err != nil {
		if s.bed != nil {
			s.bed.Close()
		}
		return nil, nil, hint(err, "%s", checkVoice(s.voiceName))
	}
	stream = audio.NewSession(s.plan, bank, s.levels)
	if s.bed != nil {
		stream.SetBed(s.bed)
	}
	return stream, func() {
		bank.Close()
		if s.bed != nil {
			s.bed.Close()
		}
	}, nil
}

// bank returns the session's recordings. A key in a live session can ask for any of them,
// so those that stand in files are all read now: later a file may have changed.
func (s *session) bank(live bool) (_ *audio.Bank, err error) {
	if live {
		if s.own, err = s.speakers.own(); err != nil {
			return nil, err
		}
	}
	return audio.NewBank(s.plan, s.recording)
}

// lostBed says that the custom bed has failed, or returns "" if it has not.
func (s *session) lostBed() string {
	if s.bed == nil || s.bed.Failed() == nil {
		return ""
	}
	return fmt.Sprintf("%v: the bed that breathes took its place", s.bed.Failed())
}

// tellOfBed says what was done to the custom bed.
func (s *session) tellOfBed(stderr io.Writer) {
	const audible = 0.5 // dB
	if s.bed != nil && s.bed.Lowered() >= audible {
		tell(stderr, "%s was turned down by up to %.1f dB in its loud places.", screen.Clean(s.library.Bed), s.bed.Lowered())
	}
	if s.bed != nil && s.bed.Cancels {
		tell(stderr, "The two channels of %s cancel each other, so one of them is heard in both ears.", screen.Clean(s.library.Bed))
	}
	if lost := s.lostBed(); lost != "" {
		tell(stderr, "uncramp: %s", lost)
	}
}

// recording returns the content of the file of a cue.
func (s *session) recording(bus routine.Bus, cue string) ([]byte, error) {
	if bus == routine.BusChime {
		return sounds.Chime(cue)
	}
	if file := s.own[cue]; file != nil {
		return file, nil
	}
	return s.speakers.recording(cue)
}

// headline returns the side, the settings and the voice of the session in one line, as
// if it were on a side.
func (s *session) headline(on routine.Side) string {
	title := map[routine.Side]string{routine.Left: "Left side", routine.Right: "Right side", routine.Both: "Left side, then right", "": s.routine.Title}[on]
	set := s.settings
	switch {
	case set.Minutes > 0:
		title += fmt.Sprintf(", %d min of %s", set.Minutes, set.Breath)
	case set.Rounds == 1:
		title += ", 1 round"
	default:
		title += fmt.Sprintf(", %d rounds", set.Rounds)
	}
	if set.Hold > 0 {
		title += fmt.Sprintf(" of %g s", set.Hold.Seconds())
	}
	return title + ", voice " + s.speakers.in(s.plan).String() + s.openingAndEnd()
}

// openingAndEnd says what is told at the start and at the end, "" for all there is.
func (s *session) openingAndEnd() (text string) {
	if !s.resumes && s.routine.HasOpenings() {
		text = map[routine.Before]string{routine.BeforeShort: ", short opening", routine.BeforeNone: ", no opening"}[s.settings.Before]
	}
	if s.routine.HasEndings() {
		text += map[routine.After]string{routine.AfterTip: ", one tip at the end", routine.AfterShort: ", short ending", routine.AfterNone: ", no advice"}[s.settings.After]
	}
	return text
}

// announcement returns the title and the length of the session before any key.
func (s *session) announcement() string { return s.title + ", " + clock(s.plan.Length) }

// clock formats a length or a time as minutes and seconds, rounded to tenths.
func clock(n routine.Samples) string {
	tenths := n.Duration().Round(100*time.Millisecond) / (100 * time.Millisecond)
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}
