package recording_test

import (
	"fmt"
	"math"
	"testing"

	"uncramp/audio/layer3"
)

// An MP3 cut out of another one is silent for as long as what its frames need
// lies before the cut, and from there on to the sample what the whole is there.
func TestCutMP3(t *testing.T) {
	for _, c := range []struct {
		name                 string
		rate, kbps, channels int
	}{
		{"MPEG-1", 44100, 64, 1}, {"MPEG-1 without padding", 48000, 64, 1}, {"MPEG-1 stereo", 44100, 128, 2},
		{"MPEG-2", 22050, 40, 1}, {"MPEG-2 without padding", 24000, 32, 1}, {"MPEG-2 stereo", 22050, 64, 2},
		{"MPEG-2, the least", 22050, 24, 1}, {"MPEG-2.5", 11025, 24, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			perFrame, tone := 1152, wavOf(c.rate, c.channels, 16, false, false, 3*c.rate)
			if c.rate < 32000 {
				perFrame = 576
			}
			// Without its tag: sample 0 is that of the first frame.
			file := lame(t, tone, "-t", "--cbr", "-b", fmt.Sprint(c.kbps), "--resample", fmt.Sprint(float64(c.rate)/1000))
			whole, err := read(file)
			if err != nil {
				t.Fatal(err)
			}
			at, frames := 0, 0
			for ; at < len(file)/2; frames++ {
				at += layer3.ReadHeader(file[at:]).Size()
			}
			got, err := read(file[at:])
			if err != nil {
				t.Fatal(err)
			}
			want := whole[frames*perFrame:]
			if len(got) != len(want) {
				t.Fatalf("got %d samples, want %d", len(got), len(want))
			}
			// No reservoir here holds more than four frames, and the silence
			// rings out in two granules.
			for i := 6 * perFrame; i < len(got); i++ {
				if math.Abs(got[i][0]-want[i][0])+math.Abs(got[i][1]-want[i][1]) > 2.1/32768 { // sums of floats, in another order, are rounded
					t.Fatalf("frame %d: sample %d is %v, want %v", i/perFrame, i, got[i], want[i])
				}
			}
			// It is a test only where the first frame needs what was cut off.
			if got[perFrame/2] == want[perFrame/2] {
				t.Error("nothing was cut off that the first frame needs")
			}
		})
	}
}
