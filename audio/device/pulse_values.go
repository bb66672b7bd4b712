package device

import (
	"bytes"
	"encoding/binary"
)

// fits reports whether b consists of the values that form lists. A form that
// begins with * may be repeated, or absent.
func fits(form string, b []byte) bool {
	if form != "" && form[0] == '*' {
		for ok := true; len(b) > 0; {
			if b, ok = skipValues(form[1:], b); !ok {
				return false
			}
		}
		return true
	}
	b, ok := skipValues(form, b)
	return ok && len(b) == 0
}

func skipValues(form string, b []byte) (rest []byte, ok bool) {
	for _, kind := range []byte(form) {
		if b, ok = skipValue(kind, b); !ok {
			return nil, false
		}
	}
	return b, true
}

// sizes holds the sizes of the values that have a fixed one.
var sizes = map[byte]int{'L': 4, 'B': 1, 'R': 8, 'r': 8, 'U': 8, 'T': 8, 'a': 6, 'V': 4}

// longestString is what proto reads of a string, with its terminating zero.
const longestString = 1 << 10

// skipValue returns what follows a value of a kind at the start of b, and
// whether there is one. The kinds are the protocol's own type marks, and in
// addition: s, a string, which has two marks; b, a boolean, whose mark is its
// value; p, a list of ports; F, a list of formats.
func skipValue(kind byte, b []byte) (rest []byte, ok bool) {
	if len(b) == 0 {
		return nil, false
	}
	mark, b := b[0], b[1:]
	size := 0
	switch {
	case kind == 's' && mark == 'N', kind == 'b' && (mark == '0' || mark == '1'):
	case kind == 's' && mark == 't':
		size = bytes.IndexByte(b, 0) + 1
		if size == 0 || size > longestString {
			return nil, false
		}
	case kind == 'p' && mark == 'L' && len(b) >= 4:
		return skipTimes(binary.BigEndian.Uint32(b), "ssLL", b[4:])
	case kind == 'F' && mark == 'B' && len(b) >= 1:
		return skipTimes(uint32(b[0]), "f", b[1:])
	case mark != kind:
		return nil, false
	case kind == 'P':
		return skipProperties(b)
	case kind == 'f': // a format: an encoding and properties
		return skipValues("BP", b)
	case kind == 'm' && len(b) > 0: // a channel map: a count, and a byte for each channel
		size = 1 + int(b[0])
	case kind == 'v' && len(b) > 0: // volumes: a count, and four bytes for each channel
		size = 1 + 4*int(b[0])
	default:
		if size = sizes[kind]; size == 0 {
			return nil, false
		}
	}
	if size > len(b) {
		return nil, false
	}
	return b[size:], true
}

// skipTimes skips a form n times.
func skipTimes(n uint32, form string, b []byte) (rest []byte, ok bool) {
	for ok = true; n > 0 && ok; n-- {
		b, ok = skipValues(form, b)
	}
	return b, ok
}

// skipProperties skips names and values up to the terminating mark. A value is
// its length and then, with the length again, its bytes.
func skipProperties(b []byte) (rest []byte, ok bool) {
	for len(b) > 0 && b[0] == 't' {
		if b, ok = skipValue('s', b); !ok || len(b) < 10 || b[0] != 'L' || b[5] != 'x' {
			return nil, false
		}
		length := binary.BigEndian.Uint32(b[1:])
		if again := binary.BigEndian.Uint32(b[6:]); again != length || int64(length) > int64(len(b)-10) {
			return nil, false
		}
		b = b[10+length:]
	}
	if len(b) == 0 || b[0] != 'N' {
		return nil, false
	}
	return b[1:], true
}
