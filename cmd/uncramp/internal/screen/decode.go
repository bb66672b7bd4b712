package screen

import (
	"bytes"
	"slices"
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
	pasting bool
}

var (
	controls = map[byte]string{
		0x03: "ctrl+c", 0x04: "ctrl+d", 0x0c: "ctrl+l", 0x1a: "ctrl+z", 0x1c: `ctrl+\`, '\r': "enter", '\n': "enter",
		0: "", // Ctrl-Space; a serial line sends it for a break
	}
	finals = map[byte]string{
		'A': "up", 'B': "down", 'C': "right", 'D': "left", // with any modifier
		'I': "", 'O': "", 'R': "", 'n': "", // reports
	}
	pasteEnd = []byte("\x1b[201~")
)

// feed returns the keys that p completes.
func (d *decoder) feed(p []byte) (keys []string) {
	d.pending = append(d.pending, p...)
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

// wait returns how long the rest of what has begun is waited for; 0 if nothing has.
func (d *decoder) wait() time.Duration {
	switch {
	case d.pasting:
		return pasteWithin
	case len(d.pending) == 0:
		return 0
	case d.pending[len(d.pending)-1] == 0x1b:
		return escWithin
	}
	return pieceWithin
}

// flush returns the key that has begun and was waited for in vain.
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
		if name, ok := controls[p[0]]; ok {
			return name, 1
		}
		if p[0] < ' ' || p[0] == 0x7f {
			return otherKey, 1
		}
		if !utf8.FullRune(p) {
			return "", 0
		}
		r, n := utf8.DecodeRune(p)
		return strings.ToLower(string(r)), n // neither Shift nor Caps Lock makes another key
	}
	switch {
	case len(p) == 1:
		return "", 0
	case p[1] == '[':
		return d.sequence(p)
	case p[1] == 'O' && len(p) == 2:
		return "", 0
	case p[1] == 'O':
		if p[2] > 'D' { // a function key
			return otherKey, 3
		}
		return named(p[2]), 3
	case p[1] == 0x1b && len(p) > 2 && (p[2] == '[' || p[2] == 'O'):
		key, n = d.next(p[1:]) // Alt and an arrow
		return key, n + min(n, 1)
	case p[1] == 0x1b:
		return "esc", 1 // held down
	}
	if !utf8.FullRune(p[1:]) {
		return "", 0
	}
	_, n = utf8.DecodeRune(p[1:])
	return otherKey, 1 + n // Alt and a key
}

// sequence is [decoder.next] for a control sequence: ESC [, parameters, a final
// byte.
func (d *decoder) sequence(p []byte) (key string, n int) {
	n = 2 + slices.IndexFunc(p[2:], func(b byte) bool { return b < ' ' || b >= 0x40 })
	if n < 2 {
		return "", 0
	}
	parameters, final := string(p[2:n]), p[n]
	n++
	switch {
	case final < ' ' || final == 0x7f: // cut off by something else
		return "", n - 1
	case final == '[' && parameters == "" && len(p) > n: // a function key of Linux's console
		return otherKey, n + 1
	case final == 'M' && parameters == "" && len(p) >= n+3: // a mouse, and three bytes where it is
		return "", n + 3
	case (final == '[' || final == 'M') && parameters == "":
		return "", 0
	case parameters == "200" && final == '~':
		d.pasting = true
		return "", n
	case parameters == "201" && final == '~', strings.IndexAny(parameters, "<=>?") == 0:
		return "", n
	}
	return named(final), n
}

// named returns the key of a sequence that ends with a byte.
func named(final byte) string {
	if name, ok := finals[final]; ok {
		return name
	}
	return otherKey
}
