package device

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// value returns a value of a kind, as a server may send it.
func value(kind byte) string {
	return map[byte]string{
		'L': "L\x00\x00\x00\x07", 'B': "B\x01", 'b': "1", 's': "tphones\x00",
		'r': "r\x00\x00\x00\x00\x00\x00\x00\x08", 'R': "R\x00\x00\x00\x00\x00\x00\x00\x08",
		'U': "U\x00\x00\x00\x00\x00\x00\x00\x08", 'T': "T\x00\x00\x00\x00\x00\x00\x00\x08",
		'a': "a\x05\x02\x00\x00\xbb\x80", 'm': "m\x02\x01\x02",
		'v': "v\x02\x00\x01\x00\x00\x00\x00\x00\x00", 'V': "V\x00\x01\x00\x00",
		'p': "L\x00\x00\x00\x01ta\x00NL\x00\x00\x00\x01L\x00\x00\x00\x02", 'F': "B\x01fB\x01PN",
		'P': "Pta\x00L\x00\x00\x00\x02x\x00\x00\x00\x02b\x00N", 'f': "fB\x01PN",
	}[kind]
}

// values returns values that fit a form.
func values(form string) string {
	var said strings.Builder
	for _, kind := range []byte(strings.TrimPrefix(form, "*")) {
		said.WriteString(value(kind))
	}
	return said.String()
}

// message returns a block that holds a message.
func message(op, tag uint32, content string) []byte {
	block := binary.BigEndian.AppendUint32(nil, uint32(messageHead+len(content)))
	block = append(block, "\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	block = binary.BigEndian.AppendUint32(append(block, 'L'), op)
	block = binary.BigEndian.AppendUint32(append(block, 'L'), tag)
	return append(block, content...)
}

const unasked = proto.Undefined // the tag of an event

func TestMessages(t *testing.T) {
	const auth, drain = 1, 2 // the tags of two requests
	block := func(length uint32, stream string, rest string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, length), stream+strings.Repeat("\x00", 12)+rest...)
	}
	name := strings.Repeat("n", longestString-1)
	for _, c := range []struct {
		what string
		said []byte
		ok   bool
	}{
		{"a reply", message(proto.OpReply, auth, "L\x00\x00\x00\x20"), true},
		{"an empty reply", message(proto.OpReply, drain, ""), true},
		{"an error", message(proto.OpError, auth, "L\x00\x00\x00\x01"), true},
		{"no name", message(proto.OpPlaybackStreamEvent, unasked, value('L')+"N"+value('P')), true},
		{"the longest name", message(proto.OpPlaybackStreamEvent, unasked, value('L')+"t"+name+"\x00"+value('P')), true},

		{"a longer name", message(proto.OpPlaybackStreamEvent, unasked, value('L')+"tn"+name+"\x00"+value('P')), false},
		{"a name without end", message(proto.OpPlaybackStreamEvent, unasked, value('L')+"tphones"), false},
		{"a reply of another type", message(proto.OpReply, auth, value('U')), false},
		{"a reply without its value", message(proto.OpReply, auth, ""), false},
		{"a reply with another value", message(proto.OpReply, auth, values("LL")), false},
		{"an empty reply with a value", message(proto.OpReply, drain, value('L')), false},
		{"an error of another type", message(proto.OpError, auth, value('s')), false},
		{"a value that is cut off", message(proto.OpRequest, unasked, values("LL")[:8]), false},
		{"an arbitrary for a string", message(proto.OpPlaybackStreamEvent, unasked, value('L')+"x\x00\x00\x00\x00"+value('P')), false},
		{"a number for a boolean", message(proto.OpPlaybackStreamSuspended, unasked, values("LL")), false},
		{"properties without end", message(proto.OpPlaybackStreamEvent, unasked, values("Ls")+"P"), false},
		{"properties without a value", message(proto.OpPlaybackStreamEvent, unasked, values("Ls")+"Pta\x00N"), false},
		{"properties of two lengths", message(proto.OpPlaybackStreamEvent, unasked, values("Ls")+"Pta\x00L\x00\x00\x00\x02x\x00\x00\x00\x01b\x00N"), false},
		{"properties of 4 GB", message(proto.OpPlaybackStreamEvent, unasked, values("Ls")+"Pta\x00L\xff\xff\xff\xffx\xff\xff\xff\xffb\x00N"), false},
		{"sound", block(8, "\x00\x00\x00\x07", "\x00\x00\x00\x00\x00\x00\x00\x00"), false},
		{"no message", block(0, "\xff\xff\xff\xff", ""), false},
		{"a message of 4 GB", block(0xffffffff, "\xff\xff\xff\xff", strings.Repeat("x", 100)), false},
		{"another mark before the opcode", bytes.Replace(message(proto.OpRequest, unasked, values("LL")), []byte("L"), []byte("x"), 1), false},
		{"a web server", []byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), false},
	} {
		m := newMessages(bytes.NewReader(c.said))
		m.expect(message(proto.OpAuth, auth, "")[blockHead:])
		m.expect(message(proto.OpDrainPlaybackStream, drain, "")[blockHead:])
		got, err := io.ReadAll(m)
		if c.ok && (err != nil || !bytes.Equal(got, c.said)) {
			t.Errorf("%s: got %q, %v; want all of it", c.what, got, err)
		}
		if !c.ok && (!errors.Is(err, errForeign) || len(got) > 0) {
			t.Errorf("%s: got %q, %v; want nothing, %v", c.what, got, err, errForeign)
		}
	}
}

// Every form is understood, and a request gets one answer.
func TestMessageForms(t *testing.T) {
	check := func(m *messages, block []byte, want bool) {
		t.Helper()
		if wanted, ok := m.check(block[blockHead:]); wanted != want || !ok {
			t.Errorf("%q: wanted: %v, want %v; understood: %v", block, wanted, want, ok)
		}
	}
	m := newMessages(nil)
	for op, form := range events {
		check(m, message(op, unasked, values(form)), true)
	}
	for op, form := range replies {
		for _, answer := range [][]byte{message(proto.OpReply, 5, values(form)), message(proto.OpError, 5, value('L'))} {
			m.expect(message(op, 5, "")[blockHead:])
			check(m, answer, true)
			check(m, answer, false)
		}
	}
	m.expect(message(proto.OpGetSinkInfoList, 5, "")[blockHead:])
	check(m, message(proto.OpReply, 5, values(sinkInfo)+values(sinkInfo)), true)

	said := message(proto.OpStarted, unasked, value('L'))
	for what, other := range map[string][]byte{
		"an answer to nothing":     message(proto.OpReply, 7, value('x')),
		"a message of a recording": message(proto.OpRecordStreamKilled, unasked, value('L')),
		"an unknown message":       message(99, unasked, ""),
		"a request":                message(proto.OpAuth, unasked, ""),
	} {
		if got, err := io.ReadAll(newMessages(bytes.NewReader(slices.Concat(other, said)))); err != nil || !bytes.Equal(got, said) {
			t.Errorf("%s, and %q: got %q, %v", what, said, got, err)
		}
	}
}

// scripted is a connection on which a server answers some requests with a
// script, once all have been written.
type scripted struct {
	net.Conn
	written chan struct{} // receives after each request
	heads   int
	script  chan *bytes.Reader
	rest    *bytes.Reader
}

func (s *scripted) Write(p []byte) (int, error) {
	if s.heads++; s.heads%2 == 0 {
		s.written <- struct{}{}
	}
	return len(p), nil
}

func (s *scripted) Read(p []byte) (int, error) {
	if s.rest == nil {
		s.rest = <-s.script
	}
	return s.rest.Read(p)
}

// FuzzMessages gives proto what passes the check of messages that are nearly
// right: proto does not panic, prints nothing, and stays in step, so that it
// meets the end between two messages.
func FuzzMessages(f *testing.F) {
	requests := []struct {
		args  proto.RequestArgs
		reply proto.Reply
	}{
		{&proto.Auth{}, &proto.AuthReply{}},
		{&proto.CreatePlaybackStream{}, &proto.CreatePlaybackStreamReply{}},
		{&proto.GetPlaybackLatency{}, &proto.GetPlaybackLatencyReply{}},
		{&proto.GetServerInfo{}, &proto.GetServerInfoReply{}},
		{&proto.GetSinkInfo{}, &proto.GetSinkInfoReply{}},
		{&proto.GetSinkInfoList{}, &proto.GetSinkInfoListReply{}},
		{&proto.GetSinkInputInfo{}, &proto.GetSinkInputInfoReply{}},
		{&proto.DrainPlaybackStream{}, nil},
	}
	for op, form := range events {
		f.Add(append([]byte{byte(op), 0, byte(len(values(form)))}, values(form)...))
	}
	for tag, op := range []uint32{proto.OpAuth, proto.OpCreatePlaybackStream, proto.OpGetPlaybackLatency, proto.OpGetServerInfo,
		proto.OpGetSinkInfo, proto.OpGetSinkInfoList, proto.OpGetSinkInputInfo} {
		f.Add(append([]byte{proto.OpReply, byte(tag), byte(len(values(replies[op])))}, values(replies[op])...))
		f.Add([]byte{proto.OpError, byte(tag), 5, 'L', 0, 0, 0, 1, 99, 0, 0})
	}
	stdout, err := os.CreateTemp(f.TempDir(), "")
	if err != nil {
		f.Fatal(err)
	}
	shown := os.Stdout
	os.Stdout = stdout
	f.Cleanup(func() { os.Stdout = shown; stdout.Close() })

	f.Fuzz(func(t *testing.T, said []byte) {
		conn := &scripted{written: make(chan struct{}), script: make(chan *bytes.Reader)}
		var c proto.Client
		c.SetTimeout(time.Minute)
		c.Open(newGuardedConn(conn, func(error) {}, &stepBack{}))
		answers := make(chan error, len(requests))
		for _, r := range requests {
			go func() { answers <- c.Request(r.args, r.reply) }()
			<-conn.written // tags are numbers in this order
		}
		conn.script <- bytes.NewReader(nearly(said))
		for range requests {
			var refused proto.Error
			if err := <-answers; err != nil && err != io.EOF && err != errForeign && !errors.As(err, &refused) {
				t.Errorf("proto ended with %v", err)
			}
		}
		if n, err := stdout.Seek(0, io.SeekEnd); err != nil || n > 0 {
			t.Errorf("%d bytes on standard output, %v", n, err)
		}
	})
}

// nearly makes messages out of bytes: each of an opcode, a tag, and a content of
// the length given.
func nearly(b []byte) (said []byte) {
	for len(b) >= 3 {
		op, tag, n := uint32(b[0])%104, uint32(b[1])%16, min(int(b[2]), len(b)-3)
		said = append(said, message(op, tag, string(b[3:3+n]))...)
		b = b[3+n:]
	}
	return said
}
