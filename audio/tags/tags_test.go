package tags

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"uncramp/routine/chapters"
)

var described = &Tags{
	Title: "A title", Artist: "heart", Date: "2026-11-27", Language: "de-AT", Comment: "gehört\nniemandem",
	Chapters: []chapters.Chapter{{Title: "Opening", Start: 0, End: 48_000}, {Title: "Höhe", Start: 48_000, End: 72_024}},
}

func TestVorbis(t *testing.T) {
	want := [][2]string{
		{"TITLE", "A title"}, {"ARTIST", "heart"}, {"DATE", "2026-11-27"}, {"LANGUAGE", "de-AT"}, {"COMMENT", "gehört\nniemandem"},
		{"CHAPTER001", "00:00:00.000"}, {"CHAPTER001NAME", "Opening"},
		{"CHAPTER002", "00:00:01.000"}, {"CHAPTER002NAME", "Höhe"},
	}
	if got := described.Vorbis(); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	late := &Tags{Chapters: []chapters.Chapter{{Start: 48 * (3_600_000*2 + 60_000*3 + 4_005)}}}
	if got := late.Vorbis()[0][1]; got != "02:03:04.005" {
		t.Errorf("late: %s", got)
	}
}

func TestFFMetadata(t *testing.T) {
	got := string(FFMetadata([][2]string{{"TITLE", `a=b;c#d\e` + "\nf\\"}}, described.Chapters[1:]))
	want := ";FFMETADATA1\nTITLE=a\\=b\\;c\\#d\\\\e\\\nf\n[CHAPTER]\nTIMEBASE=1/48000\nSTART=48000\nEND=72024\ntitle=Höhe\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestISO639(t *testing.T) {
	for from, want := range map[string]string{"en-US": "eng", "DE": "deu", "gsw-CH": "gsw", "xx": "und", "": "und"} {
		if got := (&Tags{Language: from}).ISO639(); got != want {
			t.Errorf("%q: %s, want %s", from, got, want)
		}
	}
}

// TestID3 walks the frames by their sizes, to the byte.
func TestID3(t *testing.T) {
	d := *described
	d.Cover = Cover()
	tag := d.ID3()
	size := int(tag[6])<<21 | int(tag[7])<<14 | int(tag[8])<<7 | int(tag[9])
	if !bytes.HasPrefix(tag, []byte("ID3\x03\x00\x00")) || size != len(tag)-10 {
		t.Fatalf("header % x, %d bytes", tag[:10], len(tag))
	}
	frames := map[string]string{}
	var order []string
	for rest := tag[10:]; len(rest) > 0; {
		id, n := string(rest[:4]), binary.BigEndian.Uint32(rest[4:])
		frames[id], order = string(rest[10:10+n]), append(order, id)
		rest = rest[10+n:]
	}
	if want := []string{"TIT2", "TPE1", "TYER", "TDAT", "TLAN", "COMM", "APIC", "CTOC", "CHAP", "CHAP"}; !slices.Equal(order, want) {
		t.Errorf("frames %v", order)
	}
	for id, want := range map[string]string{
		"TIT2": "\x00A title", "TYER": "\x002026", "TDAT": "\x002711", "TLAN": "\x00deu",
		"COMM": "\x01deu\xff\xfe\x00\x00\xff\xfeg\x00e\x00h\x00\xf6\x00r\x00t\x00\n\x00n\x00i\x00e\x00m\x00a\x00n\x00d\x00e\x00m\x00",
		"APIC": "\x00image/png\x00\x03\x00" + string(d.Cover.Data),
		"CTOC": "toc\x00\x03\x02chp0\x00chp1\x00",
		"CHAP": "chp1\x00\x00\x00\x03\xe8\x00\x00\x05\xdc\xff\xff\xff\xff\xff\xff\xff\xffTIT2\x00\x00\x00\x0b\x00\x00\x01\xff\xfeH\x00\xf6\x00h\x00e\x00",
	} {
		if frames[id] != want {
			t.Errorf("%s is %.80q, want %.80q", id, frames[id], want)
		}
	}
	many := (&Tags{Chapters: make([]chapters.Chapter, 300)}).ID3()
	if n := bytes.Count(many, []byte("CHAP")); n != 255 {
		t.Errorf("%d chapters of 300: a table of contents counts to 255", n)
	}
	if none := (&Tags{}).ID3(); len(none) != 10 {
		t.Errorf("an empty tag has %d bytes", len(none))
	}
}

// TestWAV walks the chunks by their sizes.
func TestWAV(t *testing.T) {
	got := map[string]string{}
	for rest := described.WAV(); len(rest) > 0; {
		id, n := string(rest[:4]), binary.LittleEndian.Uint32(rest[4:])
		body := string(rest[8 : 8+n])
		if id == "LIST" {
			id, body = body[:4], body[4:]
		}
		got[id], rest = body, rest[8+n+n%2:]
	}
	for id, want := range map[string]string{
		"cue ": "\x02\x00\x00\x00" +
			"\x01\x00\x00\x00\x00\x00\x00\x00data\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
			"\x02\x00\x00\x00\x80\xbb\x00\x00data\x00\x00\x00\x00\x00\x00\x00\x00\x80\xbb\x00\x00",
		"adtl": "labl\x0c\x00\x00\x00\x01\x00\x00\x00Opening\x00labl\x0a\x00\x00\x00\x02\x00\x00\x00Höhe\x00",
		"INFO": "INAM\x08\x00\x00\x00A title\x00IART\x06\x00\x00\x00heart\x00ICRD\x0b\x00\x00\x002026-11-27\x00\x00" +
			"ILNG\x06\x00\x00\x00de-AT\x00ICMT\x12\x00\x00\x00gehört\nniemandem\x00",
		"id3 ": string((&Tags{}).ID3()),
	} {
		if got[id] != want {
			t.Errorf("%s is %q, want %q", id, got[id], want)
		}
	}
}

// TestCover: our own cover is a small picture, with its one colour in the middle.
func TestCover(t *testing.T) {
	if _, err := NewPicture(Cover().Data); err != nil || Cover().Width != 512 || len(Cover().Data) > 20_000 {
		t.Errorf("%v, %d bytes", err, len(Cover().Data))
	}
	cover, err := png.Decode(bytes.NewReader(Cover().Data))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := cover.At(256, 256).RGBA(); r>>8 != 0xf2 || g>>8 != 0xd7 || b>>8 != 0xa0 {
		t.Errorf("in the middle it is %x %x %x", r, g, b)
	}
}

func TestNewPicture(t *testing.T) {
	encoded := func(width int, encode func(*bytes.Buffer, image.Image) error) []byte {
		var file bytes.Buffer
		if err := encode(&file, image.NewGray(image.Rect(0, 0, width, 3))); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	asPNG := func(w *bytes.Buffer, i image.Image) error { return png.Encode(w, i) }
	asJPEG := func(w *bytes.Buffer, i image.Image) error { return jpeg.Encode(w, i, nil) }
	whole := encoded(5, asPNG)
	for _, test := range []struct {
		name string
		file []byte
		want string // MIME, or a part of the error
	}{
		{"png", whole, "image/png"},
		{"jpeg", encoded(5, asJPEG), "image/jpeg"},
		{"empty", nil, "neither a PNG nor a JPEG"},
		{"text", []byte("no image"), "neither a PNG nor a JPEG"},
		{"cut off", whole[:len(whole)-20], "damaged"},
		{"only a header", whole[:20], "EOF"},
		{"wide", encoded(5000, asPNG), "5000 x 3 pixels: at most 4096 x 4096"},
		{"50 MB", make([]byte, 50<<20), "larger than 5 MB"},
	} {
		p, err := NewPicture(test.file)
		if err == nil && p.MIME != test.want || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, %v, want %s", test.name, p, err, test.want)
		}
		if err == nil && (p.Width != 5 || p.Height != 3) {
			t.Errorf("%s is %d x %d", test.name, p.Width, p.Height)
		}
	}
}
