// Package yamlfile reads YAML that a person has written: routines, the manifests
// of voices, defaults. [Text] decodes a file, [Parse] finds its structure and
// [Decode] its values. Whatever is in a file, the worst that comes of it is a
// [Fault] with its place, within a second.
package yamlfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxSize is the most bytes that [Text] takes, more than any of these files needs.
const MaxSize = 256 << 10

// Fault says what is wrong with a file. Line and column count from 1; both are 0
// if the whole file is wrong.
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

// In returns err with the name of its file in front, or nil for nil.
func In(file string, err error) error {
	f := (*Fault)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f) && f.Line > 0:
		return fmt.Errorf("%s:%w", file, err)
	}
	return fmt.Errorf("%s: %w", file, err)
}

// Text returns a file's content in UTF-8, with lines that end in \n and without a
// byte order mark. It decodes UTF-16 with such a mark, as PowerShell's > writes it.
// If the file is not text, the error is a [Fault].
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

// unixLines makes all lines end in \n: the lexer counts the line of a comment
// twice if it ends in \r\n.
var unixLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// decoded returns UTF-16 as UTF-8. Half a unit at the end becomes U+FFFD.
func decoded(src []byte, order binary.ByteOrder) string {
	units := make([]uint16, (len(src)+1)/2)
	for i := range units {
		if units[i] = unicode.ReplacementChar; 2*i+1 < len(src) {
			units[i] = order.Uint16(src[2*i:])
		}
	}
	return string(utf16.Decode(units))
}

// IsLine reports whether a text can be shown in one line of a terminal: it has no
// control characters and none that change the direction of the line.
func IsLine(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	})
}
