package device

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// sample returns values of some kinds, as a server may send them. The letters are
// those of skip.
func sample(kinds string) encoded {
	var said strings.Builder
	for _, kind := range []byte(kinds) {
		said.WriteString(map[byte]string{
			'L': "L\x00\x00\x00\x07", 'b': "1", 's': "tphones\x00",
			'r': "r\x00\x00\x00\x00\x00\x00\x00\x08", 'R': "R\x00\x00\x00\x00\x00\x00\x00\x08",
			'U': "U\x00\x00\x00\x00\x00\x00\x00\x08", 'T': "T\x00\x00\x00\x00\x00\x00\x00\x08",
			'a': "a\x05\x02\x00\x00\xbb\x80", 'm': "m\x02\x01\x02",
			'v': "v\x02\x00\x01\x00\x00\x00\x00\x00\x00", 'V': "V\x00\x01\x00\x00",
			'p': "L\x00\x00\x00\x01ta\x00NL\x00\x00\x00\x01L\x00\x00\x00\x02", 'F': "B\x01fB\x01PN",
			'P': "Pta\x00L\x00\x00\x00\x02x\x00\x00\x00\x02b\x00N", 'f': "fB\x01PN",
		}[kind])
	}
	return encoded(said.String())
}

// replies holds what servers reply to requests. Other replies are empty.
var replies = map[uint32]encoded{
	opAuth:                 "L\x00\x00\x00\x20",
	opSetClientName:        sample("L"),
	opCreatePlaybackStream: sample("LL") + "L\x00\x05\xdc\x00" + sample("LLLLamLsbUf"), // with room for 384,000 bytes
	opGetPlaybackLatency:   sample("UUbTTrrRR"),
	opGetServerInfo:        sample("ssssassLm"),
	opGetSinkInfo:          sample(sinkInfo),
	opGetSinkInfoList:      sample(sinkInfo + sinkInfo),
	opGetSinkInputInfo:     sample("LsLLLamvUUssbPbbbf"),
}

const sinkInfo = "LssamLvbLsUsLPUVLLLpsF"

// events holds what servers say unasked.
var events = map[uint32]encoded{
	opRequest: sample("LL"), opStreamKilled: sample("L"), opStreamSuspended: sample("Lb"), opStreamMoved: sample("LLsbLLLLU"),
	opStarted: sample("L"), opStreamEvent: sample("LsP"), opSubscribeEvent: sample("LL"),
}

// heard is a connection on which a server says something, at once or once say is
// closed. It hears nothing, but counts what it is asked.
type heard struct {
	net.Conn
	said  io.Reader
	say   chan struct{}
	asked chan struct{}
}

func (h heard) Read(p []byte) (int, error) {
	if h.say != nil {
		<-h.say
	}
	return h.said.Read(p)
}

func (h heard) Write(p []byte) (int, error) {
	select {
	case h.asked <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (heard) Close() error { return nil }

// newTestPulse returns a stream on a server that says something.
func newTestPulse(said io.Reader) *pulse {
	c := &pulseClient{conn: heard{said: said}, waiting: map[uint32]*call{}}
	c.alive, c.fail = context.WithCancelCause(context.Background())
	return newPulse(c)
}

// A message is read if it keeps to the protocol as far as it is of interest, or
// ignored if it is of none. Else the server is foreign.
func TestMessages(t *testing.T) {
	const auth, drain = 0, 1 // the tags of two requests
	block := func(length uint32, stream string, rest string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, length), stream+strings.Repeat("\x00", 12)+rest...)
	}
	event := func(op uint32, values encoded) []byte { return message(op, undefined, values) }
	for _, c := range []struct {
		what string
		said []byte
		ok   bool
	}{
		{"a reply", message(opReply, auth, uint32(32)), true},
		{"an empty reply", message(opReply, drain), true},
		{"an error", message(opError, auth, uint32(1)), true},
		{"no name", event(opStreamEvent, sample("L")+"N"+sample("P")), true},
		{"an answer to nothing", message(opReply, 7, encoded("x")), true},
		{"an unknown message", event(99, "x"), true},
		{"a request", event(opAuth, ""), true},

		{"a name without end", event(opStreamEvent, sample("L")+"tphones"), false},
		{"a reply of another type", message(opReply, auth, sample("U")), false},
		{"a reply without its value", message(opReply, auth), false},
		{"an error of another type", message(opError, auth, sample("s")), false},
		{"a value that is cut off", event(opRequest, sample("LL")[:8]), false},
		{"an arbitrary for a string", event(opStreamEvent, sample("L")+"x\x00\x00\x00\x00"+sample("P")), false},
		{"sound", block(10, "\x00\x00\x00\x07", string(message(opReply, drain)[blockHead:])), false},
		{"no message", block(0, "\xff\xff\xff\xff", ""), false},
		{"a message of 4 GB", block(0xffffffff, "\xff\xff\xff\xff", strings.Repeat("x", 100)), false},
		{"another mark before the opcode", bytes.Replace(event(opRequest, sample("LL")), []byte("L"), []byte("x"), 1), false},
		{"a web server", []byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), false},
	} {
		client := newTestPulse(bytes.NewReader(c.said)).client
		client.waiting[auth] = ask(opAuth, func(v *values) { v.number() })
		client.waiting[drain] = ask(opDrainPlaybackStream, nil)
		client.listen()
		if err := context.Cause(client.alive); errors.Is(err, errForeign) == c.ok {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// skip skips every kind of value, and fails at each that is cut off.
func TestSkip(t *testing.T) {
	for _, kinds := range []string{sinkInfo, "UUbTTrrRR"} {
		whole := []byte(sample(kinds))
		for n := range len(whole) + 1 {
			v := &values{rest: whole[:n]}
			v.skip(kinds)
			if done := n == len(whole); v.failed == done || done && len(v.rest) > 0 {
				t.Errorf("%s: with %d of %d bytes it failed: %v, with %d more", kinds, n, len(whole), v.failed, len(v.rest))
			}
		}
	}
	for what, said := range map[string]encoded{
		"P without end": "P", "P without a value": "Pta\x00N", "P of 4 GB": "Pta\x00L\xff\xff\xff\xffx\xff\xff\xff\xffb\x00N",
		"p of 4 GB": "L\xff\xff\xff\xffta\x00", "b as a number": sample("L"), "L as a bool": sample("b"),
	} {
		v := &values{rest: []byte(said)}
		if v.skip(what[:1]); !v.failed {
			t.Errorf("%s: it is skipped", what)
		}
	}
}

// FuzzMessages lets a client that waits for one reply of each kind read messages
// that are nearly right. It panics at none, and nobody waits for ever.
func FuzzMessages(f *testing.F) {
	for op, said := range events {
		f.Add(append([]byte{byte(op), 0, byte(len(said))}, said...))
	}
	for tag, op := range []uint32{opCreatePlaybackStream, opGetPlaybackLatency, opGetServerInfo, opGetSinkInfoList, opGetSinkInputInfo, opDrainPlaybackStream} {
		f.Add(append([]byte{opReply, byte(tag), byte(len(replies[op]))}, replies[op]...))
		f.Add([]byte{opError, byte(tag), 5, 'L', 0, 0, 0, 1, 99, 0, 0})
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		asked, say := make(chan struct{}, 10), make(chan struct{})
		p := newTestPulse(nil)
		p.client.conn = heard{said: bytes.NewReader(nearly(said)), say: say, asked: asked}
		go p.client.listen()
		var waiting sync.WaitGroup
		for _, request := range []func(){
			func() { p.create(t.Context(), "phones") },
			func() { p.askPosition() },
			func() { p.client.sinks(t.Context(), "") },
			func() { p.askMuted() },
			func() { <-p.drain() },
		} {
			waiting.Go(request)
			<-asked // tags are numbers in this order
		}
		close(say)
		waiting.Wait()
	})
}

// nearly makes messages out of bytes: each of an opcode, a tag, and a content of
// the length given.
func nearly(b []byte) (said []byte) {
	for len(b) >= 3 {
		op, tag, n := uint32(b[0])%104, uint32(b[1])%16, min(int(b[2]), len(b)-3)
		said = slices.Concat(said, message(op, tag, encoded(b[3:3+n])))
		b = b[3+n:]
	}
	return said
}
