package audio

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/meta"

	"uncramp/audio/tags"
	"uncramp/routine/chapters"
)

// TestTags: tags change nothing of the samples, and ffprobe reads title and chapters.
func TestTags(t *testing.T) {
	const length = 3 * 48000
	described := &tags.Tags{Title: "A title", Album: "uncramp", Cover: tags.Cover(), Chapters: []chapters.Chapter{
		{Title: "Opening", Start: 0, End: 48000}, {Title: "Left, round 1: hold", Start: 48000, End: length},
	}}
	written := map[Format][]byte{}
	for _, f := range []Format{WAV, FLAC} {
		var with, without bytes.Buffer
		if err := f.Through(t.Context(), &with, counting(length), length, described); err != nil {
			t.Fatal(err)
		}
		if err := f.Through(t.Context(), &without, counting(length), length, nil); err != nil {
			t.Fatal(err)
		}
		written[f] = with.Bytes()
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
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip(err)
	}
	for f, file := range written {
		path := filepath.Join(t.TempDir(), "x."+string(f))
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command("ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", path).Output()
		var got struct {
			Format   struct{ Tags map[string]string }
			Chapters []struct {
				Start string `json:"start_time"`
				Tags  struct{ Title string }
			}
		}
		if err != nil || json.Unmarshal(text, &got) != nil {
			t.Fatalf("%s: %v: %s", f, err, text)
		}
		title := got.Format.Tags["title"] + got.Format.Tags["TITLE"]
		if title != "A title" || len(got.Chapters) != 2 || !strings.HasPrefix(got.Chapters[1].Start, "1.000") || got.Chapters[1].Tags.Title != "Left, round 1: hold" {
			t.Errorf("%s: %+v", f, got)
		}
	}
}
