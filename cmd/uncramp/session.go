package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/backdrop"
	"uncramp/audio/meter"
	"uncramp/audio/recording"
	"uncramp/routine"
	"uncramp/sounds"
)

// sessionFlags are common to playing, planning and rendering. They are read as
// text, so that every complaint can give the value, the range and its reason.
type sessionFlags struct {
	rounds, hold, rest, breath, words, after string
	voice, routine, from, bed                string
	voiceLevel, chimeLevel, bedLevel         string
}

func (f *sessionFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.rounds, "rounds", "", "rounds for each side, `N` from 1 to 4 (default 3)")
	flags.StringVar(&f.hold, "hold", "", "length of a hold, a `TIME` from 20s to 30s (default 30s)")
	flags.StringVar(&f.rest, "rest", "", "length of a rest, a `TIME` from 20s to 60s (default 30s)")
	flags.StringVar(&f.breath, "breath", "", "seconds `IN-OUT`, 2 to 8 each way (default 4-6)")
	flags.StringVar(&f.words, "words", "", "`HOW` words thin out: full, every round as the first; fading, fewer by the round; few, every round as the third (default fading)")
	flags.StringVar(&f.after, "after", "", "`WHAT` is told at the end: full, when to do it again, and what causes cramps and helps against them; short, when to do it again; none (default full)")
	flags.StringVar(&f.voice, "voice", sounds.DefaultVoice, "`NAME` of a voice, "+strings.Join(sounds.Voices(), " or ")+", or the folder of one")
	flags.StringVar(&f.bed, "bed", sounds.DefaultBed, "`WHAT` lies under the voice: breath, surf that breathes with you; none; or a WAV, FLAC or MP3 file")
	flags.StringVar(&f.voiceLevel, "voice-level", "0", "`dB` around the designed mix, -8 to 0")
	flags.StringVar(&f.chimeLevel, "chime-level", "0", "`dB` around it, -8 to 2")
	flags.StringVar(&f.bedLevel, "bed-level", "0", "`dB` around it, -12 to 1")
	flags.StringVar(&f.routine, "routine", routine.Default, "`NAME` of a routine, "+strings.Join(routine.Builtin(), " or ")+", or the file of one")
	flags.StringVar(&f.from, "from", "", "go on from a `TIME` with a session that was cut short, as 2:30 or 150s")
	for _, name := range []string{"rounds", "hold", "rest", "breath", "voice-level", "chime-level", "bed-level", "from"} {
		completes(c, name, noFiles)
	}
	completes(c, "words", noFiles, string(routine.WordsFull), string(routine.WordsFading), string(routine.WordsFew))
	completes(c, "after", noFiles, string(routine.AfterFull), string(routine.AfterShort), string(routine.AfterNone))
	completes(c, "voice", orFiles, sounds.Voices()...)
	completes(c, "routine", orFiles, routine.Builtin()...)
	completes(c, "bed", orFiles, sounds.DefaultBed, noBed)
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, noFiles // one side only
		}
		return []string{string(routine.Left), string(routine.Right), string(routine.Both)}, noFiles
	}
	c.Args = cobra.ArbitraryArgs // sideArg has the better words
}

// session is what was asked for, planned.
type session struct {
	title     string // in one line
	name      string // of a file
	voiceName string // as it was asked for
	called    string // how the program was, but for --from
	routine   *routine.Routine
	settings  routine.Settings
	voice     *sounds.Voice
	levels    audio.Levels
	library   routine.Library
	plan      *routine.Plan
	read      sync.Map // recordings of a voice in a folder, by cue
	bedFile   string   // a bed of the listener's own
	bed       *backdrop.Bed
}

// noBed is the name of no bed at all.
const noBed = "none"

// open reads the voice and the routine and plans the session.
func (f *sessionFlags) open(c *cobra.Command, args []string) (*session, error) {
	side, err := sideArg(c, args)
	if err != nil {
		return nil, err
	}
	s := &session{voiceName: f.voice, called: asCalled(c, args)}
	if s.voice, err = openVoice(f.voice); err != nil {
		return nil, err
	}
	lib, err := library(s.voice)
	if err != nil {
		return nil, err
	}
	switch f.bed {
	case noBed:
	case sounds.DefaultBed:
		lib.Bed = f.bed
	default:
		if err := checkBed(f.bed); err != nil {
			return nil, err
		}
		s.bedFile, lib.Bed = f.bed, filepath.Base(f.bed)
	}
	if s.levels, err = f.levels(); err != nil {
		return nil, err
	}
	if s.routine, err = openRoutine(c.Context(), f.routine, f.voice, lib); err != nil {
		return nil, err
	}
	if s.settings, err = f.settings(s.routine, side); err != nil {
		return nil, err
	}
	if s.plan, err = s.routine.Plan(s.settings, lib); err != nil {
		return nil, err
	}
	if f.from != "" {
		at, err := routine.ParseTime(f.from)
		if err != nil {
			return nil, flagError("from", err)
		}
		if s.plan, err = s.plan.From(at); err != nil {
			return nil, asUsage(err)
		}
	}
	lower, err := audio.Budget(s.plan, s.levels)
	if err != nil {
		return nil, err
	}
	if lower < 0 {
		s.levels.Bed += lower
		tell(c.ErrOrStderr(), "The bed is turned down by %.1f dB, so that nothing clips.", -lower)
	}
	s.title, s.name, s.library = s.headline(), string(s.plan.Side), lib
	return s, nil
}

// checkBed opens a file of the listener's own, as far as its header, so that what
// is planned can be played.
func checkBed(file string) error {
	r, err := recording.Open(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return hint(usageError("bed %q: neither %s, %s nor a file", file, sounds.DefaultBed, noBed), "a bed of your own is named by its file, as rain.mp3")
	case err != nil:
		return noFileNeeded(err)
	}
	return r.Close()
}

// noFileNeeded adds to what is wrong with a bed's file what can be done about it.
func noFileNeeded(err error) error {
	if errors.Is(err, recording.ErrFormat) {
		return unmeasured(err)
	}
	return hint(err, "--bed %s and --bed %s need no file", sounds.DefaultBed, noBed)
}

// settings are the routine's defaults with the flags over them.
func (f *sessionFlags) settings(r *routine.Routine, side routine.Side) (s routine.Settings, err error) {
	s = r.Defaults
	if side != "" {
		s.Side = side
	} else if f.routine == routine.Default {
		s.Side = routine.Left
	}
	for _, flag := range []struct {
		name, value string
		read        func(string) error
	}{
		{"rounds", f.rounds, func(v string) (err error) { s.Rounds, err = parseCount(v); return }},
		{"hold", f.hold, func(v string) (err error) { s.Hold, err = routine.ParseDuration(v); return }},
		{"rest", f.rest, func(v string) (err error) { s.Rest, err = routine.ParseDuration(v); return }},
		{"breath", f.breath, func(v string) (err error) { s.Breath, err = routine.ParseBreath(v); return }},
		{"words", f.words, func(v string) (err error) { s.Words, err = routine.ParseWords(v); return }},
		{"after", f.after, func(v string) (err error) { s.After, err = routine.ParseAfter(v); return }},
	} {
		if flag.value == "" {
			continue
		}
		if err := flag.read(flag.value); err != nil {
			return s, flagError(flag.name, err)
		}
	}
	return s, asUsage(r.Check(s))
}

// levels are how far the mix is moved, within what keeps its promises.
func (f *sessionFlags) levels() (l audio.Levels, err error) {
	const (
		chimes = "softer chimes leave 8 s of silence, which reads as a crash"
		bed    = "a softer bed leaves silences"
	)
	for _, flag := range []struct {
		name, value  string
		to           *audio.Decibels
		least, most  audio.Decibels
		below, above string
	}{
		{"voice-level", f.voiceLevel, &l.Voice, audio.MinChimeLevel, 0,
			"what is under the voice goes down with it, and " + chimes, "nothing may be louder than the sound check"},
		{"chime-level", f.chimeLevel, &l.Chime, audio.MinChimeLevel, audio.MaxChimeLevel, chimes, "a chime stays 15 LU under the voice"},
		{"bed-level", f.bedLevel, &l.Bed, audio.MinBedLevel, audio.MaxBedLevel, bed, "the bed stays 15 LU under the voice"},
	} {
		v, err := strconv.ParseFloat(flag.value, 64)
		if err != nil {
			return l, usageError("%s %q: must be a number of dB", flag.name, flag.value)
		}
		*flag.to = audio.Decibels(v)
		switch v := *flag.to; {
		case v > flag.most:
			return l, usageError("%s %q: must be %v to %v dB: %s", flag.name, flag.value, flag.least, flag.most, flag.above)
		case v < flag.least:
			return l, usageError("%s %q: must be %v to %v dB: %s", flag.name, flag.value, flag.least, flag.most, flag.below)
		case !(v >= flag.least):
			return l, usageError("%s %q: must be %v to %v dB", flag.name, flag.value, flag.least, flag.most)
		}
		// What is under the voice goes down with it.
		if flag.to != &l.Voice && l.Voice+*flag.to < flag.least {
			return l, usageError("%s %q with voice-level %q: together they must be %v dB at the least: %s",
				flag.name, flag.value, f.voiceLevel, flag.least, flag.below)
		}
	}
	return l, nil
}

// flagError names the flag, where the error does not.
func flagError(name string, err error) error {
	if strings.HasPrefix(err.Error(), name) {
		return asUsage(err)
	}
	return asUsage(fmt.Errorf("%s %w", name, err))
}

func parseCount(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q: must be a whole number", s)
	}
	return n, nil
}

// library is what a plan needs to know of a voice and of the chimes.
func library(v *sounds.Voice) (routine.Library, error) {
	lib := routine.Library{Voice: v.Name, Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}}
	for _, c := range v.Cues {
		lib.Spoken[c.ID] = routine.Clip{Length: routine.Samples(c.Length), Words: c.Words}
	}
	for _, name := range sounds.Chimes() {
		mp3, err := sounds.Chime(name)
		if err != nil {
			return lib, err
		}
		length, err := audio.MP3Length(mp3)
		if err != nil {
			return lib, fmt.Errorf("chime %s: %w", name, err)
		}
		lib.Chimes[name] = routine.Clip{Length: routine.Samples(length)}
	}
	return lib, nil
}

// bedPatience is how long somebody who wants to lie down waits for a file that
// does not come. Who renders waits for as long as it takes.
const bedPatience = 3 * time.Second

// stream opens the session's recordings, and those of answers, and streams
// them, until it is closed. A bed's file is waited for with some patience, 0
// being all.
func (s *session) stream(ctx context.Context, patience time.Duration, answers ...audio.Answer) (stream *audio.Session, closeAll func(), err error) {
	if s.bedFile != "" {
		raise := meter.LU(s.levels.Bed + s.levels.Voice)
		if s.bed, err = backdrop.Open(ctx, s.bedFile, backdrop.Options{Raise: raise, Patience: patience}); err != nil {
			return nil, nil, noFileNeeded(err)
		}
	}
	bank, err := audio.NewBank(s.plan, s.recording, audio.DefaultMemory, answers...)
	if err != nil {
		if s.bed != nil {
			s.bed.Close()
		}
		return nil, nil, hint(err, "%s", checkVoice(s.voiceName))
	}
	// From here on the heap is small and steady: collecting sooner than at twice
	// its size saves memory, and costs no time that can be measured.
	debug.SetGCPercent(25)
	stream = audio.NewSession(s.plan, bank, s.levels)
	if s.bed != nil {
		stream.Lay(s.bed)
	}
	return stream, func() {
		bank.Close()
		if s.bed != nil {
			s.bed.Close()
		}
	}, nil
}

// lostBed says that the listener's own bed has failed, empty while it has not.
func (s *session) lostBed() string {
	if s.bed == nil || s.bed.Failed() == nil {
		return ""
	}
	return fmt.Sprintf("%v: the bed that breathes took its place", s.bed.Failed())
}

func (s *session) tellLostBed(stderr io.Writer) {
	if lost := s.lostBed(); lost != "" {
		tell(stderr, "uncramp: %s", lost)
	}
}

func (s *session) recording(bus routine.Bus, cue string) ([]byte, error) {
	switch bus {
	case routine.BusVoice:
		return s.spoken(cue)
	case routine.BusBed:
		return sounds.Bed(sounds.DefaultBed) // also when a file fails that lies in its place
	}
	return sounds.Chime(cue)
}

// spoken is a recording of the voice. What was read from a folder is kept, so
// that nothing that happens to the folder can be heard.
func (s *session) spoken(cue string) ([]byte, error) {
	if s.voice.Embedded() {
		return s.voice.Recording(cue)
	}
	if mp3, ok := s.read.Load(cue); ok {
		return mp3.([]byte), nil
	}
	mp3, err := s.voice.Recording(cue)
	if err == nil {
		s.read.Store(cue, mp3)
	}
	return mp3, err
}

// headline says what a session is in one line.
func (s *session) headline() string {
	side := strings.ToUpper(string(s.plan.Side)[:1]) + string(s.plan.Side)[1:] + " side"
	if s.plan.Side == routine.Both {
		side = "Left side, then right"
	}
	rounds := "1 round"
	if s.plan.Rounds > 1 {
		rounds = fmt.Sprintf("%d rounds", s.plan.Rounds)
	}
	return fmt.Sprintf("%s, %s of %v, voice %s, %s", side, rounds, s.settings.Hold, s.plan.Voice, clock(s.plan.Length))
}

// clock writes a length or a moment as minutes and seconds, rounded to tenths.
func clock(n routine.Samples) string {
	tenths := n.Duration().Round(100*time.Millisecond) / (100 * time.Millisecond)
	return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}
