package device

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
)

// A block is sent as a head and its content: the content's length, the stream,
// an offset from where the stream's last block ended (high half first), and
// flags. A block without a stream is a message.
const (
	blockHead = 20
	noStream  = 0xffffffff
)

// guardedConn is a connection of which proto reads only messages that it
// understands. guardedConn passes its first failure to fail: proto hides the
// errors of writing and most of reading.
type guardedConn struct {
	net.Conn
	messages *messages
	fail     func(error)
	back     *stepBack
	message  bool // the next Write is the content of a message
}

func newGuardedConn(conn net.Conn, fail func(error), back *stepBack) *guardedConn {
	return &guardedConn{Conn: conn, messages: newMessages(conn), fail: fail, back: back}
}

func (g *guardedConn) Read(p []byte) (int, error) {
	n, err := g.messages.Read(p)
	g.check(err)
	return n, err
}

// Write writes the head or the content of a block. proto writes one after the
// other.
func (g *guardedConn) Write(p []byte) (int, error) {
	if g.message {
		g.messages.expect(p)
		g.message = false
	} else {
		g.message = len(p) == blockHead && binary.BigEndian.Uint32(p[4:]) == noStream
		p = g.back.apply(p)
	}
	n, err := g.Conn.Write(p)
	g.check(err)
	return n, err
}

func (g *guardedConn) check(err error) {
	switch {
	case err == nil:
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		g.fail(errors.New("the server is gone"))
	default:
		g.fail(err)
	}
}

// stepBack makes a stream's next block overwrite what was sent before. It sets
// the offset in the block's head, which proto leaves at 0.
type stepBack struct {
	bytes atomic.Int64
	head  [blockHead]byte
}

// by sets how far the next block goes back.
func (b *stepBack) by(bytes int64) { b.bytes.Store(bytes) }

// apply returns p, with the offset set if p is the head of a stream's block.
func (b *stepBack) apply(p []byte) []byte {
	if b.bytes.Load() == 0 || len(p) != blockHead || binary.BigEndian.Uint32(p[4:]) == noStream {
		return p
	}
	copy(b.head[:], p)
	binary.BigEndian.PutUint64(b.head[8:], uint64(-b.bytes.Swap(0)))
	return b.head[:]
}
