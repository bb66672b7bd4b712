package desktop

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// answerWithin bounds every wait for a bus. A session does not wait for it.
	answerWithin = time.Second
	// endWithin bounds every wait for a bus while the program ends, and every
	// write to it: a bus that takes no bytes for so long has stopped.
	endWithin = 100 * time.Millisecond
)

// sessionBus returns the addresses of the user's bus, separated by semicolons.
func sessionBus() string {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return address
	}
	folder := cmp.Or(os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid()))
	return "unix:path=" + dbus.EscapeBusAddressValue(filepath.Join(folder, "bus"))
}

// systemBus returns the addresses of the system's bus, separated by semicolons.
func systemBus() string {
	if address := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"); address != "" {
		return address
	}
	return "unix:path=/run/dbus/system_bus_socket;unix:path=/var/run/dbus/system_bus_socket"
}

// bus is a connection to a message bus.
type bus struct {
	*dbus.Conn
	wire *wire
}

// connect connects to the first bus that can be reached of a list of addresses, as
// this user. It returns within answerWithin, at once if ctx ends.
func connect(ctx context.Context, addresses string) (*bus, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	socket, err := dial(ctx, addresses)
	if err != nil {
		return nil, err
	}
	w := newWire(socket)
	defer context.AfterFunc(ctx, func() { w.SetDeadline(time.Unix(1, 0)) })() //nolint:errcheck
	conn, err := dbus.NewConn(w)
	if err != nil {
		w.Close()
		return nil, err
	}
	b := &bus{conn, w}
	// The kernel tells the bus which user asks.
	if err = conn.Auth([]dbus.Auth{dbus.AuthExternal("")}); err == nil {
		_, err = ask[string](ctx, b.BusObject(), "org.freedesktop.DBus.Hello")
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// ask calls a method and returns the first value of its answer. It returns
// within answerWithin, at once if ctx ends.
func ask[T any](ctx context.Context, of dbus.BusObject, method string, args ...any) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	call := of.CallWithContext(ctx, method, dbus.FlagNoAutoStart, args...)
	if call.Err != nil {
		return answer, call.Err
	}
	if len(call.Body) > 0 {
		if answer, ok := call.Body[0].(T); ok {
			return answer, nil
		}
	}
	return answer, errForeign
}

// dial connects to the first of a list of addresses that can be reached.
func dial(ctx context.Context, addresses string) (*net.UnixConn, error) {
	err := errors.New("no bus")
	for address := range strings.SplitSeq(addresses, ";") {
		for option := range strings.SplitSeq(strings.TrimPrefix(address, "unix:"), ",") {
			key, value, _ := strings.Cut(option, "=")
			path, bad := dbus.UnescapeBusAddressValue(value)
			if key == "abstract" {
				path = "@" + path
			} else if key != "path" {
				continue
			}
			if bad != nil {
				continue
			}
			var conn net.Conn
			if conn, err = new(net.Dialer).DialContext(ctx, "unix", path); err == nil {
				return conn.(*net.UnixConn), nil
			}
		}
	}
	return nil, err
}

// wire is the socket of a bus, as godbus gets to see it: no write waits for long, and
// what is read is bounded, and whole messages.
type wire struct {
	*net.UnixConn
	messages
	greeted int           // how many bytes were read of the handshake
	begun   bool          // the handshake is over
	files   chan *os.File // received with messages, the first of them
}

// longestGreeting is far above what a bus has to say in a handshake.
const longestGreeting = 4 << 10

func newWire(conn *net.UnixConn) *wire {
	w := &wire{UnixConn: conn, files: make(chan *os.File, 1)}
	w.from = bufio.NewReader(socket{w})
	return w
}

func (w *wire) Read(p []byte) (int, error) {
	switch {
	case w.begun:
		return w.messages.Read(p)
	case w.greeted > longestGreeting:
		return 0, errForeign
	}
	n, err := w.from.Read(p)
	w.greeted += n
	return n, err
}

// Write sends p. Before the handshake ends it asks for files to be passed on, which
// godbus does for its own sockets only.
func (w *wire) Write(p []byte) (int, error) {
	if string(p) == "BEGIN\r\n" && !w.begun {
		if _, err := w.Write([]byte("NEGOTIATE_UNIX_FD\r\n")); err != nil {
			return 0, err
		}
		if _, err := w.from.ReadSlice('\n'); err != nil {
			return 0, err
		}
		w.begun = true
	}
	w.SetWriteDeadline(time.Now().Add(endWithin)) //nolint:errcheck // the write fails, too
	return w.UnixConn.Write(p)
}

// socket reads bytes and keeps the first file that comes with them.
type socket struct{ w *wire }

func (s socket) Read(p []byte) (int, error) {
	var control [256]byte
	n, size, _, _, err := s.w.ReadMsgUnix(p, control[:])
	if err != nil {
		return 0, err
	}
	parts, _ := syscall.ParseSocketControlMessage(control[:size])
	for i := range parts {
		fds, _ := syscall.ParseUnixRights(&parts[i])
		for _, fd := range fds {
			file := os.NewFile(uintptr(fd), "from the bus")
			select {
			case s.w.files <- file:
			default:
				file.Close()
			}
		}
	}
	if n == 0 {
		return 0, net.ErrClosed
	}
	return n, nil
}
