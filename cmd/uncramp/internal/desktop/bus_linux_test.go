package desktop

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/routine"
)

// atEnd is how long the end of a session may wait for a bus: twice endWithin,
// and what a busy machine adds.
const atEnd = 2*endWithin + 500*time.Millisecond

// promptly fails the test if do takes longer than the end of a session may.
func promptly(t *testing.T, what string, do func()) {
	t.Helper()
	began := time.Now()
	do()
	if took := time.Since(began); took > atEnd {
		t.Errorf("%s takes %v", what, took)
	}
}

// TestBadBus shows a session on buses that are not there, stand still, or send
// what is no message. Nothing waits for them, and nothing panics.
func TestBadBus(t *testing.T) {
	t.Parallel()
	buses := map[string]string{"no address": "", "nobody there": "unix:path=/nowhere/bus", "nonsense": "odd:,;=;unix:abstract"}
	maps.Copy(buses, hostile(t))
	for name, address := range buses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hide, release func()
			promptly(t, "Show", func() { hide = show(newFake(moment(routine.Running, 0)), address) })
			promptly(t, "StayAwake", func() { release = stayAwake("a test", address, address) })
			time.Sleep(50 * time.Millisecond) // let the server speak
			promptly(t, "hide", hide)
			promptly(t, "release", release)
		})
	}
}

// hostile returns the addresses of servers that say what breaks a careless client.
func hostile(t testing.TB) map[string]string {
	var signal bytes.Buffer
	lost := &dbus.Message{Type: dbus.TypeSignal, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldPath: dbus.MakeVariant(dbus.ObjectPath("/org/freedesktop/DBus")), dbus.FieldInterface: dbus.MakeVariant("org.freedesktop.DBus"),
		dbus.FieldMember: dbus.MakeVariant("NameLost"), dbus.FieldSender: dbus.MakeVariant("org.freedesktop.DBus"),
	}}
	if err := lost.EncodeTo(&signal, binary.LittleEndian); err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("x", 1<<20)
	return map[string]string{
		"says nothing":              dbustest.Serve(t, nil, nil),
		"an endless line":           dbustest.Serve(t, []string{line}, nil),
		"says nothing once greeted": dbustest.Serve(t, dbustest.Welcome, nil),
		"half a head":               dbustest.Serve(t, dbustest.Welcome, signal.Bytes()[:9]),
		"half a message":            dbustest.Serve(t, dbustest.Welcome, signal.Bytes()[:signal.Len()/2]),
		"a message of 4 GB":         dbustest.Serve(t, dbustest.Welcome, []byte("l\x04\x00\x01\xf0\xff\xff\xff\x01\x00\x00\x00\xf9\xff\xff\xff"+line)),
		"a signal without a name":   dbustest.Serve(t, dbustest.Welcome, signal.Bytes()),
		"an endless line later":     dbustest.Serve(t, dbustest.Welcome, []byte(line)),
	}
}

// TestBusStops stops and kills a bus that a session is shown on.
func TestBusStops(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"stopped": syscall.SIGSTOP, "killed": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bus := dbustest.Start(t)
			c, f := newClient(t, bus), newFake(moment(routine.Running, 0))
			hide := show(f, bus.Address)
			c.owner(busName, true)
			saver := bus.ScreenSaver(t)
			release := stayAwake("a test", "", bus.Address)
			receive(t, saver.Asked, [2]string{"uncramp", "a test"})
			if err := bus.Daemon.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if signal == syscall.SIGSTOP {
				f.set(moment(routine.Running, 50*routine.Rate)) // it tries to tell
			}
			promptly(t, "hide", hide)
			promptly(t, "release", release)
			if signal == syscall.SIGSTOP {
				bus.Daemon.Signal(syscall.SIGCONT)
				receive(t, saver.Given, dbustest.Returned, dbustest.Left)
			}
		})
	}
}

// message returns the bytes of a message to a player.
func message(t testing.TB, kind dbus.Type, change func(*dbus.Message)) []byte {
	m := &dbus.Message{Type: kind, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldPath: dbus.MakeVariant(mprisPath), dbus.FieldInterface: dbus.MakeVariant(mprisPlayer),
		dbus.FieldMember: dbus.MakeVariant("Next"), dbus.FieldSender: dbus.MakeVariant(":1.7"), dbus.FieldReplySerial: dbus.MakeVariant(uint32(1)),
	}}
	if change != nil {
		change(m)
	}
	if len(m.Body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(m.Body...))
	}
	var b bytes.Buffer
	if err := m.EncodeTo(&b, binary.LittleEndian); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// passed returns what messages passes of some bytes, and the error at their end.
func passed(b []byte) ([]byte, error) {
	return io.ReadAll(&messages{from: bufio.NewReader(bytes.NewReader(b))})
}

// TestMessages passes whole messages on, leaves out what is for nobody, and ends
// at the first byte that is not the protocol.
func TestMessages(t *testing.T) {
	t.Parallel()
	call, signal := message(t, dbus.TypeMethodCall, nil), message(t, dbus.TypeSignal, nil)
	call2 := message(t, dbus.TypeMethodCall, func(m *dbus.Message) { m.Body = []any{"a", int64(7), dbus.MakeVariant(1.5)} })
	noName := message(t, dbus.TypeMethodCall, func(m *dbus.Message) {
		m.Headers[dbus.FieldSender] = dbus.MakeVariant("a name")
	})
	edited := func(at int, to ...byte) []byte { return slices.Replace(slices.Clone(call), at, at+len(to), to...) }
	for _, tt := range []struct {
		name     string
		in, want []byte
		fails    bool
	}{
		{"nothing", nil, nil, false},
		{"calls", slices.Concat(call, call2, call), slices.Concat(call, call2, call), false},
		{"a signal", slices.Concat(call, signal, call), slices.Concat(call, call), false},
		{"a sender that is no name", slices.Concat(noName, call), call, false},
		{"half", slices.Concat(call, call[:len(call)/2]), call, true},
		{"no byte order", slices.Concat(call, edited(0, 'x'), call), call, true},
		{"too long", slices.Concat(call, edited(4, 0, 0, 2, 0), make([]byte, 1<<18)), call, true},
		{"lengths over 32 bits", slices.Concat(call, edited(12, 0xff, 0xff, 0xff, 0xff), call), call, true},
		{"fields behind their end", slices.Concat(call, edited(12, 9), call), call, true},
		{"a type of no sense", slices.Concat(call, edited(1, 9), call), call, true},
	} {
		got, err := passed(tt.in)
		if !bytes.Equal(got, tt.want) || (err != nil) != tt.fails {
			t.Errorf("%s: %d bytes of %d passed, %v; want %d bytes, an error %v", tt.name, len(got), len(tt.in), err, len(tt.want), tt.fails)
		}
	}
}

// discard is a connection on which a bus says some bytes and hears nothing.
type discard struct{ io.Reader }

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }

// FuzzMessages lets godbus read what messages passes, with a player behind it,
// on its own goroutines: a panic there ends the test.
func FuzzMessages(f *testing.F) {
	f.Add(message(f, dbus.TypeMethodCall, nil))
	f.Add(message(f, dbus.TypeSignal, nil))
	for member, args := range map[string][]any{
		"Seek": {int64(1)}, "SetPosition": {mprisTrack, int64(1)}, "OpenUri": {"a"}, "Get": {mprisPlayer, "Metadata"},
		"GetAll": {mprisRoot}, "Set": {mprisPlayer, "Volume", dbus.MakeVariant(0.5)}, "Introspect": {}, "Next": {[]string{"a"}, map[string]int32{"b": 1}},
	} {
		f.Add(message(f, dbus.TypeMethodCall, func(m *dbus.Message) {
			m.Headers[dbus.FieldMember], m.Body = dbus.MakeVariant(member), args
			delete(m.Headers, dbus.FieldInterface)
		}))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, _ := passed(b)
		hello := "REJECTED EXTERNAL\r\nOK 1\r\n"
		in := io.MultiReader(bytes.NewReader([]byte(hello)), bytes.NewReader(out))
		conn, err := dbus.NewConn(discard{in})
		if err != nil {
			t.Fatal(err)
		}
		p := newPlayer(newFake(moment(routine.Running, 0)), conn)
		if err := p.export(); err != nil {
			t.Fatal(err)
		}
		conn.Auth(nil)
		<-conn.Context().Done()
	})
}
