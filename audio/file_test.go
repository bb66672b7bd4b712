package audio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopxl/beep/v2"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/meta"

	"uncramp/audio/recording"
	"uncramp/audio/tags"
	"uncramp/routine/chapters"
)

// counting streams length samples, sample i being i and -i steps of 16 bit.
func counting(length int) beep.Streamer {
	at := 0
	return beep.StreamerFunc(func(samples [][2]float64) (int, bool) {
		n := min(len(samples), length-at)
		for i := range n {
			v := float64(int16(at)) / fullScale
			samples[i] = [2]float64{v, -v}
			at++
		}
		return n, n > 0
	})
}

// TestFiles: a file and a pipe have every sample, and say how many they are. Only a file
// has a checksum, which needs a seek.
func TestFiles(t *testing.T) {
	for _, format := range []Format{WAV, FLAC} {
		for _, length := range []int{100, 4096, 4097, 70000} {
			path := filepath.Join(t.TempDir(), "x")
			if err := WriteFile(t.Context(), path, format, false, counting(length), length, nil); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var pipe bytes.Buffer
			if err := format.Through(t.Context(), &pipe, counting(length), length, nil); err != nil {
				t.Fatal(err)
			}
			for name, data := range map[string][]byte{"file": file, "pipe": pipe.Bytes()} {
				f, read, err := recording.Decode(data)
				if err != nil || f != (recording.Format{Rate: Rate, Channels: 2, Length: length}) {
					t.Errorf("%s as a %s: %+v, %v, want %d samples", format, name, f, err, length)
					continue
				}
				got := make([][2]float64, length)
				if n, err := read(got); n < length {
					t.Errorf("%s as a %s: %d samples of %d, %v", format, name, n, length, err)
				}
				for i, v := range got {
					if l, r := int16(i), quantise(-float64(int16(i))/fullScale); v != [2]float64{float64(l) / fullScale, float64(r) / fullScale} {
						t.Fatalf("%s as a %s of %d samples: sample %d is %v", format, name, length, i, v)
					}
				}
				if format == FLAC {
					stream, err := flac.New(bytes.NewReader(data))
					if err != nil {
						t.Fatal(err)
					}
					if i := stream.Info; i.BlockSizeMin != block || i.BlockSizeMax != block || (i.MD5sum != [16]byte{}) != (name == "file") {
						t.Errorf("as a %s: %+v", name, i)
					}
				}
			}
		}
	}
}

// full is a disk that is full after so many bytes; it can seek, as a file can.
type full struct {
	room  int
	seeks bool
}

var errFull = &fs.PathError{Op: "write", Path: "x.flac", Err: errors.New("no space left on device")}

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.room -= n
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func (f *full) Seek(int64, int) (int64, error) {
	if !f.seeks {
		return 0, errFull
	}
	return 0, nil
}

// TestFullDisk: what goes wrong with a file is told as the file told it,
// whatever an encoder makes of it.
func TestFullDisk(t *testing.T) {
	const length = 9999
	for _, f := range []Format{WAV, FLAC} {
		for _, room := range []int{0, 10, 100, 1000} {
			for name, w := range map[string]io.Writer{"file": &full{room, true}, "pipe": struct{ io.Writer }{&full{room, true}}} {
				if err := f.write(t.Context(), w, counting(length), length, nil); err != errFull {
					t.Errorf("%s, %s with room for %d bytes: %v", f, name, room, err)
				}
				w := &full{room: room, seeks: true}
				if err := f.Through(t.Context(), w, counting(length), length, nil); err != errFull {
					t.Errorf("%s with room for %d bytes, by way of a buffer: %v", f, room, err)
				}
			}
		}
	}
	if err := WriteFLAC(&full{room: 1 << 20}, counting(length), length, nil); err != errFull {
		t.Errorf("a header that cannot be written again: %v", err)
	}
}

// TestWriteFile: a stream that fails, or has another length, leaves the old file. Package
// atomicfile tests what else can go wrong.
func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.wav")
	write := func(ctx context.Context, replace bool, length, planned int) error {
		return WriteFile(ctx, path, WAV, replace, counting(length), planned, nil)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name            string
		ctx             context.Context
		replace         bool
		length, planned int
		fails           bool
		size            int64
	}{
		{"at first", t.Context(), false, 10, 10, false, 84},
		{"over it", t.Context(), false, 20, 20, true, 84},
		{"over it by force", t.Context(), true, 20, 20, false, 124},
		{"cancelled", done, true, 30, 30, true, 124},
		{"too short a stream", t.Context(), true, 30, 31, true, 124},
		{"too long a stream", t.Context(), true, 31, 30, true, 124},
	} {
		err := write(c.ctx, c.replace, c.length, c.planned)
		if info, bad := os.Stat(path); bad != nil || info.Size() != c.size || (err != nil) != c.fails {
			t.Errorf("%s: %v, %v", c.name, err, info)
		}
	}
}

// TestTags: tags leave the samples as they are. What other programs read of them is
// tested with whole sessions, in cmd/uncramp.
func TestTags(t *testing.T) {
	const length = 3 * 48000
	described := &tags.Tags{Title: "A title", Album: "uncramp", Cover: tags.Cover(), Chapters: []chapters.Chapter{
		{Title: "Opening", Start: 0, End: 48000}, {Title: "Left, round 1: hold", Start: 48000, End: length},
	}}
	for _, f := range []Format{WAV, FLAC} {
		var with, without bytes.Buffer
		if err := f.Through(t.Context(), &with, counting(length), length, described); err != nil {
			t.Fatal(err)
		}
		if err := f.Through(t.Context(), &without, counting(length), length, nil); err != nil {
			t.Fatal(err)
		}
		if f == WAV {
			if got := with.Bytes()[44:without.Len()]; !bytes.Equal(got, without.Bytes()[44:]) {
				t.Error("wav: other samples")
			}
			if said := binary.LittleEndian.Uint32(with.Bytes()[4:]); int(said) != with.Len()-8 {
				t.Errorf("wav: RIFF says %d of %d", said, with.Len())
			}
			continue
		}
		stream, err := flac.Parse(&with)
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := stream.Blocks[0].Body.(*meta.VorbisComment); !ok || c.Vendor != "uncramp" || c.Tags[0] != [2]string{"TITLE", "A title"} {
			t.Errorf("flac: %+v", stream.Blocks[0].Body)
		}
		if p, ok := stream.Blocks[1].Body.(*meta.Picture); !ok || !bytes.Equal(p.Data, tags.Cover().Data) {
			t.Error("flac: no cover")
		}
	}
}
