package screen

import (
	"bytes"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// A key like an arrow is an escape sequence, and a slow link may deliver it in
// pieces. An escape alone is also the Esc key, which is to be answered within
// 100 ms, so the next piece is waited for longer once a sequence has begun. A paste
// whose end is lost must not make the keyboard useless.
const (
	escWithin   = 60 * time.Millisecond
	pieceWithin = 200 * time.Millisecond
	pasteWithin = time.Second
)

// otherKey is every key that has no name of its own here.
const otherKey = "other"

// decoder makes keys of the bytes that a terminal sends. A key is named by what it
// writes, in lower case, or by one of the names below. What is pasted is no key, and
// neither are reports of a mouse, of the focus or of the cursor.
type decoder struct {
	pending []byte
	fed     time.Time // the last time
	pasting bool
}

var (
	controls = map[byte]string{
		0x03: "ctrl+c", 0x04: "ctrl+d", 0x0c: "ctrl+l", 0x1a: "ctrl+z", 0x1c: `ctrl+\`, '\r': "enter", '\n': "enter",
		0: "", // Ctrl-Space; a serial line sends it for a break
	}
	arrows  = map[byte]string{'A': "up", 'B': "down", 'C': "right", 'D': "left"} // with any modifier
	reports = "IORn"                                                             // of the focus, of the cursor, of the state

	// sequence is an escape sequence as in ECMA-48, or ESC O and a byte, with no final
	// byte if the rest has not come yet, or never will. A second escape in front is Alt.
	sequence = regexp.MustCompile(`^\x1b{1,2}(?:\[([0-?]*)[ -/]*|O)([@-~]?)`)

	pasteEnd = []byte("\x1b[201~")
)

// feed returns the keys that p completes.
func (d *decoder) feed(p []byte, at time.Time) (keys []string) {
	d.pending, d.fed = append(d.pending, p...), at
	for len(d.pending) > 0 {
		if d.pasting {
			i := bytes.Index(d.pending, pasteEnd)
			if i < 0 {
				d.pending = d.pending[max(0, len(d.pending)-len(pasteEnd)+1):]
				return keys
			}
			d.pending, d.pasting = d.pending[i+len(pasteEnd):], false
			continue
		}
		key, n := d.next(d.pending)
		if n == 0 {
			return keys
		}
		d.pending = d.pending[n:]
		if key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// due returns when the rest of what has begun was waited for in vain, and flush is
// to be called; zero if nothing has begun.
func (d *decoder) due() time.Time {
	switch {
	case d.pasting:
		return d.fed.Add(pasteWithin)
	case len(d.pending) == 0:
		return time.Time{}
	case d.pending[len(d.pending)-1] == 0x1b:
		return d.fed.Add(escWithin)
	}
	return d.fed.Add(pieceWithin)
}

// flush returns the key that has begun and was not completed.
func (d *decoder) flush() (keys []string) {
	if !d.pasting && len(d.pending) > 0 && d.pending[0] == 0x1b {
		keys = []string{"esc"}
	}
	d.pending, d.pasting = nil, false
	return keys
}

// next returns the first key in p, "" for what is none, and its length; 0 if the
// rest of it has not come yet.
func (d *decoder) next(p []byte) (key string, n int) {
	if p[0] != 0x1b {
		return plainKey(p)
	}
	m := sequence.FindSubmatch(p)
	switch {
	case m == nil && len(p) == 1:
		return "", 0
	case m == nil && p[1] == 0x1b:
		return "esc", 1 // held down
	case m == nil: // Alt and a key
		if _, n = plainKey(p[1:]); n == 0 {
			return "", 0
		}
		return otherKey, 1 + n
	}
	head, parameters, final := string(m[0]), string(m[1]), string(m[2])
	n = len(head)
	switch head {
	case "\x1b[M": // a mouse, whose place is three bytes
		n += 3
	case "\x1b[[": // a function key of Linux's console
		n++
	}
	switch {
	case n > len(p), n == len(p) && final == "":
		return "", 0
	case final == "", head == "\x1b[M":
		return "", n
	}
	return d.named(parameters, final[0], m[1] == nil), n
}

// plainKey returns the key that p begins with, and its length, as next does, if that is
// no escape sequence.
func plainKey(p []byte) (key string, n int) {
	name, ok := controls[p[0]]
	switch {
	case ok:
		return name, 1
	case p[0] < ' ', p[0] == 0x7f:
		return otherKey, 1
	case !utf8.FullRune(p):
		return "", 0
	}
	r, n := utf8.DecodeRune(p)
	return strings.ToLower(string(r)), n // neither Shift nor Caps Lock makes another key
}

// named returns the key of a sequence with parameters and a final byte. A short
// sequence, ESC O, has no parameters, and is always a key.
func (d *decoder) named(parameters string, final byte, short bool) string {
	if name := arrows[final]; name != "" {
		return name
	}
	if final == '~' && parameters == "200" {
		d.pasting = true
		return ""
	}
	report := strings.IndexByte(reports, final) >= 0 || strings.IndexAny(parameters, "<=>?") == 0 || final == '~' && parameters == "201"
	if report && !short {
		return ""
	}
	return otherKey
}
