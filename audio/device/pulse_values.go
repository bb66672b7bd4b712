package device

import (
	"bytes"
	"encoding/binary"
)

// A message is a row of values, each behind a mark of its type. The first two are
// numbers: what the message is, and a tag, which a reply has from its request.
// https://gitlab.freedesktop.org/pulseaudio/pulseaudio/-/blob/master/PROTOCOL
const (
	opError                = 0
	opReply                = 2
	opCreatePlaybackStream = 3
	opDeletePlaybackStream = 4
	opAuth                 = 8
	opSetClientName        = 9
	opDrainPlaybackStream  = 12
	opGetPlaybackLatency   = 14
	opGetServerInfo        = 20
	opGetSinkInfo          = 21
	opGetSinkInfoList      = 22
	opGetSinkInputInfo     = 29
	opSubscribe            = 35
	opCorkPlaybackStream   = 41
)

// What a server says unasked.
const (
	opRequest         = 61 // it has room for more sound
	opStreamKilled    = 64
	opSubscribeEvent  = 66 // something about a sink or a sink input is new
	opStreamSuspended = 76
	opStreamMoved     = 78 // to another sink
	opStarted         = 86
	opStreamEvent     = 92 // a wish
)

// undefined is the number that stands for none.
const undefined = 0xffffffff

// The types of values that have no Go type of their own.
type (
	properties map[string]string
	encoded    string // values that are encoded already
)

// appendValues appends the values to b, encoded.
func appendValues(b []byte, values ...any) []byte {
	for _, v := range values {
		switch v := v.(type) {
		case uint32:
			b = binary.BigEndian.AppendUint32(append(b, 'L'), v)
		case bool:
			b = append(b, map[bool]byte{false: '0', true: '1'}[v])
		case string:
			if v == "" {
				b = append(b, 'N')
			} else {
				b = append(append(append(b, 't'), v...), 0)
			}
		case []byte:
			b = append(binary.BigEndian.AppendUint32(append(b, 'x'), uint32(len(v))), v...)
		case properties:
			b = append(b, 'P')
			for name, value := range v {
				terminated := append([]byte(value), 0)
				b = appendValues(b, name, uint32(len(terminated)), terminated)
			}
			b = append(b, 'N')
		case encoded:
			b = append(b, v...)
		}
	}
	return b
}

// values decodes a message. Its methods return the next value. Once that is not of
// the type asked for, failed is set, and what they return is of no use.
type values struct {
	rest   []byte
	failed bool
}

// bytes returns the next n bytes. If there are fewer, it returns zeros, 8 at most.
func (v *values) bytes(n int) []byte {
	v.failed = v.failed || n < 0 || n > len(v.rest) // on 32 bits, a length of 4 GB is below 0
	if v.failed {
		return make([]byte, max(0, min(n, 8)))
	}
	b := v.rest[:n]
	v.rest = v.rest[n:]
	return b
}

func (v *values) byte() byte     { return v.bytes(1)[0] }
func (v *values) uint32() uint32 { return binary.BigEndian.Uint32(v.bytes(4)) }

// expect decodes a mark.
func (v *values) expect(mark byte) {
	if v.byte() != mark {
		v.failed = true
	}
}

func (v *values) number() uint32 {
	v.expect('L')
	return v.uint32()
}

// long decodes a number of 64 bits: 'U' microseconds, 'r' signed, 'R' unsigned.
func (v *values) long(mark byte) int64 {
	v.expect(mark)
	return int64(binary.BigEndian.Uint64(v.bytes(8)))
}

func (v *values) bool() bool {
	mark := v.byte()
	if mark != '0' && mark != '1' {
		v.failed = true
	}
	return mark == '1'
}

// string decodes a string, or none as "".
func (v *values) string() string {
	mark := v.byte()
	if mark == 'N' {
		return ""
	}
	end := bytes.IndexByte(v.rest, 0)
	if mark != 't' || end < 0 {
		v.failed = true
	}
	s := string(v.bytes(end))
	v.bytes(1)
	return s
}

// volumes decodes a volume for each channel.
func (v *values) volumes() []uint32 {
	v.expect('v')
	all := make([]uint32, v.byte())
	for i := range all {
		all[i] = v.uint32()
	}
	return all
}

// skip skips values, each given by a letter: the mark of its type, or s for a
// string, b for a bool, p for a list of ports, F for a list of formats.
func (v *values) skip(kinds string) {
	for _, kind := range []byte(kinds) {
		switch kind {
		case 's':
			v.string()
		case 'b':
			v.bool()
		case 'v':
			v.volumes()
		case 'p':
			for n := v.number(); n > 0 && !v.failed; n-- {
				v.skip("ssLL")
			}
		case 'F':
			v.expect('B')
			for range v.byte() {
				v.skip("fBP")
			}
		case 'P':
			v.expect('P')
			v.skipProperties()
		case 'm': // the place of each channel
			v.expect('m')
			v.bytes(int(v.byte()))
		default:
			v.expect(kind)
			v.bytes(map[byte]int{'f': 0, 'B': 1, 'L': 4, 'V': 4, 'a': 6, 'R': 8, 'U': 8, 'T': 8, 'r': 8}[kind])
		}
	}
}

// skipProperties skips names and values, up to the mark behind the last.
func (v *values) skipProperties() {
	for !v.failed && !bytes.HasPrefix(v.rest, []byte("N")) {
		v.string()
		v.number() // the length, which comes again
		v.expect('x')
		v.bytes(int(v.uint32()))
	}
	v.expect('N')
}
