package device

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// value is one of a kind, as a server may say it.
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

// values are some that a form lists.
func values(form string) string {
	var said strings.Builder
	for _, kind := range []byte(strings.TrimPrefix(form, "*")) {
		said.WriteString(value(kind))
	}
	return said.String()
}

// message is a block that holds one.
func message(op, tag uint32, content string) []byte {
	block := binary.BigEndian.AppendUint32(nil, uint32(messageHead+len(content)))
	block = append(block, "\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	block = binary.BigEndian.AppendUint32(append(block, 'L'), op)
	block = binary.BigEndian.AppendUint32(append(block, 'L'), tag)
	return append(block, content...)
}

func TestMessages(t *testing.T) {
	const auth, drain = 1, 2 // the tags of two requests that were sent
	block := func(length uint32, stream string, rest string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, length), stream+strings.Repeat("\x00", 12)+rest...)
	}
	name := strings.Repeat("n", longestString-1)
	const none = proto.Undefined
	for _, c := range []struct {
		what string
		said []byte
		ok   bool
	}{
		{"a reply", message(proto.OpReply, auth, "L\x00\x00\x00\x20"), true},
		{"a reply that says only that it is done", message(proto.OpReply, drain, ""), true},
		{"an error", message(proto.OpError, auth, "L\x00\x00\x00\x01"), true},
		{"a request for sound", message(proto.OpRequest, none, values("LL")), true},
		{"a move", message(proto.OpPlaybackStreamMoved, none, values("LLsbLLLLU")), true},
		{"no name", message(proto.OpPlaybackStreamEvent, none, value('L')+"N"+value('P')), true},
		{"the longest name", message(proto.OpPlaybackStreamEvent, none, value('L')+"t"+name+"\x00"+value('P')), true},

		{"a name longer than that", message(proto.OpPlaybackStreamEvent, none, value('L')+"tn"+name+"\x00"+value('P')), false},
		{"a name without end", message(proto.OpPlaybackStreamEvent, none, value('L')+"tphones"), false},
		{"a reply of another type", message(proto.OpReply, auth, value('U')), false},
		{"a reply without what it is to say", message(proto.OpReply, auth, ""), false},
		{"a reply that says more", message(proto.OpReply, auth, values("LL")), false},
		{"one that is done and says more", message(proto.OpReply, drain, value('L')), false},
		{"an error of another type", message(proto.OpError, auth, value('s')), false},
		{"a value that is cut off", message(proto.OpRequest, none, values("LL")[:8]), false},
		{"an arbitrary for a string", message(proto.OpPlaybackStreamEvent, none, value('L')+"x\x00\x00\x00\x00"+value('P')), false},
		{"a number for a truth", message(proto.OpPlaybackStreamSuspended, none, values("LL")), false},
		{"properties without end", message(proto.OpClientEvent, none, value('s')+"P"), false},
		{"properties of no value", message(proto.OpClientEvent, none, value('s')+"Pta\x00N"), false},
		{"properties of two lengths", message(proto.OpClientEvent, none, value('s')+"Pta\x00L\x00\x00\x00\x02x\x00\x00\x00\x01b\x00N"), false},
		{"properties of 4 GB", message(proto.OpClientEvent, none, value('s')+"Pta\x00L\xff\xff\xff\xffx\xff\xff\xff\xffb\x00N"), false},
		{"sound", block(8, "\x00\x00\x00\x07", "\x00\x00\x00\x00\x00\x00\x00\x00"), false},
		{"no message", block(0, "\xff\xff\xff\xff", ""), false},
		{"a message of 4 GB", block(0xffffffff, "\xff\xff\xff\xff", strings.Repeat("x", 100)), false},
		{"another mark before the opcode", bytes.Replace(message(proto.OpRequest, none, values("LL")), []byte("L"), []byte("x"), 1), false},
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

	// A request has one answer, and every form is one that is understood.
	m := newMessages(nil)
	for op, form := range events {
		if wanted, ok := m.check(message(op, none, values(form))[blockHead:]); !wanted || !ok {
			t.Errorf("message %d, %s: wanted: %v, understood: %v", op, form, wanted, ok)
		}
	}
	for op, form := range replies {
		for _, answer := range [][]byte{message(proto.OpReply, 5, values(form)), message(proto.OpError, 5, value('L'))} {
			m.expect(message(op, 5, "")[blockHead:])
			for n, want := range []bool{true, false} {
				if wanted, ok := m.check(answer[blockHead:]); wanted != want || !ok {
					t.Errorf("answer %d to %d, %q: wanted: %v, want %v; understood: %v", n+1, op, answer, wanted, want, ok)
				}
			}
		}
	}
	said := message(proto.OpStarted, none, value('L'))
	for what, other := range map[string][]byte{
		"an answer to nothing":     message(proto.OpReply, 7, value('x')),
		"a message of a recording": message(proto.OpRecordStreamKilled, none, value('L')),
		"an unknown message":       message(99, none, ""),
		"a request of ours":        message(proto.OpAuth, none, ""),
	} {
		if got, err := io.ReadAll(newMessages(bytes.NewReader(slices.Concat(other, said)))); err != nil || !bytes.Equal(got, said) {
			t.Errorf("%s, and %q: got %q, %v", what, said, got, err)
		}
	}
}

// babbler is a server that speaks the protocol, until it has answered as many
// requests as it is told to: then it says something else, and goes on. It hangs
// up when nothing more comes of that.
type babbler struct {
	conn    net.Conn
	answers int
	babble  []byte
	where   string // its answer to where it is, unless empty
}

// patience is how long a babbler waits for what comes of what it said.
const patience = 20 * time.Millisecond

func (b babbler) serve() {
	// Another goroutine says it, since who talks to it may be talking, too.
	say := make(chan []byte, 1000)
	defer close(say)
	go func() {
		for said := range say {
			b.conn.Write(said)
		}
	}()
	for n := 0; ; n++ {
		if n == b.answers {
			say <- b.babble
			b.conn.SetReadDeadline(time.Now().Add(patience))
		}
		request, err := b.request()
		if err != nil {
			b.conn.Close()
			return
		}
		op, tag := opAndTag(request)
		said := values(replies[op])
		switch {
		case op == proto.OpGetPlaybackLatency && b.where != "":
			said = b.where
		case op == proto.OpAuth:
			said = "L\x00\x00\x00\x20"
		case op == proto.OpCreatePlaybackStream:
			said = "L\x00\x00\x00\x00L\x00\x00\x00\x00L\x00\x05\xdc\x00" + values(replies[op][3:])
		}
		select {
		case say <- message(proto.OpReply, tag, said):
		default: // nobody listens
		}
	}
}

// request reads the next, past the sound before it.
func (b babbler) request() ([]byte, error) {
	for {
		var head [blockHead]byte
		if _, err := io.ReadFull(b.conn, head[:]); err != nil {
			return nil, err
		}
		content := make([]byte, binary.BigEndian.Uint32(head[:]))
		if _, err := io.ReadFull(b.conn, content); err != nil {
			return nil, err
		}
		if binary.BigEndian.Uint32(head[4:]) == noStream {
			return content, nil
		}
	}
}

// replayable is a streamer that can go back, to where it has been, and asks for
// that some times.
type replayable struct {
	counted
	t      *testing.T
	recall func() bool
	times  int
}

func (r *replayable) Stream(samples [][2]float64) (int, bool) {
	if r.times > 0 {
		r.times--
		r.recall()
	}
	return r.counted.Stream(samples)
}

func (r *replayable) Rewind(n int) {
	if n < 0 || n > r.at {
		r.t.Errorf("it was asked back to %d of %d", n, r.at)
	}
	r.at = n
}

// babbled makes of bytes what a server may say: as they are, or cut into
// messages, of which most have a right head and a content that is nearly right.
func babbled(raw bool, b []byte) []byte {
	if raw {
		return bytes.Clone(b) // which is the fuzzer's, and said even later
	}
	var said []byte
	for len(b) >= 3 {
		op, tag, n := uint32(b[0])%104, uint32(b[1]), min(int(b[2]), len(b)-3)
		content := string(b[3 : 3+n])
		b = b[3+n:]
		if n == 0 {
			content = values(events[op])
		}
		said = append(said, message(op, tag%16, content)...)
	}
	return said
}

// TestPulseNowhere: a server that is where nobody can be.
func TestPulseNowhere(t *testing.T) {
	for _, at := range []string{"\xff\xff\xff\xff\xff\xff\xff\xf8", "\x80\x00\x00\x00\x00\x00\x00\x00", "\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		where := "U" + at + "U" + at + "1" + values("TT") + "r" + at + "r" + at + values("RR")
		ours, theirs := net.Pipe()
		go babbler{theirs, -1, nil, where}.serve()
		playTo(t, ours)
	}
}

// FuzzPulseServer: whatever a server says, and whenever, the output ends soon,
// says nothing itself, and does not break.
func FuzzPulseServer(f *testing.F) {
	for _, op := range []byte{proto.OpReply, proto.OpError, proto.OpRequest, proto.OpUnderflow, proto.OpPlaybackStreamMoved, 99} {
		f.Add(byte(3), false, []byte{op, 3, 0, op, 3, 10, 'L', 0, 0, 0, 0, 'L', 255, 255, 255, 255})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range byte(8) {
		noise := make([]byte, 200)
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		f.Add(n, false, noise)
		f.Add(n, true, noise)
		f.Add(n, true, message(uint32(n), uint32(n), string(noise)))
		f.Add(n, true, message(proto.OpReply, uint32(n), string(noise)))
		f.Add(n, true, []byte{})
	}
	stdout, err := os.CreateTemp(f.TempDir(), "")
	if err != nil {
		f.Fatal(err)
	}
	shown := os.Stdout
	os.Stdout = stdout
	f.Cleanup(func() { os.Stdout = shown; stdout.Close() })

	f.Fuzz(func(t *testing.T, answers byte, raw bool, said []byte) {
		ours, theirs := net.Pipe()
		go babbler{theirs, int(answers % 8), babbled(raw, said), ""}.serve()
		start := time.Now()
		playTo(t, ours)
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("it took %v", took)
		}
		if info, err := stdout.Stat(); err != nil || info.Size() > 0 {
			t.Errorf("%d bytes on standard output, %v", info.Size(), err)
		}
	})
}

// playTo plays something short to a server, and does all that an output can do.
func playTo(t *testing.T, conn net.Conn) {
	ctx, cancel := context.WithTimeout(t.Context(), openWithin)
	defer cancel()
	p := newPulse()
	var err error
	if p.client, err = newPulseClient(ctx, conn, p.event); err != nil {
		return
	}
	defer p.Close()
	if p.create(ctx) != nil {
		return
	}
	src := &replayable{counted{n: 3 * Rate.N(portion)}, t, p.Recall, 20}
	go p.Cork(true)
	p.Play(ctx, src)
	if at := p.Position(); at < 0 || at > src.n {
		t.Errorf("at %d of %d", at, src.n)
	}
}

// TestPulseGreedy: a server that asks for hours of sound, and takes it or does
// not, holds nobody up who stops.
func TestPulseGreedy(t *testing.T) {
	t.Parallel()
	for _, takes := range []bool{true, false} {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		request := message(proto.OpRequest, proto.Undefined, "L\x00\x00\x00\x00L\xff\xff\xff\xff")
		go func() {
			for range 4 { // until there is a stream
				op, tag := opAndTag(must(babbler{conn: theirs}.request()))
				said := values(replies[op])
				if op == proto.OpAuth {
					said = "L\x00\x00\x00\x20"
				}
				theirs.Write(message(proto.OpReply, tag, said))
			}
			theirs.Write(request)
			if takes {
				io.Copy(io.Discard, theirs)
			}
		}()
		p := newPulse()
		p.client = must(newPulseClient(t.Context(), ours, p.event))
		defer p.Close()
		if err := p.create(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, io.ErrNoProgress)
		defer cancel()
		played := make(chan error, 1)
		go func() { played <- p.Play(ctx, endless) }()
		select {
		case err := <-played:
			if err != io.ErrNoProgress {
				t.Errorf("takes %v: got %v, want the context's cause", takes, err)
			}
		case <-time.After(100*time.Millisecond + 10*deleteWithin):
			t.Fatalf("takes %v: Play goes on after it was stopped", takes)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
