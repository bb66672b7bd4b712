package audio_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"uncramp/audio"
)

// recording is a short recording of the default voice.
func recording(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../sounds/voices/heart/in.mp3")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDecodeMP3AgainstFFmpeg: gapless to the sample, and within two steps of 16 bit.
func TestDecodeMP3AgainstFFmpeg(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on PATH")
	}
	for _, file := range []string{"voices/heart/in.mp3", "voices/michael/hold.mp3", "voices/heart/doctor.mp3", "chimes/chime-in.mp3", "chimes/bell-final.mp3"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("../sounds", filepath.FromSlash(file))
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := audio.DecodeMP3(data)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-i", path, "-f", "s16le", "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(raw)/2 {
				t.Fatalf("got %d samples, ffmpeg %d", len(got), len(raw)/2)
			}
			for i, g := range got {
				want := int16(binary.LittleEndian.Uint16(raw[2*i:]))
				if d := int(g) - int(want); d < -2 || d > 2 {
					t.Fatalf("sample %d: got %d, ffmpeg %d", i, g, want)
				}
			}
		})
	}
}

func TestDecodeMP3BehindAnID3Tag(t *testing.T) {
	data := recording(t)
	want, err := audio.DecodeMP3(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := audio.DecodeMP3(append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"+strings.Repeat("\x00", 128)), data...))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %d samples %v, want %d", len(got), err, len(want))
	}
}

func TestDecodeMP3Refuses(t *testing.T) {
	good := recording(t)
	changed := func(at int, b ...byte) []byte {
		data := bytes.Clone(good)
		copy(data[at:], b)
		return data
	}
	const tag = 4 + 17
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "too short for an MP3"},
		{"text", []byte("not an MP3 at all"), "not an MP3"},
		{"the first frame cut", good[:100], "too short for an MP3 with a gapless tag"},
		{"cut in half", good[:len(good)/2], "damaged MP3: ends"},
		{"MPEG-2", changed(1, 0xf3), "not MPEG-1 Layer III"},
		{"44.1 kHz", changed(2, good[2]&^0x0c), "not at 48 kHz"},
		{"stereo", changed(3, good[3]&^0xc0), "not mono"},
		{"no tag", changed(tag, 'N', 'o'), "no gapless tag"},
		{"another tag", changed(tag+120, 'X'), "no gapless tag"},
		{"a million frames", changed(tag+8, 0, 0x0f, 0x42, 0x40), "gapless tag says 1000000 frames in"},
		{"no frames", changed(tag+8, 0, 0, 0, 0), "gapless tag says -"},
		{"more frames than there are", changed(tag+8, 0, 0, 0, good[tag+11]+9), "damaged MP3: ends"},
	} {
		got, err := audio.DecodeMP3(c.data)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || got != nil {
			t.Errorf("%s: got %d samples, %v, want %s", c.name, len(got), err, c.want)
		}
	}
}
