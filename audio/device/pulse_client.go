package device

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// pulseClient is a connection to a sound server.
type pulseClient struct {
	proto proto.Client
	alive context.Context // ends with the connection; its cause says why
	fail  context.CancelCauseFunc
	back  *stepBack
}

// errSilent is the cause if a server keeps its connection and says nothing.
var errSilent = errors.New("the server does not answer")

// dialPulse connects to the first server that accepts, and gives up when ctx
// ends. It passes messages that are no answers to event, on the goroutine that
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
		// A user expects the first server, so that only another that exists is
		// worth mentioning.
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
	return newPulseClient(ctx, withCredentials(conn), event)
}

// newPulseClient introduces this program to the server at the other end of conn.
// The client closes conn.
func newPulseClient(ctx context.Context, conn net.Conn, event func(any)) (*pulseClient, error) {
	c := &pulseClient{back: &stepBack{}}
	c.alive, c.fail = context.WithCancelCause(context.Background())
	context.AfterFunc(c.alive, func() { conn.Close() })
	c.proto.Callback = event // before Open, which begins to read
	// proto has one timeout for all requests, but a drain lasts as long as its
	// sound. Here each request has a context instead.
	c.proto.SetTimeout(365 * 24 * time.Hour)
	c.proto.Open(newGuardedConn(conn, c.fail, c.back))

	if err := c.introduce(ctx); err != nil {
		c.fail(err)
		return nil, err
	}
	return c, nil
}

func (c *pulseClient) introduce(ctx context.Context) error {
	var auth proto.AuthReply
	err := c.request(ctx, &proto.Auth{Version: c.proto.Version(), Cookie: pulseCookie()}, &auth)
	if err != nil {
		return err
	}
	if v := auth.Version.Version(); v < oldest {
		return fmt.Errorf("the server is too old: it speaks version %d of the protocol, not %d", v, oldest)
	}
	// Few and short, because proto writes each request into 1 kB unchecked.
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
	return c.request(ctx, &proto.Subscribe{Mask: proto.SubscriptionMaskSink | proto.SubscriptionMaskSinkInput}, nil)
}

// request sends a request and waits for the answer, which it stores in rpl. It
// returns early, with the cause, when ctx or the connection ends. After an error
// rpl must not be read, because an answer may still come.
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
