package main

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/spf13/cobra"

	"uncramp/audio/meter"
	"uncramp/audio/soundservertest"
	"uncramp/routine"
	"uncramp/sounds"
)

// openSession returns the session that uncramp plays with some arguments.
func openSession(t testing.TB, args ...string) *session {
	t.Helper()
	flags := sessionFlags{plays: true}
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

// samplesOf returns the samples of a WAV file, without what stands behind them.
func samplesOf(wav string) []byte {
	const header = 44
	return []byte(wav)[header : header+binary.LittleEndian.Uint32([]byte(wav)[header-4:])]
}

// rendered returns the frames that a command sends to standard output as WAV.
func rendered(t testing.TB, command string, args ...string) [][2]int16 {
	t.Helper()
	r := uncramp(t, append([]string{command, "-o", "-"}, args...)...)
	if r.code != exitDone || r.stderr != "" {
		t.Fatalf("%s %q: exit %d, %s", command, args, r.code, r.stderr)
	}
	return soundservertest.Frames16(samplesOf(r.stdout))
}

// TestLengths: what is announced is what is rendered, for every side and voice
// and choice of words.
func TestLengths(t *testing.T) {
	words := []string{"full", "fading", "few"}
	for i, side := range []string{"left", "right", "both"} {
		voices := sounds.Voices()
		args := append([]string{side, "--words", words[i], "--voice", voices[i%len(voices)]}, briefSession(t)...)
		if got, want := len(rendered(t, "render", args...)), int(planJSON(t, args...).Length); got != want {
			t.Errorf("%q: %d samples rendered, %d announced", args, got, want)
		}
	}
}

// TestSoundCheckIsLoudest: no moment of a session is louder than the loudest one
// of the sound check's last sentence, in both ears or in one, for somebody may have
// one bud in. Two readings of one loudness may differ by 0.1 LU (EBU Tech 3341,
// table 1).
func TestSoundCheckIsLoudest(t *testing.T) {
	moments := func(frames [][2]int16) (most [3]meter.LUFS) {
		for i, ears := range [3][2]float64{{1, 1}, {1, 0}, {0, 1}} {
			heard := make([][2]float64, len(frames))
			for k, v := range frames {
				heard[k] = [2]float64{ears[0] * float64(v[0]) / (1 << 15), ears[1] * float64(v[1]) / (1 << 15)}
			}
			m := meter.Meter{SkipPeak: true}
			m.Write(heard)
			most[i] = m.Loudness().Momentary
		}
		return most
	}
	for _, voice := range sounds.Voices() {
		v, err := sounds.OpenVoice(voice)
		if err != nil {
			t.Fatal(err)
		}
		sentence, _ := v.Find("check-level")
		check := rendered(t, "soundcheck", "--voice", voice)
		want := moments(check[len(check)-routine.Rate-int(sentence.Length):]) // a second follows it
		got := moments(rendered(t, "render", "both", "--words", "full", "--rounds", "1", "--hold", "20s", "--rest", "20s", "--chime-level", "2", "--bed-level", "1", "--voice", voice))
		for i, name := range []string{"both ears", "the left ear", "the right ear"} {
			if !(got[i] <= want[i]+0.1) {
				t.Errorf("%s in %s: %.2f LUFS, the sound check %.2f", voice, name, got[i], want[i])
			}
		}
	}
}

// TestRaised: a word from the middle is as loud in each ear as in both together
// less 3 dB, and one from a side 1.62 dB louder than that in its own.
func TestRaised(t *testing.T) {
	level := sounds.Cue{ID: sounds.LevelCue, Loudest: -14, Peak: -1.3} // it can go up by 3.01 + 0.3 dB
	for _, tt := range []struct {
		name          string
		cue           string
		loudest       float64
		louder, lacks float64
	}{
		{"from the middle", "done", -12.5, 1.5, 0},
		{"from a side", "take-left", -12.5, 3.12, 0},
		{"softer, from a side", "take-left", -15, 0.62, 0},
		{"softer", "done", -15, 0, 0},
		{"of the sound check", "check-left", -12.5, 0, 0},
		{"more than there is room for", "take-right", -12, 3.31, 0.31},
	} {
		louder, lacks, err := raised([]sounds.Cue{level, {ID: tt.cue, Loudest: tt.loudest, Peak: -1}})
		if err != nil || math.Abs(louder-tt.louder) > 0.01 || math.Abs(lacks-tt.lacks) > 0.01 {
			t.Errorf("%s: %.2f dB, %.2f are missing; want %v, %v", tt.name, louder, lacks, tt.louder, tt.lacks)
		}
	}
}
