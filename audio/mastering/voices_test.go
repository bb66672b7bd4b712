package mastering_test

import (
	"math"
	"testing"

	"uncramp/audio"
	"uncramp/audio/mastering"
	"uncramp/sounds"
)

// Every clip of every built-in voice is what it is said to be: whole, as long
// as its manifest and its tag say, and within both figures. Those in which one
// word stands alone are graded by their loudest moment where they are under
// 0.4 s, as everywhere.
func TestBuiltInVoices(t *testing.T) {
	script := sounds.Script()
	for _, name := range sounds.Voices() {
		v, err := sounds.OpenVoice(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(v.Cues) != len(script) {
			t.Errorf("%s: %d cues, and %d in the script", name, len(v.Cues), len(script))
		}
		for _, line := range script {
			t.Run(name+"/"+line.ID, func(t *testing.T) {
				t.Parallel()
				cue, ok := v.Find(line.ID)
				if !ok {
					t.Fatal("missing")
				}
				if cue.Words != line.Words {
					t.Errorf("says %q, and in the script %q", cue.Words, line.Words)
				}
				data, err := v.Recording(line.ID) // by its checksum
				if err != nil {
					t.Fatal(err)
				}
				tag, err := audio.MP3Length(data)
				if err != nil {
					t.Fatal(err)
				}
				clip, err := mastering.Measure(data)
				if err != nil {
					t.Fatal(err)
				}
				if clip.Length != cue.Length || tag != cue.Length {
					t.Errorf("%d samples, %d by its tag, %d by the manifest", clip.Length, tag, cue.Length)
				}
				if d := mastering.Rate.D(int(clip.Length)); d > mastering.MaxLength {
					t.Errorf("%v long", d)
				}
				if math.Abs(clip.GainNeeded()) > mastering.Tolerance {
					t.Errorf("%.2f LUFS", clip.Loudness)
				}
				if clip.Peak > mastering.Ceiling {
					t.Errorf("%.2f dBTP", clip.Peak)
				}
			})
		}
	}
}
