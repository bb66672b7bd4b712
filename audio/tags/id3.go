package tags

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"uncramp/routine/chapters"
)

// ID3 returns an ID3v2.3 tag to put in front of an MP3 file, with chapters as in the
// addendum https://id3.org/id3v2-chapters-1.0. LAME writes no such chapters.
func (t *Tags) ID3() []byte {
	var frames []byte
	text := func(id, value string) {
		if value != "" {
			frames = appendFrame(frames, id, id3Text(value))
		}
	}
	text("TIT2", t.Title)
	text("TPE1", t.Artist)
	text("TALB", t.Album)
	if year, rest, _ := strings.Cut(t.Date, "-"); year != "" {
		text("TYER", year)
		if month, day, ok := strings.Cut(rest, "-"); ok {
			text("TDAT", day+month)
		}
	}
	if t.Language != "" {
		text("TLAN", t.ISO639())
	}
	if t.Comment != "" {
		frames = appendFrame(frames, "COMM", id3Comment(t.ISO639(), t.Comment))
	}
	if t.Cover != nil {
		body := append([]byte{0}, t.Cover.MIME...)
		body = append(body, 0, FrontCover, 0) // no description
		frames = appendFrame(frames, "APIC", append(body, t.Cover.Data...))
	}
	frames = append(frames, id3Chapters(t.Chapters)...)

	tag := append([]byte("ID3"), 3, 0, 0)
	for shift := 21; shift >= 0; shift -= 7 {
		tag = append(tag, byte(len(frames)>>shift)&0x7f)
	}
	return append(tag, frames...)
}

// FrontCover is the kind of the picture in ID3v2 and FLAC.
const FrontCover = 3

func id3Chapters(all []chapters.Chapter) []byte {
	const most = 255 // that a table of contents counts
	all = all[:min(len(all), most)]
	if len(all) == 0 {
		return nil
	}
	contents := []byte("toc\x00\x03") // ordered, and not part of another one
	contents = append(contents, byte(len(all)))
	var frames []byte
	for i, c := range all {
		id := fmt.Sprintf("chp%d\x00", i)
		contents = append(contents, id...)
		body := []byte(id)
		body = binary.BigEndian.AppendUint32(body, uint32(milliseconds(c.Start)))
		body = binary.BigEndian.AppendUint32(body, uint32(milliseconds(c.End)))
		body = append(body, "\xff\xff\xff\xff\xff\xff\xff\xff"...) // no offsets in bytes: the times count
		frames = appendFrame(frames, "CHAP", appendFrame(body, "TIT2", id3Text(c.Title)))
	}
	return append(appendFrame(nil, "CTOC", contents), frames...)
}

func appendFrame(to []byte, id string, body []byte) []byte {
	to = append(to, id...)
	to = binary.BigEndian.AppendUint32(to, uint32(len(body)))
	to = append(to, 0, 0) // flags
	return append(to, body...)
}

func id3Text(s string) []byte {
	if isASCII(s) {
		return append([]byte{0}, s...)
	}
	return append([]byte{1}, utf16Text(s)...)
}

func id3Comment(language, s string) []byte {
	if isASCII(s) {
		return append([]byte{0}, language+"\x00"+s...)
	}
	body := append([]byte{1}, language...)
	body = append(body, 0xff, 0xfe, 0, 0) // no description
	return append(body, utf16Text(s)...)
}

func utf16Text(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
