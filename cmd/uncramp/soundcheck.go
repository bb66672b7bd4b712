package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/device"
	"uncramp/audio/meter"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/routine"
	"uncramp/sounds"
)

// soundCheck is what is said, and where: each in both ears or hard in one. There
// the pan law would make it 3 dB louder than in the middle, and as loud as a
// mix may be, so it is taken back.
var soundCheck = []spot{
	{"check-start", "in the middle", 0, 0},
	{"check-left", "in the left ear only", -1, -3},
	{"check-right", "in the right ear only", 1, -3},
	{"check-both", "in the middle", 0, 0},
	{"check-swap", "in the middle", 0, 0},
	{checkLevel, "in the middle, and as loud as anything will be", 0, 0},
}

// spot is a sentence, and where it is heard.
type spot struct {
	cue, heard string
	pan, gain  float64 // gain in dB
}

// checkLevel is the sentence that is as loud as a session's loudest moment.
const checkLevel = "check-level"

func soundcheckCommand() *cobra.Command {
	var voice, output, path, format string
	var force, plain bool
	c := &cobra.Command{
		Use:   "soundcheck",
		Short: "Hear the left ear, the right ear and the level",
		Long: `Hear a voice in the left ear only, in the right ear only and in the middle, then
set the volume: nothing in a session is louder.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s := &session{voiceName: voice}
			var err error
			if s.voice, err = openVoice(voice); err != nil {
				return err
			}
			lib, err := library(s.voice)
			if err != nil {
				return err
			}
			louder, lacks, err := loudest(c.Context(), s.voice)
			if err != nil {
				return hint(err, "%s", checkVoice(voice))
			}
			if s.plan, err = planSoundCheck(lib, louder); err != nil {
				return hint(err, "%s", checkVoice(voice))
			}
			if lacks > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "In a session single words can be %.1f dB louder: the last sentence would clip.\n", lacks)
			}
			s.title, s.name, s.library = screen.Clean("Sound check, voice "+voice), "soundcheck", lib
			if path != "" {
				return s.renderTo(c, path, format, force)
			}
			return s.play(c, output, plain)
		},
	}
	c.Flags().StringVar(&voice, "voice", sounds.DefaultVoice, "`NAME` of a voice, or the folder of one")
	completes(c, "voice", orFiles, sounds.Voices()...)
	deviceFlag(c, &output)
	plainFlag(c, &plain)
	fileFlags(c, &path, &format, &force)
	return c
}

// planSoundCheck lays out the sound check: the run-in, then the sentences with
// a second between them, each a phase that says what should be heard. The last
// one is louder by some dB.
func planSoundCheck(lib routine.Library, louder float64) (*routine.Plan, error) {
	const runIn, gap = 2 * routine.Rate, routine.Rate
	p := &routine.Plan{Routine: "soundcheck", Side: routine.Both, Voice: lib.Voice, Rate: routine.Rate, Length: runIn}
	start := routine.Samples(0)
	for _, say := range soundCheck {
		clip, ok := lib.Spoken[say.cue]
		if !ok || clip.Length <= 0 {
			return nil, noRecording(lib.Voice, say.cue)
		}
		if say.cue == checkLevel {
			say.gain = louder
		}
		p.Events = append(p.Events, routine.Event{
			At: p.Length, Length: clip.Length, Bus: routine.BusVoice, Cue: say.cue, Pan: say.pan, Text: clip.Words, Gain: say.gain,
		})
		p.Length += clip.Length + gap
		p.Phases = append(p.Phases, routine.Phase{
			Name: say.heard, Side: routine.Both, Start: start, End: p.Length, Lead: start,
		})
		start = p.Length
	}
	return p, nil
}

// loudest is by how many dB the level sentence goes up, so that no other words
// have a louder 0.4 s, in both ears together or in one of them: side words are
// louder in theirs. Nothing lies under the sentence, so it can go up to the
// ceiling by its own true peak; lacks is what is missing where that is too low, 0
// for the built-in voices.
func loudest(ctx context.Context, v *sounds.Voice) (louder, lacks float64, err error) {
	clips := make([]moment, len(v.Cues))
	faults := make([]error, len(v.Cues))
	var next atomic.Int64
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(v.Cues) && ctx.Err() == nil; i = next.Add(1) - 1 {
				clips[i], faults[i] = loudestMoment(v, v.Cues[i].ID)
			}
		})
	}
	work.Wait()
	if err := errors.Join(append(faults, ctx.Err())...); err != nil {
		return 0, 0, err
	}
	louder, lacks = raised(v.Cues, clips)
	return louder, lacks, nil
}

// raised is what the level sentence goes up by, given the clips of all cues.
func raised(cues []sounds.Cue, clips []moment) (louder, lacks float64) {
	level := slices.IndexFunc(cues, func(c sounds.Cue) bool { return c.ID == checkLevel })
	if level < 0 {
		return 0, 0
	}
	middle := audio.InEar(0)
	for i, c := range cues {
		if slices.ContainsFunc(soundCheck, func(say spot) bool { return say.cue == c.ID }) {
			continue
		}
		aside := max(0, float64(audio.InEar(routine.Pan(c.ID))-middle))
		louder = max(louder, float64(clips[i].loudness-clips[level].loudness)+aside)
	}
	room := max(0, float64(audio.Ceiling-middle)-float64(clips[level].peak))
	return min(louder, room), max(0, louder-room)
}

// moment is the loudest 0.4 s of a recording, and its true peak.
type moment struct {
	loudness meter.LUFS
	peak     meter.DBTP
}

func loudestMoment(v *sounds.Voice, cue string) (moment, error) {
	mp3, err := v.Recording(cue)
	if err != nil {
		return moment{}, err
	}
	clip, err := audio.DecodeMP3(mp3)
	if err != nil {
		return moment{}, fmt.Errorf("recording %s: %w", cue, err)
	}
	samples := make([]float64, len(clip))
	for i, s := range clip {
		samples[i] = float64(s) / (1 << 15)
	}
	l := meter.Measure(samples)
	return moment{l.Momentary, l.TruePeak}, nil
}

// deviceFlag is how an output is named.
func deviceFlag(c *cobra.Command, output *string) {
	c.Flags().StringVar(output, "device", device.Auto, "`WHERE` sound goes: auto, pulse, oto (the system's own sound) or none")
	completes(c, "device", noFiles, device.Names()...)
}

// fileFlags are how a file to write is named.
func fileFlags(c *cobra.Command, path, format *string, force *bool) {
	c.Flags().StringVarP(path, "output", "o", "", "the `FILE`: .wav, .flac, or - for standard output")
	c.Flags().StringVar(format, "format", "", "`KIND` of file, wav or flac, where the name does not say it")
	completes(c, "format", noFiles, string(audio.WAV), string(audio.FLAC))
	c.Flags().BoolVar(force, "force", false, "replace a file that exists")
}
