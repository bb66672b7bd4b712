package desktop

import (
	"context"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

// connectWithin bounds the finding of a bus, which nobody waits for.
const connectWithin = time.Second

// dialer opens a connection to a bus, which has yet to be greeted.
type dialer func(...dbus.ConnOption) (*dbus.Conn, error)

// bounded opens and greets a bus, if that takes no longer than connectWithin and
// than wait. The connection is closed when lasting ends.
func bounded(wait, lasting context.Context, dial dialer) (*dbus.Conn, error) {
	type result struct {
		conn *dbus.Conn
		err  error
	}
	greeted := make(chan result, 1)
	go func() {
		conn, err := dial(dbus.WithContext(lasting))
		if err == nil {
			if err = conn.Auth(nil); err == nil {
				err = conn.Hello()
			}
			if err != nil {
				conn.Close()
			}
		}
		greeted <- result{conn, err}
	}()
	select {
	case r := <-greeted:
		return r.conn, r.err
	case <-time.After(connectWithin):
	case <-wait.Done():
	}
	go func() {
		if r := <-greeted; r.err == nil {
			r.conn.Close()
		}
	}()
	return nil, fmt.Errorf("no bus within %v", connectWithin)
}
