package audio_test

import (
	"bytes"
	"testing"

	"uncramp/audio"
	"uncramp/audio/mp3"
)

// FuzzDecodeMP3: an MP3 that is cut off or has flipped bits, and what is no MP3 at all,
// is an error, or a recording as long as its tag says: never a panic, never a shorter one.
func FuzzDecodeMP3(f *testing.F) {
	good := recording(f)
	at := 0
	for range 3 { // the tag and two frames, which are decoded sooner than all
		h, _ := mp3.ReadHeader(good[at:])
		at += h.Size()
	}
	good = bytes.Clone(good[:at])
	const frames = 4 + 17 + 8 // the place of their number, which is less than 256
	good[frames+3] = 2
	f.Add(good)
	f.Add([]byte{})
	f.Add([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"))
	f.Add(bytes.Repeat([]byte{0xff}, 500))
	f.Add(append(bytes.Clone(good[:192]), bytes.Repeat([]byte{0xff, 0xfb, 0x84, 0xc4}, 500)...))
	for _, n := range []int{3, 150, 192, 400, len(good) / 2, len(good) - 1} {
		f.Add(good[:n])
	}
	for _, at := range []int{2, 21, 33, 162, 193, 195, 200, 230, len(good) - 50} {
		flipped := bytes.Clone(good)
		flipped[at] ^= 0x10
		f.Add(flipped)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2000 {
			return
		}
		length, tag := audio.MP3Length(data)
		samples, err := audio.DecodeMP3(data)
		switch {
		case tag != nil && err == nil:
			t.Fatalf("decoded, although: %v", tag)
		case err == nil && int64(len(samples)) != length:
			t.Fatalf("%d samples, and %d by the tag", len(samples), length)
		case err != nil && samples != nil:
			t.Fatalf("%d samples with an error: %v", len(samples), err)
		}
	})
}
