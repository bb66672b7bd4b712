package device

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// pulseClient is a connection to a sound server, which may be any program on any
// machine. What it says is read with bounds, and a message that breaks the protocol
// ends the connection.
type pulseClient struct {
	conn  net.Conn
	alive context.Context // ends with the connection; its cause says why
	fail  context.CancelCauseFunc

	writing sync.Mutex // one block after another

	mu      sync.Mutex
	tag     uint32           // of the next request
	waiting map[uint32]*call // for replies, by tag
	event   func(op uint32, v *values)
}

// call is a request.
type call struct {
	op   uint32
	args []any
	read func(*values) // reads the reply, on the goroutine that reads the connection
	done chan error
}

// ask returns a request. If read is nil, the reply is of no interest.
func ask(op uint32, read func(*values), args ...any) *call {
	return &call{op, args, read, make(chan error, 1)}
}

// refusal is the number of an error that a server answers with.
type refusal uint32

const noSuchEntity refusal = 5

func (r refusal) Error() string {
	known := map[refusal]string{1: "access denied", 3: "invalid argument", noSuchEntity: "no such entity", 8: "timeout", 9: "no authentication key", 19: "not supported", 26: "device or resource busy"}
	if s, ok := known[r]; ok {
		return s
	}
	return fmt.Sprintf("the server refuses with error %d", r)
}

var (
	// errSilent is the cause if a server keeps its connection and says nothing.
	errSilent = errors.New("the server does not answer")
	// errForeign is the cause if a server breaks the protocol.
	errForeign = errors.New("the server does not speak PulseAudio's protocol")
)

// dialPulse connects to the first server that accepts, and gives up when ctx ends.
func dialPulse(ctx context.Context, conf clientConf) (*pulseClient, error) {
	reason := errors.New("no server is known; PULSE_SERVER names one")
	for i, s := range conf.servers() {
		conn, err := new(net.Dialer).DialContext(ctx, s.network, s.address)
		if err == nil {
			var c *pulseClient
			if c, err = newPulseClient(ctx, withCredentials(conn), conf.cookieBytes()); err == nil {
				return c, nil
			}
		} else if ctx.Err() != nil {
			err = errSilent
		}
		absent := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
		if absent {
			err = fmt.Errorf("no server at %v", s)
		}
		// A user expects the first server, so that only another that exists is
		// worth mentioning.
		if i == 0 || !absent {
			reason = err
		}
	}
	return nil, reason
}

// newPulseClient introduces this program to the server at the other end of conn.
// The client closes conn.
func newPulseClient(ctx context.Context, conn net.Conn, cookie []byte) (*pulseClient, error) {
	c := &pulseClient{conn: conn, waiting: map[uint32]*call{}}
	c.alive, c.fail = context.WithCancelCause(context.Background())
	context.AfterFunc(c.alive, func() { conn.Close() })
	go c.listen()

	// Servers speak the lower of both versions. PulseAudio 2.0 of 2012 speaks 24.
	const ours, oldest = 32, 24
	const sinks, sinkInputs = 1, 4
	var theirs uint32
	err := c.request(ctx,
		ask(opAuth, func(v *values) { theirs = v.number() & 0xffff }, uint32(ours), cookie),
		ask(opSetClientName, nil, properties{
			"application.name":           "uncramp",
			"application.id":             "uncramp",
			"application.icon_name":      "audio-headphones",
			"application.process.id":     strconv.Itoa(os.Getpid()),
			"application.process.binary": filepath.Base(os.Args[0]),
		}),
		ask(opSubscribe, nil, uint32(sinks|sinkInputs)))
	if err == nil && theirs < oldest {
		err = fmt.Errorf("the server is too old: it speaks version %d of the protocol, not %d", theirs, oldest)
	}
	if err != nil {
		c.fail(err)
		return nil, err
	}
	return c, nil
}

// hear makes event called with all messages that are no replies, on the goroutine
// that reads the connection.
func (c *pulseClient) hear(event func(op uint32, v *values)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.event = event
}

// A block is sent as a head and its content: the content's length, the stream,
// an offset from where the stream's last block ended, and flags. A block without a
// stream is a message.
const (
	blockHead = 20
	noStream  = undefined
)

// putHead puts the head of a block in front of its content.
func putHead(block []byte, stream uint32, offset int64) {
	binary.BigEndian.PutUint32(block, uint32(len(block)-blockHead))
	binary.BigEndian.PutUint32(block[4:], stream)
	binary.BigEndian.PutUint64(block[8:], uint64(offset))
	binary.BigEndian.PutUint32(block[16:], 0)
}

// message returns the block of a message.
func message(op, tag uint32, args ...any) []byte {
	block := appendValues(appendValues(make([]byte, blockHead), op, tag), args...)
	putHead(block, noStream, 0)
	return block
}

// request sends requests at once and waits for the replies. It returns the first
// error: a refusal, the cause if the connection ends, or why ctx has ended. A reply
// that comes after ctx has ended is still read.
func (c *pulseClient) request(ctx context.Context, calls ...*call) error {
	var out []byte
	c.mu.Lock()
	for _, call := range calls {
		out = append(out, message(call.op, c.tag, call.args...)...)
		c.waiting[c.tag] = call
		c.tag++
	}
	c.mu.Unlock()
	go c.send(out)
	for _, call := range calls {
		select {
		case err := <-call.done:
			if err != nil {
				return err
			}
		case <-c.alive.Done():
			return context.Cause(c.alive)
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return errSilent
			}
			return context.Cause(ctx)
		}
	}
	return nil
}

// send sends blocks. It waits for as long as the server takes none.
func (c *pulseClient) send(blocks []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if _, err := c.conn.Write(blocks); err != nil {
		c.broken(err)
		return context.Cause(c.alive)
	}
	return nil
}

// listen reads messages until the connection ends.
func (c *pulseClient) listen() {
	const longest = 1 << 18 // well above what a server says about all its sinks
	in := bufio.NewReader(c.conn)
	var head [blockHead]byte
	var content []byte
	for {
		if _, err := io.ReadFull(in, head[:]); err != nil {
			c.broken(err)
			return
		}
		length := binary.BigEndian.Uint32(head[:])
		if binary.BigEndian.Uint32(head[4:]) != noStream || length > longest {
			c.fail(errForeign)
			return
		}
		content = append(content[:0], make([]byte, length)...)
		if _, err := io.ReadFull(in, content); err != nil {
			c.broken(err)
			return
		}
		v := &values{rest: content}
		if c.handle(v); v.failed {
			c.fail(errForeign)
			return
		}
	}
}

// handle handles a message. It ignores replies to no request.
func (c *pulseClient) handle(v *values) {
	op, tag := v.number(), v.number()
	if v.failed {
		return
	}
	c.mu.Lock()
	event, call := c.event, c.waiting[tag]
	if op == opReply || op == opError {
		delete(c.waiting, tag)
	}
	c.mu.Unlock()
	switch {
	case op != opReply && op != opError:
		if event != nil {
			event(op, v)
		}
	case call == nil:
	case op == opError:
		if reason := refusal(v.number()); !v.failed {
			call.done <- reason
		}
	default:
		if call.read != nil {
			call.read(v)
		}
		if !v.failed {
			call.done <- nil
		}
	}
}

// broken ends the connection because it failed.
func (c *pulseClient) broken(err error) {
	for _, gone := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, gone) {
			err = errors.New("the server is gone")
		}
	}
	c.fail(err)
}
