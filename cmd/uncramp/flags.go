package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/routine"
	"uncramp/routine/chapters"
	"uncramp/sounds"
)

// sessionFlags are the flags that play, plan and render have in common. They are
// texts, so that every complaint can give the value, the range and the reason.
type sessionFlags struct {
	rounds, hold, rest, minutes, breath, words, before, after string
	voice, routine, from, bed                                 string
	voiceLevel, chimeLevel, bedLevel                          string
	plays                                                     bool // the session is played now, and may say what the log tells
	config                                                    string
	noLog                                                     bool
}

func (f *sessionFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.rounds, "rounds", "", "rounds for each side, `N` from 1 to 4 (default 3)")
	flags.StringVar(&f.hold, "hold", "", "length of a hold, a `TIME` from 20s to 30s (default 30s)")
	flags.StringVar(&f.rest, "rest", "", "length of a rest, a `TIME` from 20s to 60s (default 30s)")
	flags.StringVar(&f.minutes, "minutes", "", "`N` minutes of breathing, for a routine of that, 2 to 30 (default 5)")
	flags.StringVar(&f.breath, "breath", "", "seconds `IN-OUT`, 2 to 8 each way (default 4-6); where a routine has pauses, IN-PAUSE-OUT, such as 4-7-8, or IN-PAUSE-OUT-PAUSE")
	flags.StringVar(&f.words, "words", "", "`HOW` words thin out: full, every round as the first; fading, fewer by the round; few, every round as the third (default fading)")
	flags.StringVar(&f.before, "before", auto, "`WHAT` is told at the start: full, all that is new to you; short, a reminder; none, the warning alone; auto, full for three sessions, then short")
	flags.StringVar(&f.after, "after", auto, "`WHAT` is told at the end: full, when to do it again, what causes cramps and helps against them; tip, when to do it again and one of those; short, when to do it again; none; auto, full for three sessions, then tip")
	flags.StringVar(&f.voice, "voice", sounds.DefaultVoice, "`NAME` of a voice, "+strings.Join(sounds.Voices(), " or ")+", or the folder of one")
	flags.StringVar(&f.bed, "bed", sounds.DefaultBed, "`WHAT` lies under the voice: breath, surf that breathes with you; none; or a sound file of your own")
	flags.StringVar(&f.voiceLevel, "voice-level", "0", "the voice louder or softer by `dB`, -8 to 0")
	flags.StringVar(&f.chimeLevel, "chime-level", "0", "the chimes louder or softer by `dB`, -8 to 2")
	flags.StringVar(&f.bedLevel, "bed-level", "0", "the bed louder or softer by `dB`, -12 to 1")
	flags.StringVar(&f.routine, "routine", routine.Default, "`NAME` of a routine, "+strings.Join(routine.Builtin(), ", ")+", one of your own, or its file")
	flags.StringVar(&f.from, "from", "", "resume a session that was cut short at a `TIME`, such as 2:30 or 150s")
	configFlag(c, &f.config)
	flags.BoolVar(&f.noLog, "no-log", false, "neither read nor write the log of sessions")
	f.complete(c)
	c.Args = cobra.ArbitraryArgs // sideArg has the better words
}

// complete sets what a shell completes.
func (f *sessionFlags) complete(c *cobra.Command) {
	completes(c, "rounds", noFiles, "1", "2", "3", "4")
	completes(c, "hold", noFiles, "20s", "25s", "30s")
	completes(c, "rest", noFiles, "20s", "30s", "45s", "60s")
	completes(c, "minutes", noFiles, "5", "10", "15", "20")
	completes(c, "breath", noFiles, described("3-5", "faster"), "4-6", described("5-7", "slower"))
	completes(c, "words", noFiles,
		described(routine.WordsFull, "every round as the first"),
		described(routine.WordsFading, "fewer by the round"),
		described(routine.WordsFew, "every round as the third"))
	completes(c, "before", noFiles,
		described(auto, "full for three sessions, then short"),
		described(routine.BeforeFull, "all that is new to you"),
		described(routine.BeforeShort, "a reminder"),
		described(routine.BeforeNone, "the warning alone"))
	completes(c, "after", noFiles,
		described(auto, "full for three sessions, then tip"),
		described(routine.AfterFull, "when to do it again, causes and help"),
		described(routine.AfterTip, "when to do it again, and one of those"),
		described(routine.AfterShort, "when to do it again"),
		described(routine.AfterNone, "nothing"))
	completesVoices(c, "voice")
	_ = c.RegisterFlagCompletionFunc("routine", completeRoutines)
	completes(c, "bed", orFiles, described(sounds.DefaultBed, "surf that breathes with you"), described(noBed, "silence"))
	completes(c, "voice-level", noFiles, "0", "-2", "-4", "-8")
	completes(c, "chime-level", noFiles, "2", "0", "-2", "-4", "-8")
	completes(c, "bed-level", noFiles, "1", "0", "-3", "-6", "-12")
	_ = c.RegisterFlagCompletionFunc("from", f.completeFrom)
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, noFiles // one side only
		}
		return []string{
			described(routine.Left, "stretch the left side"),
			described(routine.Right, "stretch the right side"),
			described(routine.Both, "left, then right"),
		}, noFiles
	}
}

// completeFrom returns the times from which a session can be resumed, in seconds:
// for bash, a colon would end the word. A hold is left out, because from there a
// session goes back to the start of the round.
func (f *sessionFlags) completeFrom(c *cobra.Command, args []string, _ string) (times []string, _ cobra.ShellCompDirective) {
	f.from = ""
	s, err := f.open(c, args)
	if err != nil {
		return nil, noFiles
	}
	for _, chapter := range chapters.Of(s.plan) {
		if s.plan.Phases[s.plan.PhaseAt(chapter.Start)].Name == routine.PhaseHold {
			continue
		}
		start := math.Ceil(chapter.Start.Duration().Seconds())
		times = append(times, described(fmt.Sprintf("%.0fs", start), chapter.Title))
	}
	return times, noFiles
}

// auto leaves a choice to the log of sessions.
const auto = "auto"

// settings returns the settings that the flags ask for. For the others it takes
// the defaults of the routine, or what the log says. What the listener's defaults
// set, and the routine has no use for, is left out.
func (f *sessionFlags) settings(c *cobra.Command, r *routine.Routine, side routine.Side, log sessionlog.Log) (s routine.Settings, err error) {
	s = r.Defaults
	if log.Familiar() {
		s.Before, s.After = routine.BeforeShort, routine.AfterTip
	}
	s.Tip = log.Next(r.Tips())
	if side != "" {
		s.Side = side
	}
	for _, flag := range []struct{ name, value string }{
		{"rounds", f.rounds}, {"hold", f.hold}, {"rest", f.rest}, {"minutes", f.minutes}, {"breath", f.breath},
		{"words", f.words}, {"before", f.before}, {"after", f.after},
	} {
		unused := flag.name == "hold" && r.Defaults.Hold == 0 || flag.name == "rest" && r.Defaults.Rest == 0 || flag.name == "minutes" && r.Defaults.Minutes == 0
		if flag.value == "" || unused && !c.Flags().Changed(flag.name) {
			continue
		}
		if err := set(&s, flag.name, flag.value); err != nil {
			return s, flagError(flag.name, err)
		}
	}
	return s, asUsage(r.Check(s))
}

// set sets the setting that a flag names to the value in its text.
func set(s *routine.Settings, flag, text string) (err error) {
	switch flag {
	case "rounds":
		s.Rounds, err = parseCount(text)
	case "hold":
		s.Hold, err = routine.ParseDuration(text)
	case "rest":
		s.Rest, err = routine.ParseDuration(text)
	case "minutes":
		s.Minutes, err = parseCount(text)
	case "breath":
		s.Breath, err = routine.ParseBreath(text)
	case "words":
		s.Words, err = routine.OneOf(flag, text, []routine.Words{routine.WordsFull, routine.WordsFading, routine.WordsFew})
	case "before":
		if text != auto {
			s.Before, err = routine.OneOf(flag, text, []routine.Before{auto, routine.BeforeFull, routine.BeforeShort, routine.BeforeNone})
		}
	case "after":
		if text != auto {
			s.After, err = routine.OneOf(flag, text, []routine.After{auto, routine.AfterFull, routine.AfterTip, routine.AfterShort, routine.AfterNone})
		}
	}
	return err
}

// levels returns the gains in dB that the flags ask for. Within their bounds everything
// under the voice stays 15 LU below it, and no silence lasts 8 s.
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
		// The voice's level is added to that of the chimes and of the bed.
		if flag.to != &l.Voice && l.Voice+*flag.to < flag.least {
			return l, usageError("%s %q with voice-level %q: together they must be %v dB at the least: %s",
				flag.name, flag.value, f.voiceLevel, flag.least, flag.below)
		}
	}
	return l, nil
}

// flagError returns err as one of usage that begins with the name of the flag.
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
