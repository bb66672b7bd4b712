package audio

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/meta"

	"uncramp/audio/tags"
	"uncramp/routine/chapters"
)

// TestTags: tags change nothing of the samples. What other programs read of them is tested with whole
// sessions, in cmd/uncramp.
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
