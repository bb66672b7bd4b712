package desktop

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// answerWithin bounds a wait for a bus that something else waits for.
	answerWithin = time.Second
	// endWithin bounds every wait for a bus while the program ends.
	endWithin = 200 * time.Millisecond
	// mostSaid is far above what a desktop says in a session: 200 bytes each time it
	// asks for a position.
	mostSaid = 16 << 20
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

// connect connects to the first bus that can be reached of a list of addresses, as
// this user. The connection ends with ctx, and when the bus has said mostSaid bytes. A
// bus that stands still can hold up whatever is done on it, even the end of the
// connection.
func connect(ctx context.Context, addresses string) (*dbus.Conn, error) {
	conn, err := dial(ctx, addresses)
	if err != nil {
		return nil, err
	}
	err = conn.Auth([]dbus.Auth{dbus.AuthExternal("")}) // the kernel tells the bus which user asks
	if err == nil {
		err = conn.Hello()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// dial is connect before the first word. godbus keeps a line of a handshake in memory
// until it ends, so the bus is read through a limit. No files can be passed then.
func dial(ctx context.Context, addresses string) (*dbus.Conn, error) {
	bus, err := dbus.Dial(addresses)
	if err != nil {
		return nil, err
	}
	limited := struct {
		io.Reader
		io.WriteCloser
	}{io.LimitReader(bufio.NewReader(bus), mostSaid), bus}
	return dbus.NewConn(limited, dbus.WithContext(ctx), dbus.WithIncomingInterceptor(muteNameless))
}

// muteNameless makes godbus ignore a signal without a name, at which it panics if the
// signal says that a name is lost. No bus sends one, but a program may stand where a
// bus should be.
func muteNameless(m *dbus.Message) {
	if m.Type != dbus.TypeSignal {
		return
	}
	if len(m.Body) > 0 {
		if _, named := m.Body[0].(string); named {
			return
		}
	}
	m.Type = 0
}
