package device

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"github.com/jfreymuth/pulse/proto"
)

// proto believes whatever a server says, and reads it on a goroutine of its
// own: a value of another type than it expects is a panic that nobody can catch
// there, a length is memory, and the number of a message it does not know goes
// to standard output. So it gets to read only whole messages that are in the
// form it expects. https://gitlab.freedesktop.org/pulseaudio/pulseaudio/-/blob/master/PROTOCOL

// errForeign is the reason when what a server says is none of the protocol.
var errForeign = errors.New("the server does not speak PulseAudio's protocol")

// oldest is the version of the protocol from which on the messages used here
// are as below: PulseAudio 1.0's, of 2011.
const oldest = 23

// The forms of what a server says: the types of its values, as the protocol
// marks them, but s for a string, which has two marks, and b for a truth,
// whose mark is its value.

// events are the messages that a server sends without being asked, as far as
// they are for us.
var events = map[uint32]string{
	proto.OpRequest:                   "LL",
	proto.OpOverflow:                  "L",
	proto.OpUnderflow:                 "Lr",
	proto.OpPlaybackStreamKilled:      "L",
	proto.OpPlaybackStreamSuspended:   "Lb",
	proto.OpPlaybackStreamMoved:       "LLsbLLLLU",
	proto.OpStarted:                   "L",
	proto.OpClientEvent:               "sP",
	proto.OpPlaybackStreamEvent:       "LsP",
	proto.OpPlaybackBufferAttrChanged: "LLLLLU",
	proto.OpSubscribeEvent:            "LL",
}

// replies are the answers to our requests that say more than that it is done.
var replies = map[uint32]string{
	proto.OpAuth:                 "L",
	proto.OpSetClientName:        "L",
	proto.OpCreatePlaybackStream: "LLLLLLLamLsbUf",
	proto.OpGetPlaybackLatency:   "UUbTTrrRR",
}

const (
	// noStream stands in a block's head in place of a stream when the block is
	// a message.
	noStream = 0xffffffff
	// longestMessage is far above what a server has to say about one stream.
	longestMessage = 1 << 16
	// longestString is what proto reads of one, its end included.
	longestString = 1 << 10
	// messageHead is the size of what each message begins with: its opcode and
	// its tag, which a reply has from its request.
	messageHead = 10
)

// messages are what a server says.
type messages struct {
	from *bufio.Reader
	buf  []byte
	left []byte // of buf, not yet read

	mu    sync.Mutex
	asked map[uint32]string // the forms of the replies to come, by tag
}

func newMessages(r io.Reader) *messages {
	return &messages{from: bufio.NewReader(r), asked: map[uint32]string{}}
}

// expect notes that a request is about to be sent.
func (m *messages) expect(request []byte) {
	op, tag := opAndTag(request)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[tag] = replies[op]
}

// Read reads messages, each of which is what it should be. It fails with
// errForeign at the first that is not. News of what is not known here, and
// answers to what was never asked, or has been answered, are left out.
func (m *messages) Read(p []byte) (int, error) {
	for len(m.left) == 0 {
		if err := m.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, m.left)
	m.left = m.left[n:]
	return n, nil
}

// next reads a message into left, unless it is to be left out.
func (m *messages) next() error {
	head, err := m.from.Peek(blockHead)
	if err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(head)
	if binary.BigEndian.Uint32(head[4:]) != noStream || length < messageHead || length > longestMessage {
		return errForeign
	}
	size := blockHead + int(length)
	if cap(m.buf) < size {
		m.buf = make([]byte, size)
	}
	m.buf = m.buf[:size]
	if _, err := io.ReadFull(m.from, m.buf); err != nil {
		return err
	}
	wanted, ok := m.check(m.buf[blockHead:])
	if !ok {
		return errForeign
	}
	if wanted {
		m.left = m.buf
	}
	return nil
}

// check reports whether a message is one of the protocol, and whether somebody
// waits for it.
func (m *messages) check(message []byte) (wanted, ok bool) {
	if message[0] != 'L' || message[5] != 'L' {
		return false, false
	}
	op, tag := opAndTag(message)
	form, known := events[op]
	if op == proto.OpReply || op == proto.OpError {
		m.mu.Lock()
		form, known = m.asked[tag]
		delete(m.asked, tag)
		m.mu.Unlock()
		if op == proto.OpError {
			form = "L"
		}
	}
	if !known {
		return false, true
	}
	return true, fits(form, message[messageHead:])
}

func opAndTag(message []byte) (op, tag uint32) {
	return binary.BigEndian.Uint32(message[1:]), binary.BigEndian.Uint32(message[6:])
}

// fits reports whether b holds the values that form lists, and no more.
func fits(form string, b []byte) bool {
	for _, kind := range []byte(form) {
		var ok bool
		if b, ok = skip(kind, b); !ok {
			return false
		}
	}
	return len(b) == 0
}

// fixed are the sizes of the values that have but one.
var fixed = map[byte]int{'L': 4, 'B': 1, 'R': 8, 'r': 8, 'U': 8, 'T': 8, 'a': 6}

// skip returns what follows a value of a kind at the start of b, if one is
// there.
func skip(kind byte, b []byte) (rest []byte, ok bool) {
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
	case mark != kind:
		return nil, false
	case kind == 'P':
		return skipProperties(b)
	case kind == 'f': // an encoding and its properties
		if b, ok = skip('B', b); !ok {
			return nil, false
		}
		return skip('P', b)
	case kind == 'm': // a channel map: how many, and a byte for each
		if len(b) == 0 {
			return nil, false
		}
		size = 1 + int(b[0])
	default:
		size = fixed[kind]
	}
	if size > len(b) {
		return nil, false
	}
	return b[size:], true
}

// skipProperties skips names and values, up to the mark after the last. A value
// is its length and then, with its length again, its bytes.
func skipProperties(b []byte) (rest []byte, ok bool) {
	for len(b) > 0 && b[0] == 't' {
		if b, ok = skip('s', b); !ok || len(b) < 10 || b[0] != 'L' || b[5] != 'x' {
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
