// Package testbus gives a test a D-Bus of its own, with nothing on it.
package testbus

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// Bus is a running message bus. It ends with the test.
type Bus struct {
	Address string
	Daemon  *os.Process
}

// Start starts a bus. Where there is no dbus-daemon the test is skipped.
func Start(t testing.TB) *Bus {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed (Debian: dbus-daemon)")
	}
	dir, err := os.MkdirTemp("", "bus") // a socket's path is to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	cmd := exec.Command(daemon, "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1",
		"--address=unix:path="+filepath.Join(dir, "bus"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return &Bus{strings.TrimSpace(line), cmd.Process}
}

// Env is an environment in which this is the session bus and the system's.
func (b *Bus) Env(env []string) []string {
	var all []string
	for _, v := range env {
		if !strings.HasPrefix(v, "DBUS_") {
			all = append(all, v)
		}
	}
	return append(all, "DBUS_SESSION_BUS_ADDRESS="+b.Address, "DBUS_SYSTEM_BUS_ADDRESS="+b.Address)
}

// Dial opens a connection to the bus, as those of dbus do that know which.
func (b *Bus) Dial(options ...dbus.ConnOption) (*dbus.Conn, error) {
	return dbus.Dial(b.Address, options...)
}

// Connect connects the test to the bus.
func (b *Bus) Connect(t testing.TB) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(b.Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// Login1 stands in for logind, as far as inhibiting goes.
type Login1 struct {
	Asked chan [4]string // what, who, why and mode of each Inhibit
	Given chan struct{}  // an inhibitor was let go of
}

// Login1 puts a stand-in on the bus.
func (b *Bus) Login1(t testing.TB) *Login1 {
	t.Helper()
	l := &Login1{make(chan [4]string, 4), make(chan struct{}, 4)}
	conn := b.Connect(t)
	if err := conn.Export(l, "/org/freedesktop/login1", "org.freedesktop.login1.Manager"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.login1", 0); err != nil {
		t.Fatal(err)
	}
	return l
}

// Inhibit gives out one end of a pipe, and sees by the other one when that is
// closed.
func (l *Login1) Inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	go func() {
		r.Read(make([]byte, 1))
		l.Given <- struct{}{}
		r.Close()
	}()
	fd := dbus.UnixFD(w.Fd())
	// Ours is closed once the answer, which has its own, has been sent.
	time.AfterFunc(500*time.Millisecond, func() { w.Close() })
	l.Asked <- [4]string{what, who, why, mode}
	return fd, nil
}

// ScreenSaver stands in for a desktop's screen saver, as far as inhibiting goes:
// it takes one who leaves the bus as one who gives back.
type ScreenSaver struct {
	Asked chan [2]string // who and why of each Inhibit
	Given chan string    // how an inhibition ended: Returned or Left

	held map[string]bool // by name on the bus
}

// How an inhibition of a [ScreenSaver] ends.
const (
	Returned = "given back"
	Left     = "left the bus"
)

// ScreenSaver puts a stand-in on the bus.
func (b *Bus) ScreenSaver(t testing.TB) *ScreenSaver {
	t.Helper()
	s := &ScreenSaver{Asked: make(chan [2]string, 4), Given: make(chan string, 4), held: map[string]bool{}}
	conn, err := dbus.Connect(b.Address, dbus.WithIncomingInterceptor(s.heard))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged")); err != nil {
		t.Fatal(err)
	}
	if err := conn.Export(s, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.ScreenSaver", 0); err != nil {
		t.Fatal(err)
	}
	return s
}

// cookie is what a ScreenSaver gives out.
const cookie uint32 = 1234

// heard is told of all messages in the order in which they come, which the calls
// of methods are not.
func (s *ScreenSaver) heard(m *dbus.Message) {
	from, _ := m.Headers[dbus.FieldSender].Value().(string)
	how := ""
	switch m.Headers[dbus.FieldMember].Value() {
	case "Inhibit":
		s.held[from] = true
		return
	case "UnInhibit":
		if m.Body[0] != cookie {
			return
		}
		how = Returned
	case "NameOwnerChanged":
		from = m.Body[0].(string)
		if m.Body[2] != "" {
			return
		}
		how = Left
	}
	if s.held[from] {
		delete(s.held, from)
		s.Given <- how
	}
}

// Inhibit holds off the screen saver.
func (s *ScreenSaver) Inhibit(who, why string) (uint32, *dbus.Error) {
	s.Asked <- [2]string{who, why}
	return cookie, nil
}

// UnInhibit gives that back.
func (s *ScreenSaver) UnInhibit(uint32) *dbus.Error { return nil }
