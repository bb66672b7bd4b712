package dbustest

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

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
