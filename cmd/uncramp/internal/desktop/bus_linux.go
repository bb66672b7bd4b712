package desktop

import (
	"bufio"
	"bytes"
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

// connect connects to the first bus that can be reached of a list of addresses.
// It returns within answerWithin, at once if ctx ends.
func connect(ctx context.Context, addresses string) (*bus, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	w, err := dial(ctx, addresses)
	if err != nil {
		return nil, err
	}
	conn, err := dbus.NewConn(w)
	if err != nil {
		w.Close()
		return nil, err
	}
	b := &bus{conn, w}
	if err = conn.Auth(nil); err == nil {
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

// wire is the socket of a bus, as godbus gets to see it.
type wire struct {
	*net.UnixConn
	messages
	begun bool          // godbus has left the handshake
	files chan *os.File // received with messages, the first of them
}

// dial connects and authenticates as this user, by the D-Bus Specification,
// "Authentication Protocol".
func dial(ctx context.Context, addresses string) (*wire, error) {
	conn, err := dialFirst(ctx, addresses)
	if err != nil {
		return nil, err
	}
	w := &wire{UnixConn: conn, files: make(chan *os.File, 1)}
	w.from = bufio.NewReader(socket{w})
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })() //nolint:errcheck
	// An empty answer to DATA: the kernel tells the bus who asks.
	for _, step := range [][2]string{{"\x00AUTH EXTERNAL", "DATA"}, {"DATA", "OK"}, {"NEGOTIATE_UNIX_FD", ""}, {"BEGIN", "-"}} {
		if err := w.send([]byte(step[0] + "\r\n")); err != nil {
			w.Close()
			return nil, err
		}
		if step[1] == "-" {
			break
		}
		line, err := w.from.ReadSlice('\n')
		if err != nil || !bytes.HasPrefix(line, []byte(step[1])) {
			w.Close()
			return nil, errForeign
		}
		if step[1] == "OK" { // what godbus reads in its own handshake
			w.left = append([]byte("REJECTED EXTERNAL\r\n"), line...)
		}
	}
	return w, nil
}

func dialFirst(ctx context.Context, addresses string) (*net.UnixConn, error) {
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

func (w *wire) Read(p []byte) (int, error) { return w.messages.Read(p) }

// Write sends what godbus writes, but for its part in the handshake, which is over.
func (w *wire) Write(p []byte) (int, error) {
	if !w.begun {
		w.begun = string(p) == "BEGIN\r\n"
		return len(p), nil
	}
	return len(p), w.send(p)
}

func (w *wire) send(p []byte) error {
	w.SetWriteDeadline(time.Now().Add(endWithin)) //nolint:errcheck // the write fails, too
	_, err := w.UnixConn.Write(p)
	return err
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
