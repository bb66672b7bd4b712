package recording_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"uncramp/audio/recording"
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
		{"MPEG-2 repacked", 22050, 24, 1}, {"MPEG-2 repacked stereo", 22050, 32, 2},
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
				at += perFrame/8*1000*c.kbps/c.rate + int(file[at+2]>>1&1)
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
				if got[i] != want[i] {
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

func read(file []byte) ([][2]float64, error) {
	r, err := recording.New(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return readAll(r)
}

// lame encodes a WAV file.
func lame(t *testing.T, wav []byte, args ...string) []byte {
	t.Helper()
	lame, err := exec.LookPath("lame")
	if err != nil {
		t.Skip("needs lame: ", err)
	}
	in, out := filepath.Join(t.TempDir(), "in.wav"), filepath.Join(t.TempDir(), "out.mp3")
	if err := os.WriteFile(in, wav, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(lame, append(append([]string{"--quiet"}, args...), in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	mp3, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return mp3
}
