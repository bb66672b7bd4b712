package recording_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mewkiz/flac"

	"uncramp/audio/recording"
)

// rich is a WAV file with something of everything for a predictor: tones, noise,
// silence, a constant, full scale, and ears that are alike and not.
func rich(rate, channels, bits, n int) []byte {
	wav := wavOf(rate, channels, bits, false, false, n)
	data := wav[bytes.Index(wav, []byte("data"))+8:][:n*channels*bits/8]
	r := rand.New(rand.NewPCG(3, 4))
	width := bits / 8
	for i := 0; i < n*channels; i++ {
		at := data[i*width:][:width]
		switch part := i / channels * 8 / n; {
		case part == 1: // noise
			for k := range at {
				at[k] = byte(r.Uint32())
			}
		case part == 2, part == 3 && i%channels == 0:
			clear(at)
		case part == 4: // soft noise
			clear(at)
			at[0] = byte(r.Uint32N(16))
		case part == 5: // full scale, up and down
			v := byte(0x7f)
			if i/channels%100 < 50 {
				v = 0x80
			}
			for k := range at {
				at[k] = ^v & 0x80
			}
			at[width-1] = v
		case part == 6: // bits that are not used
			at[0] &= 0xf0
		}
	}
	return wav
}

// Every sample of what ffmpeg encodes comes back, whatever the options.
func TestFLACEncoded(t *testing.T) {
	for _, c := range []struct {
		rate, channels, bits int
		options              string
	}{
		{48000, 2, 16, "0"}, {44100, 2, 16, "5"}, {44100, 1, 16, "8"}, {96000, 2, 24, "12"}, {192000, 2, 24, "5"}, {8000, 1, 16, "1"}, {48000, 6, 24, "5"}, {11025, 2, 16, "3"},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			wav := rich(c.rate, c.channels, c.bits, 70000)
			wav = wav[:len(wav)-14]                    // the chunk behind the sound, and
			wav = slices.Concat(wav[:12], wav[12+12:]) // the one before it, which ffmpeg does not take
			want, err := read(wav)
			if err != nil {
				t.Fatal(err)
			}
			format := []string{"-sample_fmt", "s16"}
			if c.bits == 24 {
				format = []string{"-sample_fmt", "s32", "-bits_per_raw_sample", "24"}
			}
			options := append([]string{"to", "-c:a", "flac", "-compression_level", c.options, "-strict", "experimental"}, format...)
			file := ffmpegMade(t, wav, append(options, "out.flac")...)
			got, err := read(file)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%d samples, want %d, or others, %v", len(got), len(want), err)
			}
		})
	}
}

// A number that goes on for megabytes is damage, and is not held.
func TestFLACEndless(t *testing.T) {
	file := flacOfBits(t, 16, slices.Repeat([]int32{1, -2, 3}, 100)...)
	at := bytes.LastIndex(file, []byte("\xff\xf8")) + 8 // the only frame's header
	if file[at] != 8<<1 {
		t.Fatalf("not a residual: % x", file[at:at+8])
	}
	file = append(file[:at+1], make([]byte, 32<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := read(file)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; err == nil || got > 32<<20 {
		t.Errorf("%v, and %d MB were taken", err, got>>20)
	}
}

// Whatever frames another decoder takes are decoded to the same samples.
func FuzzFLAC(f *testing.F) {
	f.Add(flacOf(f, 5000))
	for _, bits := range []int{8, 12, 24} {
		f.Add(flacOfBits(f, bits, slices.Repeat([]int32{1, -2, 3}, 100)...))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := recording.New(bytes.NewReader(file))
		if err != nil || r.Kind != "FLAC" || r.Channels > 2 {
			return
		}
		got, err := readAll(r)
		want, whole := mewkiz(file, len(got))
		if len(got) < len(want) && whole || len(got) > len(want) && err == nil && whole {
			t.Fatalf("%d samples, want %d, %v", len(got), len(want), err)
		}
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Fatalf("sample %d is %v, want %v", i, got[i], want[i])
			}
		}
	})
}

// mewkiz is what another decoder makes of a file, and whether it came to its end.
func mewkiz(file []byte, most int) (frames [][2]float64, whole bool) {
	defer func() {
		if recover() != nil {
			whole = false
		}
	}()
	s, err := flac.New(bytes.NewReader(file))
	if err != nil {
		return nil, false
	}
	for {
		f, err := s.ParseNext()
		if err != nil {
			return frames, errors.Is(err, io.EOF) && len(frames) > 0 && len(frames) == most
		}
		left, right := f.Subframes[0].Samples, f.Subframes[len(f.Subframes)-1].Samples
		scale := math.Exp2(1 - float64(s.Info.BitsPerSample))
		for i := range min(len(left), len(right)) {
			frames = append(frames, [2]float64{float64(left[i]) * scale, float64(right[i]) * scale})
		}
	}
}

func BenchmarkFLAC(b *testing.B) {
	file := flacOf(b, 480000)
	frames := make([][2]float64, 4096)
	b.ReportAllocs()
	for b.Loop() {
		r, err := recording.New(bytes.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		for ok := true; ok; {
			_, ok = r.Stream(frames)
		}
	}
}
