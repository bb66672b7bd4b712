package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"uncramp/audio/listen"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
	"uncramp/sounds"
)

// The choices that the sound depends on.
var (
	heardSides = []string{"left", "right", "both"}
	heardWords = []string{"full", "fading", "few"}
	heardBeds  = []string{sounds.DefaultBed, noBed}
	heardHolds = []time.Duration{20 * time.Second, 23 * time.Second, 25 * time.Second, 30 * time.Second}
	// The designed mix; what is hardest on the distance to the words, a breath so
	// short that a rest's words lie over chimes, and all under them as loud as it can
	// be; and what is hardest on silences, a long breath, and all as soft.
	heardMixes = [][]string{
		{"--rest", "20s"},
		{"--rest", "20s", "--breath", "2-2", "--chime-level", "2", "--bed-level", "1"},
		{"--rest", "30s", "--breath", "7-7", "--voice-level", "-4", "--chime-level", "-4", "--bed-level", "-8"},
	}
)

// heardSession is one choice of each, by its index.
type heardSession struct{ side, words, voice, bed, hold, mix int }

// TestSessionsAreHeard listens to sessions of every side, words, voice, bed,
// hold and mix. UNCRAMP_LISTEN=all listens to all of their combinations; else every
// two choices meet in one session at least, and with -short one is listened to.
func TestSessionsAreHeard(t *testing.T) {
	voices := sounds.Voices()
	levels, recordings := map[string]listen.Moments{}, map[string]*listen.Recordings{}
	for _, voice := range voices {
		levels[voice] = soundCheckLevel(t, voice)
		recordings[voice] = &listen.Recordings{File: openSession(t, "--voice", voice).recording}
	}
	for _, c := range heardSessions(len(voices)) {
		args, hold := c.args(voices)
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			var err error
			s := openSession(t, args...)
			if s.plan.Rounds > 1 || c.mix > 0 && heardWords[c.words] != string(routine.WordsFew) || testing.Short() { // the opening is heard in the others
				take := s.plan.Phases[1].Start
				if s.plan, err = s.plan.From(take.Duration() + time.Millisecond); err != nil {
					t.Fatal(err)
				}
			}
			sound, err := listen.Render(s.plan, recordings[s.voice.Name], s.levels)
			if err != nil {
				t.Fatal(err)
			}
			sound.HoldLength, sound.CheckLevel = routine.SamplesIn(hold), levels[s.voice.Name]
			figures, findings := listen.Hear(sound)
			for _, f := range findings {
				t.Error(f)
			}
			t.Logf("%v", figures)
		})
	}
}

// args are what the session is asked for with, and the hold that is announced
// by it. The rest is as short as it can be.
func (c heardSession) args(voices []string) ([]string, time.Duration) {
	hold, rounds := heardHolds[c.hold], "1"
	if heardWords[c.words] == string(routine.WordsFading) {
		rounds = "2" // in the first they are full
	}
	return append([]string{
		heardSides[c.side], "--words", heardWords[c.words], "--voice", voices[c.voice], "--bed", heardBeds[c.bed], "--hold", hold.String(),
		"--rounds", rounds, "--after", "none",
	}, heardMixes[c.mix]...), hold
}

// heardSessions are the sessions to listen to.
func heardSessions(voices int) []heardSession {
	var all []heardSession
	for i := range len(heardSides) * len(heardWords) * voices * len(heardBeds) * len(heardHolds) * len(heardMixes) {
		c := heardSession{}
		for _, choice := range []struct {
			of *int
			n  int
		}{
			{&c.side, len(heardSides)}, {&c.words, len(heardWords)}, {&c.voice, voices}, {&c.bed, len(heardBeds)}, {&c.hold, len(heardHolds)},
			{&c.mix, len(heardMixes)},
		} {
			*choice.of = i % choice.n
			i /= choice.n
		}
		all = append(all, c)
	}
	if os.Getenv("UNCRAMP_LISTEN") == "all" {
		return all
	}
	if testing.Short() {
		return all[:1]
	}
	return pairwise(all)
}

// pairwise is a choice of sessions in which every pair of values that meets in
// all of them meets at least once: each next one is the first of those with the
// most pairs that have not met.
func pairwise(all []heardSession) (some []heardSession) {
	met := map[string]bool{}
	for {
		var best heardSession
		most := 0
		for _, c := range all {
			n := 0
			for _, p := range c.pairs() {
				if !met[p] {
					n++
				}
			}
			if n > most {
				best, most = c, n
			}
		}
		if most == 0 {
			return some
		}
		for _, p := range best.pairs() {
			met[p] = true
		}
		some = append(some, best)
	}
}

func (c heardSession) pairs() (pairs []string) {
	values := []int{c.side, c.words, c.voice, c.bed, c.hold, c.mix}
	for i, a := range values {
		for j := range i {
			pairs = append(pairs, fmt.Sprint(j, values[j], i, a))
		}
	}
	return pairs
}

// openSession is the session that the arguments ask for.
func openSession(t testing.TB, args ...string) *session {
	t.Helper()
	var flags sessionFlags
	c := &cobra.Command{}
	c.SetContext(t.Context())
	flags.add(c)
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	s, err := flags.open(c, c.Flags().Args())
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return s
}

// soundCheckLevel is the loudest moment of the sound check's last sentence,
// which says that nothing will be louder.
func soundCheckLevel(t testing.TB, voice string) listen.Moments {
	t.Helper()
	v, err := sounds.OpenVoice(voice)
	if err != nil {
		t.Fatal(err)
	}
	sentence, ok := v.Find("check-level")
	r := uncramp(t, "soundcheck", "--voice", voice, "-o", "-")
	if !ok || r.code != exitDone {
		t.Fatalf("exit %d, %s", r.code, r.stderr)
	}
	frames := soundservertest.Frames16([]byte(r.stdout)[44:])
	return listen.Loudest(frames[len(frames)-routine.Rate-int(sentence.Length):]) // a second follows it
}

// TestLevelBounds: what a listener asks for in levels, and is told where the
// promises would not hold.
func TestLevelBounds(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"--voice-level=-8 --bed-level=-4", ""},
		{"--voice-level=-4 --chime-level=-4 --bed-level=-8", ""},
		{"--chime-level 2 --bed-level 1", ""},
		{"--voice-level=-8.5", `voice-level "-8.5": must be -8 to 0 dB: what is under the voice goes down with it, and softer chimes leave 8 s of silence, which reads as a crash`},
		{"--voice-level 1", `voice-level "1": must be -8 to 0 dB: nothing may be louder than the sound check`},
		{"--chime-level=-9", `chime-level "-9": must be -8 to 2 dB: softer chimes leave 8 s of silence, which reads as a crash`},
		{"--chime-level 3", `chime-level "3": must be -8 to 2 dB: a chime stays 15 LU under the voice`},
		{"--bed-level=-20", `bed-level "-20": must be -12 to 1 dB: a softer bed leaves silences`},
		{"--bed-level NaN", `bed-level "NaN": must be -12 to 1 dB`},
		{"--voice-level=-5 --chime-level=-4", `chime-level "-4" with voice-level "-5": together they must be -8 dB at the least: softer chimes leave 8 s of silence, which reads as a crash`},
		{"--voice-level=-5 --bed-level=-8", `bed-level "-8" with voice-level "-5": together they must be -12 dB at the least: a softer bed leaves silences`},
	} {
		r := uncramp(t, append([]string{"plan"}, strings.Fields(tt.args)...)...)
		if tt.want == "" && r.code == exitDone || r.code == exitUsage && strings.TrimSpace(r.stderr) == "uncramp: "+tt.want {
			continue
		}
		t.Errorf("%s: exit %d, %q, want %q", tt.args, r.code, r.stderr, tt.want)
	}
}

// TestRaised: a word from the middle is as loud in each ear as in both together
// less 3 dB, and one from a side 1.62 dB louder than that in its own.
func TestRaised(t *testing.T) {
	level := moment{-14, -1.3} // it can go up by 3.01 + 0.3 dB
	for _, tt := range []struct {
		name          string
		cue           string
		clip          moment
		louder, lacks float64
	}{
		{"from the middle", "done", moment{-12.5, -1}, 1.5, 0},
		{"from a side", "take-left", moment{-12.5, -1}, 3.12, 0},
		{"softer, from a side", "take-left", moment{-15, -1}, 0.62, 0},
		{"softer", "done", moment{-15, -1}, 0, 0},
		{"of the sound check", "check-left", moment{-12.5, -1}, 0, 0},
		{"more than there is room for", "take-right", moment{-12, -1}, 3.31, 0.31},
	} {
		louder, lacks := raised([]sounds.Cue{{ID: checkLevel}, {ID: tt.cue}}, []moment{level, tt.clip})
		if math.Abs(louder-tt.louder) > 0.01 || math.Abs(lacks-tt.lacks) > 0.01 {
			t.Errorf("%s: %.2f dB, %.2f are missing; want %v, %v", tt.name, louder, lacks, tt.louder, tt.lacks)
		}
	}
}
