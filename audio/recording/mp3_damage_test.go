package recording_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"uncramp/audio/layer3"
	"uncramp/audio/recording"
)

// random are n bytes by chance.
func random(n int) []byte {
	r := rand.New(rand.NewPCG(8, 9))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// id3 is a tag of n bytes that says it has so many.
func id3(n, says int) []byte {
	h := append([]byte("ID3\x04\x00\x00"), byte(says>>21&127), byte(says>>14&127), byte(says>>7&127), byte(says&127))
	return append(h, random(n)...)
}

// What stands in front of the first frame of an MP3 does not matter.
func TestMP3Lead(t *testing.T) {
	file := lame(t, wavOf(44100, 2, 16, false, false, 44100), "-b", "128")
	want, err := read(file)
	if err != nil || len(want) != 44100 {
		t.Fatalf("%d samples, %v", len(want), err)
	}
	for name, lead := range map[string][]byte{
		"zeros":                       make([]byte, 2000),
		"one zero":                    make([]byte, 1),
		"garbage":                     random(3000),
		"half a frame":                file[5000:5300],
		"much garbage":                random(900_000),
		"text":                        bytes.Repeat([]byte("text "), 1000),
		"a tag":                       id3(1000, 1000),
		"two tags":                    append(id3(1000, 1000), id3(20, 20)...),
		"a tag that says less":        id3(100_000, 10),
		"a tag that says more":        id3(1000, 1<<27),
		"a tag that says all":         id3(1000, 1000+len(file)),
		"a tag, and zeros behind it":  append(id3(1000, 1000), make([]byte, 1000)...),
		"a tag in a cut tag":          append(id3(10, 1<<20), id3(10, 10)...),
		"what looks like one header":  []byte("\xff\xfb\x90\xc4 and then nothing that is one"),
		"what looks like a JPEG file": append([]byte("\xff\xd8\xff\xe0"), random(100)...),
	} {
		got, err := read(append(slices.Clone(lead), file...))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("behind %s: %d samples, want %d, or others, %v", name, len(got), len(want), err)
		}
	}
	if _, err := read(append(random(2<<20), file...)); err == nil {
		t.Error("behind 2 MB of garbage: read")
	}
}

// damagedOf reads a file and tells how many of its frames are not to be had.
func damagedOf(t *testing.T, file []byte) (frames [][2]float64, damaged int, err error) {
	t.Helper()
	r, err := recording.New(bytes.NewReader(file))
	if err != nil {
		return nil, 0, err
	}
	frames, err = readAll(r)
	return frames, r.Damaged(), err
}

// A hole in an MP3 is silence of its length, and the rest is as it was.
func TestMP3Hole(t *testing.T) {
	const n = 3 * 44100
	wav := wavOf(44100, 2, 16, false, false, n)
	for _, options := range [][]string{{"-b", "128"}, {"-b", "128", "-t"}, {"-V", "4"}} {
		file := lame(t, wav, options...)
		want, damaged, err := damagedOf(t, file)
		if err != nil || damaged != 0 {
			t.Fatalf("%v: %d damaged, %v", options, damaged, err)
		}
		at := len(file) / 2
		for at%7 != 0 || binary.BigEndian.Uint16(file[at+100:])>>5 != 0x7ff || !layer3.ReadHeader(file[at+100:]).Valid() {
			at++ // 100 bytes behind it a frame begins
		}
		zeros := slices.Clone(file)
		clear(zeros[at : at+300])
		garbage := slices.Clone(file)
		copy(garbage[at:], random(3000))
		for name, c := range map[string]struct {
			file []byte
			most int // frames that are damaged
		}{
			"300 zeros":            {zeros, 8},
			"3000 bytes by chance": {garbage, 30},
			"300 bytes more":       {slices.Concat(file[:at], make([]byte, 300), file[at:]), 8},
			"300 bytes less":       {slices.Concat(file[:at], file[at+300:]), 8},
			"a tag":                {slices.Concat(file[:at+100], id3(900, 900), file[at+100:]), 0},
		} {
			name := fmt.Sprint(options, " ", name)
			got, damaged, err := damagedOf(t, c.file)
			if err != nil || len(got) < len(want)-1152 || len(got) > len(want)+1152 {
				t.Errorf("%s: %d samples, want %d, %v", name, len(got), len(want), err)
				continue
			}
			less := strings.HasSuffix(name, "less") // which nothing tells
			if damaged > c.most || (damaged == 0) != (c.most == 0) && !less {
				t.Errorf("%s: %d frames are damaged, want up to %d", name, damaged, c.most)
			}
			if less || strings.HasSuffix(name, "more") || options[0] == "-V" && c.most > 8 {
				continue // what follows is a frame early or late
			}
			off := 0
			for i := range min(len(got), len(want)) {
				if math.Abs(got[i][0]-want[i][0]) > 1.1/32768 {
					off++
				}
			}
			if off > (c.most+2)*1152 {
				t.Errorf("%s: %d samples are others", name, off)
			}
		}
	}
}

// The lowest rates, which are MPEG-2.5, are as long as what was encoded, and at
// its level.
func TestMPEG25(t *testing.T) {
	for _, rate := range []int{8000, 11025, 12000} {
		file := lame(t, wavOf(rate, 1, 16, false, false, rate), "-b", "32", "--resample", fmt.Sprint(float64(rate)/1000))
		r, err := recording.New(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := readAll(r)
		if err != nil || len(got) != rate || int(r.Rate) != rate {
			t.Errorf("%d Hz: %d samples, %+v, %v", rate, len(got), r.Format, err)
			continue
		}
		var dot, own float64
		for i := 1000; i < rate-1000; i++ {
			want := sample(i, 0, rate)
			dot, own = dot+got[i][0]*want, own+want*want
		}
		if dot/own < 0.9 || dot/own > 1.05 {
			t.Errorf("%d Hz: %.3f of what was encoded", rate, dot/own)
		}
	}
}
