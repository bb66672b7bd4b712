package device

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"github.com/jfreymuth/pulse/proto"
)

// proto trusts a server: on a goroutine of its own it panics at a value of an
// unexpected type, allocates what a length says, and prints unknown messages to
// standard output. Therefore it reads a server only by way of messages, which
// pass on what has the expected form.
// https://gitlab.freedesktop.org/pulseaudio/pulseaudio/-/blob/master/PROTOCOL

// errForeign is the cause if a server breaks the protocol.
var errForeign = errors.New("the server does not speak PulseAudio's protocol")

// oldest is the first version of the protocol whose messages have the forms
// below. PulseAudio 2.0 of 2012 speaks it.
const oldest = 24

// The form of a message lists the types of its values; see skipValue.

// events holds the forms of the messages that a server sends unasked, as far as the
// stream needs them.
var events = map[uint32]string{
	proto.OpRequest:                 "LL",
	proto.OpPlaybackStreamKilled:    "L",
	proto.OpPlaybackStreamSuspended: "Lb",
	proto.OpPlaybackStreamMoved:     "LLsbLLLLU",
	proto.OpStarted:                 "L",
	proto.OpPlaybackStreamEvent:     "LsP",
	proto.OpSubscribeEvent:          "LL",
}

const sinkInfo = "LssamLvbLsUsLPUVLLLpsF"

// replies holds the forms of replies, by the operation of the request. Replies
// to other requests are empty.
var replies = map[uint32]string{
	proto.OpAuth:                 "L",
	proto.OpSetClientName:        "L",
	proto.OpCreatePlaybackStream: "LLLLLLLamLsbUf",
	proto.OpGetPlaybackLatency:   "UUbTTrrRR",
	proto.OpGetServerInfo:        "ssssassLm",
	proto.OpGetSinkInfo:          sinkInfo,
	proto.OpGetSinkInfoList:      "*" + sinkInfo,
	proto.OpGetSinkInputInfo:     "LsLLLamvUUssbPbbbf",
}

const (
	// longestMessage is well above what a server says about all its sinks.
	longestMessage = 1 << 18
	// messageHead is the size of a message's opcode and tag. A reply has the tag of
	// its request.
	messageHead = 10
)

// messages reads messages that have the expected forms.
type messages struct {
	from *bufio.Reader
	buf  []byte
	rest []byte // of buf, not yet read

	mu      sync.Mutex
	pending map[uint32]string // the forms of replies to come, by tag
}

func newMessages(r io.Reader) *messages {
	return &messages{from: bufio.NewReader(r), pending: map[uint32]string{}}
}

// expect notes that a request is about to be sent.
func (m *messages) expect(request []byte) {
	op, tag := opAndTag(request)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pending[tag] = replies[op]
}

// Read reads the next bytes of messages. It leaves out unknown messages and
// replies to no request, and returns errForeign at the first message that breaks
// the protocol.
func (m *messages) Read(p []byte) (int, error) {
	for len(m.rest) == 0 {
		if err := m.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// next reads a message into rest, unless the message is to be left out.
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
		m.rest = m.buf
	}
	return nil
}

// check reports whether a message keeps to the protocol, and whether it is
// wanted.
func (m *messages) check(message []byte) (wanted, ok bool) {
	if message[0] != 'L' || message[5] != 'L' {
		return false, false
	}
	op, tag := opAndTag(message)
	form, known := events[op]
	if op == proto.OpReply || op == proto.OpError {
		m.mu.Lock()
		form, known = m.pending[tag]
		delete(m.pending, tag)
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
