package device

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

// serve answers requests, the first of which is number 0, as answer does. It hangs
// up when answer returns nil.
func serve(conn net.Conn, answer func(n int, op uint32, reply []byte) []byte) {
	defer conn.Close()
	say := make(chan []byte, 1000) // a client may be writing while it is written to
	defer close(say)
	go func() {
		for said := range say {
			conn.Write(said)
		}
	}()
	var head [blockHead]byte
	for n := 0; ; {
		if _, err := io.ReadFull(conn, head[:]); err != nil {
			return
		}
		content := make([]byte, binary.BigEndian.Uint32(head[:]))
		if _, err := io.ReadFull(conn, content); err != nil {
			return
		}
		if binary.BigEndian.Uint32(head[4:]) != noStream {
			continue // sound
		}
		request := values{rest: content}
		op, tag := request.number(), request.number()
		said := answer(n, op, message(opReply, tag, replies[op]))
		if said == nil {
			return
		}
		say <- said
		n++
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

// A server that hangs up, says something foreign, is where nobody can be, or asks for
// hours of sound and takes it or does not, holds up nobody who stops.
func TestPulseOddServers(t *testing.T) {
	t.Parallel()
	servers := map[string]func(n int, op uint32, reply []byte) []byte{}
	for last := range 8 {
		servers[fmt.Sprintf("hangs up after %d answers", last)] = func(n int, _ uint32, reply []byte) []byte {
			if n == last {
				return nil
			}
			return reply
		}
		servers[fmt.Sprintf("is foreign after %d answers", last)] = func(n int, _ uint32, reply []byte) []byte {
			if n == last {
				return []byte("HTTP/1.1 400 Bad Request\r\n")
			}
			return reply
		}
	}
	for _, at := range []encoded{"\xff\xff\xff\xff\xff\xff\xff\xf8", "\x80\x00\x00\x00\x00\x00\x00\x00", "\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		servers[fmt.Sprintf("is at %x", at)] = func(_ int, op uint32, reply []byte) []byte {
			if op == opGetPlaybackLatency {
				request := values{rest: reply[blockHead:]}
				_, tag := request.number(), request.number()
				return message(opReply, tag, "U"+at+"U"+at+"1"+sample("TT")+"r"+at+"r"+at+sample("RR"))
			}
			return reply
		}
	}
	for name, takes := range map[string]bool{"asks for hours of sound": true, "asks for hours of sound and takes none": false} {
		servers[name] = func(_ int, op uint32, reply []byte) []byte {
			if op == opCreatePlaybackStream {
				return append(reply, message(opRequest, undefined, uint32(0), uint32(undefined))...)
			}
			if op == opGetSinkInputInfo && !takes {
				<-t.Context().Done()
			}
			return reply
		}
	}
	for name, answer := range servers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours, theirs := net.Pipe()
			defer theirs.Close()
			go serve(theirs, answer)
			const stopped = 200 * time.Millisecond
			ctx, cancel := context.WithTimeout(t.Context(), stopped)
			defer cancel()
			start := time.Now()
			if c, err := newPulseClient(ctx, ours, nil); err == nil {
				p := newPulse(c)
				defer p.Close()
				if p.create(ctx, "") == nil {
					src := &recalling{counted{n: 1 << 24}, t, p.Recall, 20}
					go p.Cork(true)
					p.Play(ctx, src)
					if at := p.Position(); at < 0 || at > src.n {
						t.Errorf("at %d of %d", at, src.n)
					}
				}
			}
			if took := time.Since(start); took > stopped+time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
