package device

import (
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
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// pulseClient is a connection to a sound server. proto speaks the protocol;
// what it leaves open is here: one bound on opening, and a loss that is
// noticed at once whichever way it shows.
type pulseClient struct {
	proto proto.Client
	// alive ends when the connection does, with the reason as its cause.
	alive context.Context
	fail  context.CancelCauseFunc
	back  *stepBack
}

// errSilent is the reason when a server keeps its connection and says nothing.
var errSilent = errors.New("the server does not answer")

// dialPulse connects to the first server that takes us, and gives up when ctx
// ends. Messages that answer no request go to event, on the goroutine that
// reads the connection.
func dialPulse(ctx context.Context, event func(any)) (*pulseClient, error) {
	var reason error
	for _, s := range pulseServers() {
		c, err := dialServer(ctx, s, event)
		if err == nil {
			return c, nil
		}
		absent := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
		if absent {
			err = fmt.Errorf("no server at %v", s)
		}
		// The first is the one a person expects to be there; a later one tells
		// more only when it is.
		if reason == nil || !absent {
			reason = err
		}
	}
	if reason == nil {
		reason = errors.New("no server is known; PULSE_SERVER names one")
	}
	return nil, reason
}

func dialServer(ctx context.Context, s server, event func(any)) (*pulseClient, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		if ctx.Err() != nil {
			return nil, errSilent
		}
		return nil, err
	}
	return talk(ctx, conn, event)
}

// talk begins to talk to a server at the other end of conn, which it closes at
// the end.
func talk(ctx context.Context, conn net.Conn, event func(any)) (*pulseClient, error) {
	c := &pulseClient{back: &stepBack{}}
	c.alive, c.fail = context.WithCancelCause(context.Background())
	context.AfterFunc(c.alive, func() { conn.Close() })
	c.proto.Callback = event // before Open, which starts to read
	// proto's own limit is one for all requests, and a drain lasts as long as
	// the sound. What bounds a request here is its context.
	c.proto.SetTimeout(365 * 24 * time.Hour)
	c.proto.Open(newWatched(conn, c.fail, c.back))

	if err := c.greet(ctx); err != nil {
		c.fail(err)
		return nil, err
	}
	return c, nil
}

// greet says who we are.
func (c *pulseClient) greet(ctx context.Context) error {
	var auth proto.AuthReply
	err := c.request(ctx, &proto.Auth{Version: c.proto.Version(), Cookie: pulseCookie()}, &auth)
	if err != nil {
		return err
	}
	if v := auth.Version.Version(); v < oldest {
		return fmt.Errorf("the server is too old: it speaks version %d of the protocol, not %d", v, oldest)
	}
	// Few and short: proto writes a request into 1 kB and does not look further.
	props := proto.PropList{
		"application.name":           proto.PropListString("uncramp"),
		"application.id":             proto.PropListString("uncramp"),
		"application.icon_name":      proto.PropListString("audio-headphones"),
		"application.process.id":     proto.PropListString(strconv.Itoa(os.Getpid())),
		"application.process.binary": proto.PropListString(fmt.Sprintf("%.64s", filepath.Base(os.Args[0]))),
	}
	if err := c.request(ctx, &proto.SetClientName{Props: props}, &proto.SetClientNameReply{}); err != nil {
		return err
	}
	return c.request(ctx, &proto.Subscribe{Mask: proto.SubscriptionMaskSink}, nil)
}

// request sends req and waits for its answer, which rpl holds when there is no
// error. It returns early, with the cause, when ctx or the connection ends.
func (c *pulseClient) request(ctx context.Context, req proto.RequestArgs, rpl proto.Reply) error {
	answer := make(chan error, 1)
	go func() { answer <- c.proto.Request(req, rpl) }()
	select {
	case err := <-answer:
		if err != nil && c.alive.Err() != nil {
			return context.Cause(c.alive)
		}
		return err
	case <-c.alive.Done():
		return context.Cause(c.alive)
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return errSilent
		}
		return context.Cause(ctx)
	}
}

// watched is a connection that tells of its first failure: proto keeps a write
// error to itself, and of the errors of reading it tells only a clean end. Only
// what proto understands is read from it.
type watched struct {
	net.Conn
	said    *messages
	fail    func(error)
	back    *stepBack
	message bool // what is written next is a message
}

func newWatched(conn net.Conn, fail func(error), back *stepBack) *watched {
	return &watched{Conn: conn, said: newMessages(conn), fail: fail, back: back}
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.said.Read(p)
	w.check(err)
	return n, err
}

// Write gets a block's head and its content, one after the other.
func (w *watched) Write(p []byte) (int, error) {
	if w.message {
		w.said.expect(p)
		w.message = false
	} else {
		w.message = len(p) == blockHead && binary.BigEndian.Uint32(p[4:]) == noStream
		p = w.back.into(p)
	}
	n, err := w.Conn.Write(p)
	w.check(err)
	return n, err
}

func (w *watched) check(err error) {
	switch {
	case err == nil:
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		w.fail(errors.New("the server is gone"))
	default:
		w.fail(err)
	}
}

// stepBack makes a server write the next block of a stream over what it was
// sent before. The protocol has an offset for that in a block's head, which
// proto always leaves at 0.
type stepBack struct {
	bytes atomic.Int64
	head  [blockHead]byte
}

// blockHead is the size of a block's head: its length, its stream, and the
// offset, high half first, from where the last block ended. Then come flags,
// of which 0 says that the offset is meant so.
const blockHead = 20

// by steps back before the next block.
func (b *stepBack) by(bytes int64) { b.bytes.Store(bytes) }

// into puts the step into p, if that is the head of a stream's block.
func (b *stepBack) into(p []byte) []byte {
	if b.bytes.Load() == 0 || len(p) != blockHead || binary.BigEndian.Uint32(p[4:]) == noStream {
		return p
	}
	copy(b.head[:], p)
	binary.BigEndian.PutUint64(b.head[8:], uint64(-b.bytes.Swap(0)))
	return b.head[:]
}
