package process

import (
	"bytes"
	"strings"
	"unicode"
)

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 4096
	t.text = append(t.text, p...)
	if extra := len(t.text) - most; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

// last returns the last line that says something, without characters that a terminal would
// obey. A carriage return ends a line, too: programs overwrite their progress with it.
func (t *tail) last() string {
	lines := bytes.FieldsFunc(t.text, func(r rune) bool { return r == '\n' || r == '\r' })
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.Map(func(r rune) rune {
			if !unicode.IsPrint(r) {
				return -1
			}
			return r
		}, string(lines[i]))
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
