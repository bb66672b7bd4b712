package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/audio/device"
	"uncramp/cmd/uncramp/internal/screen"
	"uncramp/routine"
	"uncramp/sounds"
)

// soundCheck lists what is said, and in which ear. The pan law makes a sentence in one
// ear 3 dB louder there than one in the middle; its gain takes that back.
var soundCheck = []spot{
	{"check-start", "in the middle", 0, 0},
	{"check-left", "in the left ear only", -1, -3},
	{"check-right", "in the right ear only", 1, -3},
	{"check-both", "in the middle", 0, 0},
	{"check-swap", "in the middle", 0, 0},
	{sounds.LevelCue, "in the middle, and as loud as anything will be", 0, 0},
}

// spot is a sentence, and where it is heard.
type spot struct {
	cue, heard string
	pan, gain  float64 // gain in dB
}

func soundcheckCommand() *cobra.Command {
	var voice, file string
	var output device.Options
	var out outputFlags
	var list bool
	var as shownAs
	c := &cobra.Command{
		Use:   "soundcheck",
		Short: "Hear the left ear, the right ear and the level",
		Long: `Hear a voice in the left ear only, in the right ear only and in the middle, then
set the volume: nothing in a session is louder.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if list {
				return listSinks(c, c.OutOrStdout())
			}
			defaults, err := readConfig(file)
			if err == nil {
				err = applyConfig(c, defaults)
			}
			if err != nil {
				return err
			}
			s := &session{voiceName: voice}
			if s.speakers, err = openSpeakers(voice, ""); err != nil {
				return defaults.Blame(err)
			}
			lib, err := s.speakers.library()
			if err != nil {
				return err
			}
			louder, lacks, err := raised(s.speakers.cues())
			if err != nil {
				return hint(fmt.Errorf("voice %s: %w", lib.Voice, err), "%s", checkVoice(voice))
			}
			if s.plan, err = planSoundCheck(lib, louder); err != nil {
				return hint(err, "%s", checkVoice(voice))
			}
			if lacks > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "In a session single words can be %.1f dB louder: the last sentence would clip.\n", lacks)
			}
			s.title, s.name, s.library = screen.Clean("Sound check, voice "+voice), "soundcheck", lib
			if out.path != "" {
				return s.renderTo(c, out)
			}
			return s.play(c, output, as)
		},
	}
	c.Flags().StringVar(&voice, "voice", sounds.DefaultVoice, "`NAME` of a voice, or the folder of one")
	completesVoices(c, "voice")
	deviceFlags(c, &output)
	c.Flags().BoolVar(&list, "list", false, "list the sound server's outputs, the default one marked with *")
	as.addFlags(c)
	configFlag(c, &file)
	out.addFile(c)
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
			return nil, &routine.Missing{Voice: lib.Voice, Cues: []string{say.cue}}
		}
		if say.cue == sounds.LevelCue {
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

// raised returns by how many dB to raise the level sentence, so that no other words
// have a louder 0.4 s, in both ears together or in one of them: words of a side are
// louder in that ear. The sentence is heard alone, so its true peak may reach the
// ceiling; lacks is how many dB are missing even then, 0 for the built-in voices.
func raised(cues []sounds.Cue) (louder, lacks float64, err error) {
	i := slices.IndexFunc(cues, func(c sounds.Cue) bool { return c.ID == sounds.LevelCue })
	if i < 0 {
		return 0, 0, nil // planning refuses such a voice
	}
	level, middle := cues[i], audio.InEar(0)
	for _, c := range cues {
		if c.Loudest == 0 {
			return 0, 0, fmt.Errorf("%s does not say how loud %q gets", sounds.ManifestFile, c.ID)
		}
		if slices.ContainsFunc(soundCheck, func(say spot) bool { return say.cue == c.ID }) {
			continue
		}
		aside := max(0, float64(audio.InEar(routine.Pan(c.ID))-middle))
		louder = max(louder, c.Loudest-level.Loudest+aside)
	}
	room := max(0, float64(audio.Ceiling-middle)-level.Peak)
	return min(louder, room), max(0, louder-room), nil
}
