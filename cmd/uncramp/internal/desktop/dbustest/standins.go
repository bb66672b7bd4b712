package dbustest

import (
	"os"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// Login1 stands in for logind, as far as it inhibits sleep.
type Login1 struct {
	Asked chan [4]string // what, who, why and mode of each Inhibit
	Given chan string    // Left, for each inhibitor that was closed
}

// Login1 puts a stand-in for logind on the bus.
func (b *Bus) Login1(t testing.TB) *Login1 {
	t.Helper()
	l := &Login1{make(chan [4]string, 4), make(chan string, 4)}
	serve(t, b.Connect(t), l, "/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager")
	return l
}

// Inhibit returns one end of a pipe. The other end tells when it is closed.
func (l *Login1) Inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	go func() {
		r.Read(make([]byte, 1))
		r.Close()
		l.Given <- Left
	}()
	fd := dbus.UnixFD(w.Fd())
	time.AfterFunc(500*time.Millisecond, func() { w.Close() }) // once the answer, which has a copy, has been sent
	l.Asked <- [4]string{what, who, why, mode}
	return fd, nil
}

// ScreenSaver stands in for a desktop's screen saver, as far as it is inhibited.
type ScreenSaver struct {
	Asked chan [2]string // who and why of each Inhibit
	Given chan string    // Returned or Left, for each inhibition that ended

	held map[string]bool // by name on the bus
}

// How an inhibition ends.
const (
	Returned = "given back"
	Left     = "left"
)

// ScreenSaver puts a stand-in for a screen saver on the bus.
func (b *Bus) ScreenSaver(t testing.TB) *ScreenSaver {
	t.Helper()
	s := &ScreenSaver{Asked: make(chan [2]string, 4), Given: make(chan string, 4), held: map[string]bool{}}
	conn := b.Connect(t, dbus.WithIncomingInterceptor(s.hear))
	must(t, conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged")))
	serve(t, conn, s, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver")
	return s
}

// cookie is the number that a ScreenSaver gives out.
const cookie uint32 = 1234

// hear gets all messages in the order in which they come.
func (s *ScreenSaver) hear(m *dbus.Message) {
	from, _ := m.Headers[dbus.FieldSender].Value().(string)
	how := Returned
	switch m.Headers[dbus.FieldMember].Value() {
	case "Inhibit":
		s.held[from] = true
		return
	case "UnInhibit":
		if m.Body[0] != cookie {
			return
		}
	case "NameOwnerChanged":
		if m.Body[2] != "" {
			return
		}
		from, how = m.Body[0].(string), Left
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
