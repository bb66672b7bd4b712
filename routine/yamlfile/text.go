// Package yamlfile reads YAML that a person has written, in whatever editor:
// routines, and the manifests of voices. The files come from anywhere: whatever
// is in them, the worst is a fault with its place, and soon.
package yamlfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxSize is far more bytes than any of these files needs.
const MaxSize = 256 << 10

// Fault is what is wrong at a place of a file, both counted from 1; both are 0
// where it is the whole file.
type Fault struct {
	Line, Column int
	Fact         string
}

func (f *Fault) Error() string {
	if f.Line == 0 {
		return f.Fact
	}
	return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Fact)
}

// Text is a file's text in UTF-8, its lines ended by \n. A byte order mark is taken off, and UTF-16
// with one, which PowerShell's > writes, is decoded. What is no text comes with a
// [Fault].
func Text(src []byte) (string, error) {
	if len(src) > MaxSize {
		return "", &Fault{Fact: fmt.Sprintf("too long: such a file has at most %d bytes", MaxSize)}
	}
	text := ""
	switch {
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}):
		text = decoded(src[2:], binary.LittleEndian)
	case bytes.HasPrefix(src, []byte{0xfe, 0xff}):
		text = decoded(src[2:], binary.BigEndian)
	default:
		text = strings.TrimPrefix(string(src), "\ufeff")
	}
	text = unixLines.Replace(text)
	line, start := 1, 0
	for i, r := range text {
		place := func(fact string) *Fault {
			return &Fault{line, utf8.RuneCountInString(text[start:i]) + 1, fact}
		}
		switch {
		case r == '\n':
			line, start = line+1, i+1
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			return text, place("not UTF-8: save the file as UTF-8")
		case unicode.IsControl(r) && r != '\t' && r != '\u0085':
			return text, place(fmt.Sprintf("a control character, %U: a text has none", r))
		}
	}
	return text, nil
}

// unixLines ends every line in one way: the lexer counts a comment's line twice
// where it ends as on Windows.
var unixLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// decoded is UTF-16 as UTF-8. Half a character at the end is an unknown one.
func decoded(src []byte, order binary.ByteOrder) string {
	units := make([]uint16, (len(src)+1)/2)
	for i := range units {
		if units[i] = unicode.ReplacementChar; 2*i+1 < len(src) {
			units[i] = order.Uint16(src[2*i:])
		}
	}
	return string(utf16.Decode(units))
}

// IsLine tells whether a text can be shown in a line of a terminal: it has
// nothing in it that a terminal would obey, nor turns the line around.
func IsLine(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	})
}
