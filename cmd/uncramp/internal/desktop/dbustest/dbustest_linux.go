// Package dbustest gives a test a D-Bus of its own. [Start] starts one with nothing on
// it, [Bus.ScreenSaver] puts a screen saver there, and [Serve] speaks for a bus that is
// none.
package dbustest

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// Bus is a running message bus. It ends with the test.
type Bus struct {
	Address string
	Daemon  *os.Process
}

// Start starts a bus. It skips the test if there is no dbus-daemon.
func Start(t testing.TB) *Bus {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed (Debian: dbus-daemon)")
	}
	cmd := exec.Command(daemon, "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1",
		"--address=unix:path="+socket(t))
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return &Bus{strings.TrimSpace(line), cmd.Process}
}

// Serve returns the address of a server that answers each line of a client's
// handshake with the next of answers. After the line behind those it writes what
// says returns, and no more; nothing if says is nil.
func Serve(t testing.TB, answers []string, says func() []byte) (address string) {
	t.Helper()
	path := socket(t)
	l, err := net.Listen("unix", path)
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				for _, answer := range answers {
					in.ReadString('\n')
					c.Write([]byte(answer))
				}
				if in.ReadString('\n'); says != nil {
					c.Write(says())
					c.(*net.UnixConn).CloseWrite()
				}
				io.Copy(io.Discard, in)
			}()
		}
	}()
	return "unix:path=" + path
}

// Welcome are answers that let any client in that passes no files.
var Welcome = []string{"REJECTED EXTERNAL\r\n", "DATA\r\n", "OK 0123456789abcdef\r\n"}

// Env returns env with this bus as the session's and the system's.
func (b *Bus) Env(env []string) []string { return Env(env, b.Address) }

// Env returns env with an address as the session bus and the system's.
func Env(env []string, address string) []string {
	env = slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, "DBUS_") })
	return append(env, "DBUS_SESSION_BUS_ADDRESS="+address, "DBUS_SYSTEM_BUS_ADDRESS="+address)
}

// Connect connects the test to the bus.
func (b *Bus) Connect(t testing.TB, options ...dbus.ConnOption) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(b.Address, options...)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func serve(t testing.TB, conn *dbus.Conn, v any, path dbus.ObjectPath, name, iface string) {
	t.Helper()
	must(t, conn.Export(v, path, iface))
	_, err := conn.RequestName(name, 0)
	must(t, err)
}

func socket(t testing.TB) string {
	dir, err := os.MkdirTemp("", "bus") // the path of a socket must be short
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "bus")
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
