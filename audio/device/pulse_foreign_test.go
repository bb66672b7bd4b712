package device

import (
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"
)

// fakeServer speaks the protocol on a connection until it has answered some
// requests. Then it sends something foreign, and hangs up soon.
type fakeServer struct {
	conn     net.Conn
	answers  int // -1 for all
	foreign  []byte
	position encoded // its reply to GetPlaybackLatency, if not empty
}

func (s fakeServer) serve() {
	say := make(chan []byte, 1000) // a client may be writing while it is written to
	defer close(say)
	go func() {
		for said := range say {
			s.conn.Write(said)
		}
	}()
	for n := 0; ; n++ {
		if n == s.answers {
			say <- s.foreign
			s.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		}
		request, err := readRequest(s.conn)
		if err != nil {
			s.conn.Close()
			return
		}
		select {
		case say <- s.reply(request):
		default: // nobody listens
		}
	}
}

func (s fakeServer) reply(request []byte) []byte {
	op, tag := opAndTag(request)
	said := replies[op]
	if op == opGetPlaybackLatency && s.position != "" {
		said = s.position
	}
	return message(opReply, tag, said)
}

// readRequest reads the next request, past the sound before it.
func readRequest(conn net.Conn) ([]byte, error) {
	for {
		var head [blockHead]byte
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return nil, err
		}
		content := make([]byte, binary.BigEndian.Uint32(head[:]))
		if _, err := io.ReadFull(conn, content); err != nil {
			return nil, err
		}
		if binary.BigEndian.Uint32(head[4:]) == noStream {
			return content, nil
		}
	}
}

// recalling is a streamer that can go back, and asks for that some times.
type recalling struct {
	counted
	t      *testing.T
	recall func() bool
	times  int
}

func (r *recalling) Stream(samples [][2]float64) (int, bool) {
	if r.times > 0 {
		r.times--
		r.recall()
	}
	return r.counted.Stream(samples)
}

func (r *recalling) Rewind(n int) {
	if n < 0 || n > r.at {
		r.t.Errorf("it was asked back to %d of %d", n, r.at)
	}
	r.at = n
}

// playTo plays something short to a server, with all that an output can do.
func playTo(t *testing.T, conn net.Conn) {
	ctx, cancel := context.WithTimeout(t.Context(), openWithin)
	defer cancel()
	c, err := newPulseClient(ctx, conn, nil)
	if err != nil {
		return
	}
	p := newPulse(c)
	defer p.Close()
	if p.create(ctx, "") != nil {
		return
	}
	src := &recalling{counted{n: 3 * Rate.N(portion)}, t, p.Recall, 20}
	go p.Cork(true)
	p.Play(ctx, src)
	if at := p.Position(); at < 0 || at > src.n {
		t.Errorf("at %d of %d", at, src.n)
	}
}

// However far a server keeps to the protocol, and whatever it sends then, the
// output ends soon, also if it says that it is where nobody can be.
func TestPulseForeign(t *testing.T) {
	t.Parallel()
	for _, at := range []encoded{"\xff\xff\xff\xff\xff\xff\xff\xf8", "\x80\x00\x00\x00\x00\x00\x00\x00", "\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		ours, theirs := net.Pipe()
		go fakeServer{theirs, -1, nil, "U" + at + "U" + at + "1" + sample("TT") + "r" + at + "r" + at + sample("RR")}.serve()
		playTo(t, ours)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 8 {
		noise := make([]byte, 200)
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		for _, foreign := range [][]byte{
			nil, noise, nearly(noise), message(uint32(n), uint32(n), encoded(noise)), message(opReply, uint32(n), encoded(noise)),
			message(opRequest, undefined, uint32(0), uint32(undefined)), message(opStreamKilled, undefined, uint32(0)),
		} {
			ours, theirs := net.Pipe()
			go fakeServer{theirs, n, foreign, ""}.serve()
			start := time.Now()
			playTo(t, ours)
			if took := time.Since(start); took > 4*time.Second {
				t.Errorf("%d answers, then %q: it took %v", n, foreign, took)
			}
		}
	}
}

// A server that asks for hours of sound, and takes it or does not, holds nobody
// up who stops.
func TestPulseGreedy(t *testing.T) {
	t.Parallel()
	for _, takes := range []bool{true, false} {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		go func() {
			for range 4 { // until there is a stream
				theirs.Write(fakeServer{}.reply(must(readRequest(theirs))))
			}
			theirs.Write(message(opRequest, undefined, uint32(0), uint32(undefined)))
			if takes {
				io.Copy(io.Discard, theirs)
			}
		}()
		p := newPulse(must(newPulseClient(t.Context(), ours, nil)))
		defer p.Close()
		if err := p.create(t.Context(), ""); err != nil {
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
		case <-time.After(2 * time.Second):
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
