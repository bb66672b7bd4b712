// Package tags describes a sound file to players: title, cover, chapters. The methods of
// [Tags] write them in the forms that encoders read, and in those of WAV and FLAC files.
package tags

import (
	"bytes"
	"fmt"
	"strings"

	"uncramp/routine"
	"uncramp/routine/chapters"
)

// Tags describe a sound file. An empty field is left out.
type Tags struct {
	Title, Artist, Album string
	Date                 string // such as 2026-11-27
	Language             string // BCP 47, such as en-US
	Comment              string
	Cover                *Picture
	Chapters             []chapters.Chapter
}

// Texts returns the names and values of the texts, named as in a Vorbis comment.
func (t *Tags) Texts() [][2]string {
	return t.named("TITLE", "ARTIST", "ALBUM", "DATE", "LANGUAGE", "COMMENT")
}

// named returns the texts that are not empty, with the names that a form has for them.
func (t *Tags) named(names ...string) (all [][2]string) {
	for i, text := range []string{t.Title, t.Artist, t.Album, t.Date, t.Language, t.Comment} {
		if text != "" {
			all = append(all, [2]string{names[i], text})
		}
	}
	return all
}

// Vorbis returns the names and values of the texts and chapters in a Vorbis comment, which
// FLAC and Opus files have; chapters as in https://wiki.xiph.org/Chapter_Extension.
func (t *Tags) Vorbis() [][2]string {
	all := t.Texts()
	for i, c := range t.Chapters {
		ms := milliseconds(c.Start)
		name := fmt.Sprintf("CHAPTER%03d", i+1)
		all = append(all,
			[2]string{name, fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)},
			[2]string{name + "NAME", c.Title})
	}
	return all
}

// FFMetadata returns tags and chapters as ffmpeg reads them with -f ffmetadata, see
// https://ffmpeg.org/ffmpeg-formats.html#Metadata-2.
func FFMetadata(tags [][2]string, all []chapters.Chapter) []byte {
	var out bytes.Buffer
	quote := strings.NewReplacer("=", `\=`, ";", `\;`, "#", `\#`, `\`, `\\`, "\n", "\\\n")
	// ffmpeg takes the end of a line behind any backslash for a part of the text.
	escape := func(s string) string { return quote.Replace(strings.TrimRight(s, `\`)) }
	out.WriteString(";FFMETADATA1\n")
	for _, tag := range tags {
		fmt.Fprintf(&out, "%s=%s\n", tag[0], escape(tag[1]))
	}
	for _, c := range all {
		fmt.Fprintf(&out, "[CHAPTER]\nTIMEBASE=1/%d\nSTART=%d\nEND=%d\ntitle=%s\n",
			routine.Rate, c.Start, c.End, escape(c.Title))
	}
	return out.Bytes()
}

// ISO639 returns the language as the three letters of ISO 639-2 that MP3 and MP4 files
// hold; "und", undetermined, for a language of two letters that iso639 lacks.
func (t *Tags) ISO639() string {
	language, _, _ := strings.Cut(strings.ToLower(t.Language), "-")
	if len(language) == 3 {
		return language
	}
	if three, ok := iso639[language]; ok {
		return three
	}
	return "und"
}

// iso639 has codes of ISO 639-2/T by those of ISO 639-1.
var iso639 = map[string]string{
	"ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
	"es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv",
	"hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "nb": "nob",
	"nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv",
	"sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}

func milliseconds(n routine.Samples) int64 { return int64(n) * 1000 / routine.Rate }
