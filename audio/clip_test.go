package audio_test

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"uncramp/audio"
	"uncramp/audio/wavtest"
)

// TestClipIsExact: a clip in FLAC or WAV decodes to the samples that were encoded, and
// for another program, too.
func TestClipIsExact(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 15, 4095, 4096, 4097, 30000} {
		want, frames := make([]int16, n), make([][2]float64, n)
		for i := range want {
			want[i] = []int16{-32768, 32767, 0, int16(noise.IntN(1 << 16))}[min(i, 3)]
			frames[i][0] = float64(want[i]) / (1 << 15)
		}
		flac, err := audio.EncodeFLAC(want)
		if err != nil {
			t.Fatal(err)
		}
		for kind, file := range map[string][]byte{"FLAC": flac, "WAV": wavtest.Format{Rate: 48000, Channels: 1, Bits: 16}.Encode(frames)} {
			length, err := audio.ClipLength(file)
			got, bad := audio.DecodeClip(file)
			if err != nil || bad != nil || int(length) != n || !slices.Equal(got, want) {
				t.Errorf("%s of %d samples: %d by its header, %d decoded, %v, %v", kind, n, length, len(got), err, bad)
			}
		}
		if _, err := exec.LookPath("ffmpeg"); err == nil {
			c := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", "-", "-f", "wav", "-bitexact", "-")
			c.Stdin = strings.NewReader(string(flac))
			out, err := c.Output()
			if err != nil || !slices.Equal(out[44:], wavtest.Format{Rate: 48000, Channels: 1, Bits: 16}.Encode(frames)[44:]) {
				t.Errorf("%d samples through ffmpeg: %d bytes, %v", n, len(out), err)
			}
		}
	}
}

// TestClipAgainstFFmpeg: an MP3 is gapless to the sample, and within two steps of 16 bit.
func TestClipAgainstFFmpeg(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not on PATH")
	}
	for _, file := range []string{"voices/heart/in.mp3", "voices/michael/hold.mp3", "voices/heart/doctor.mp3", "chimes/chime-in.mp3", "chimes/bell-final.mp3"} {
		path := "../sounds/" + file
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		length, err := audio.ClipLength(data)
		got, bad := audio.DecodeClip(data)
		raw, worse := exec.CommandContext(t.Context(), ffmpeg, "-v", "error", "-i", path, "-f", "s16le", "-").Output()
		if err != nil || bad != nil || worse != nil || int(length) != len(got) || len(got) != len(raw)/2 {
			t.Fatalf("%s: %d samples by its header, %d decoded, %d by ffmpeg; %v, %v, %v", file, length, len(got), len(raw)/2, err, bad, worse)
		}
		for i, g := range got {
			if d := int(g) - int(int16(binary.LittleEndian.Uint16(raw[2*i:]))); d < -2 || d > 2 {
				t.Fatalf("%s: sample %d is %d, %d off", file, i, g, d)
			}
		}
	}
}

// TestClipRefused: what is no clip is told by its header, or while it is decoded.
func TestClipRefused(t *testing.T) {
	flac, err := audio.EncodeFLAC(make([]int16, 20000))
	if err != nil {
		t.Fatal(err)
	}
	mp3, err := os.ReadFile("../sounds/voices/heart/in.mp3")
	if err != nil {
		t.Fatal(err)
	}
	damaged := slices.Clone(flac)
	damaged[len(damaged)-3] ^= 1
	for _, tt := range []struct {
		name   string
		file   []byte
		length string // what is wrong with its header
		decode string // and with its sound
	}{
		{"stereo", wavtest.Format{Rate: 48000, Channels: 2, Bits: 16}.Encode(make([][2]float64, 9)), "not mono", "not mono"},
		{"24 kHz", wavtest.Format{Rate: 24000, Channels: 1, Bits: 16}.Encode(make([][2]float64, 9)), "not at 48 kHz", "not at 48 kHz"},
		{"no samples", wavtest.Format{Rate: 48000, Channels: 1, Bits: 16}.Encode(nil), "holds no sound", "holds no sound"},
		{"no WAV", []byte("RIFF and no more than that"), "RIFF: neither", "RIFF: neither"},
		{"text", []byte("not a recording"), "neither WAV", "neither WAV"},
		{"half an MP3", mp3[:len(mp3)/2], "an MP3 of ", "an MP3 of "},
		{"half a FLAC", flac[:len(flac)/2], "", "a damaged FLAC: "},
		{"a bit of FLAC off", damaged, "", "a damaged FLAC: "},
	} {
		has := func(err error, want string) bool {
			return err == nil && want == "" || err != nil && want != "" && strings.HasPrefix(err.Error(), want)
		}
		_, short := audio.ClipLength(tt.file)
		_, bad := audio.DecodeClip(tt.file)
		if !has(short, tt.length) || !has(bad, tt.decode) {
			t.Errorf("%s: %v and %v, want %q and %q", tt.name, short, bad, tt.length, tt.decode)
		}
	}
}
