package desktop

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/routine"
)

// atEnd is how long the end of a session may wait for a bus: endWithin, and what a
// busy machine adds.
const atEnd = endWithin + 500*time.Millisecond

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
	line, lost := strings.Repeat("x", 1<<20), string(message(t, dbus.TypeSignal, "NameLost"))
	serve := func(answers []string, says string) string {
		return dbustest.Serve(t, answers, func() []byte { return []byte(says) })
	}
	for name, address := range map[string]string{
		"no address":                "",
		"nobody there":              "unix:path=/nowhere/bus",
		"nonsense":                  "odd:,;=;unix:abstract",
		"says nothing":              dbustest.Serve(t, nil, nil),
		"an endless line":           serve([]string{line}, ""),
		"says nothing once greeted": dbustest.Serve(t, dbustest.Welcome, nil),
		"half a head":               serve(dbustest.Welcome, lost[:9]),
		"half a message":            serve(dbustest.Welcome, lost[:len(lost)/2]),
		"a message of 4 GB":         serve(dbustest.Welcome, "l\x04\x00\x01\xf0\xff\xff\xff\x01\x00\x00\x00\xf9\xff\xff\xff"+line),
		"a signal without a name":   serve(dbustest.Welcome, lost),
		"an endless line later":     serve(dbustest.Welcome, line),
	} {
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

// TestEndlessLine connects to a server whose first line does not end. The connection
// ends before all of it is in memory.
func TestEndlessLine(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := connect(ctx, dbustest.Serve(t, []string{strings.Repeat("x", 2*mostSaid)}, nil))
	if err == nil || ctx.Err() != nil {
		t.Errorf("connected: %v; %v", err, ctx.Err())
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

// message returns the bytes of a call of a method of the player, or of a signal.
func message(t testing.TB, kind dbus.Type, member string, args ...any) []byte {
	m := &dbus.Message{Type: kind, Body: args, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldPath: dbus.MakeVariant(mprisPath), dbus.FieldInterface: dbus.MakeVariant("org.freedesktop.DBus"),
		dbus.FieldMember: dbus.MakeVariant(member), dbus.FieldSender: dbus.MakeVariant("org.freedesktop.DBus"),
	}}
	if kind == dbus.TypeMethodCall {
		delete(m.Headers, dbus.FieldInterface)
	}
	if len(args) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(args...))
	}
	var b bytes.Buffer
	if err := m.EncodeTo(&b, binary.LittleEndian); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzMessages lets godbus read what may be messages, with a player behind it, on
// its own goroutines: a panic there ends the test.
func FuzzMessages(f *testing.F) {
	f.Add(message(f, dbus.TypeSignal, "NameLost"))
	f.Add(message(f, dbus.TypeSignal, "NameLost", "a"))
	for member, args := range map[string][]any{
		"Seek": {int64(1)}, "SetPosition": {mprisTrack, int64(1)}, "OpenUri": {"a"}, "Get": {mprisPlayer, "Metadata"},
		"GetAll": {mprisRoot}, "Set": {mprisPlayer, "Volume", dbus.MakeVariant(0.5)}, "Introspect": {}, "Next": {[]string{"a"}, map[string]int32{"b": 1}},
	} {
		f.Add(message(f, dbus.TypeMethodCall, member, args...))
	}
	says := make(chan []byte, 1)
	address := dbustest.Serve(f, dbustest.Welcome, func() []byte { return <-says })
	f.Fuzz(func(t *testing.T, b []byte) {
		says <- b
		conn, err := dial(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		p := newPlayer(newFake(moment(routine.Running, 0)), conn)
		if err := p.export(); err != nil {
			t.Fatal(err)
		}
		conn.Auth([]dbus.Auth{dbus.AuthExternal("")})
		<-conn.Context().Done()
	})
}
