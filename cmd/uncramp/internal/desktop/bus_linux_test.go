package desktop

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/testbus"
	"uncramp/routine"
)

// nobody is a bus that is not there.
func nobody(...dbus.ConnOption) (*dbus.Conn, error) { return nil, errors.New("no bus") }

// deaf is a bus that takes a connection and never says a word.
func deaf(t *testing.T) dialer {
	t.Helper()
	dir, err := os.MkdirTemp("", "bus") // a socket's path is to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "deaf")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return func(o ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial("unix:path="+path, o...) }
}

// noticed is how long what is done at a program's end may take on a busy machine;
// a bus that holds it up does so for connectWithin at least.
const noticed = connectWithin - 100*time.Millisecond

// promptly does something at a program's end.
func promptly(t *testing.T, what string, do func()) {
	t.Helper()
	began := time.Now()
	do()
	if took := time.Since(began); took > noticed {
		t.Errorf("%s takes %v", what, took)
	}
}

// TestNoBus: without a bus, or with one that hangs, nothing is shown and nobody
// waits for it.
func TestNoBus(t *testing.T) {
	t.Parallel()
	for name, bus := range map[string]dialer{
		"none": nobody,
		"deaf": deaf(t),
		"gone": func(o ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial("unix:path=/nowhere/bus", o...) },
		"odd":  func(o ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Dial("odd", o...) },
	} {
		t.Run(name, func(t *testing.T) {
			var hide, release func()
			promptly(t, "showing", func() { hide = show(newFake(moment(routine.Running, 0)), "a title", bus) })
			promptly(t, "hiding", hide)
			promptly(t, "staying awake", func() { release = stayAwake("a test", bus, bus) })
			promptly(t, "its release", release)
		})
	}
}

// TestBusHangs: a bus that hangs once it has been greeted holds up no end.
func TestBusHangs(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	c, f := newClient(t, bus), newFake(moment(routine.Running, 0))
	hide := show(f, "a title", bus.Dial)
	c.appears("org.mpris.MediaPlayer2.uncramp")
	saver := bus.ScreenSaver(t)
	release := stayAwake("a test", nobody, bus.Dial)
	asked(t, saver.Asked, [2]string{"uncramp", "a test"})
	if err := bus.Daemon.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	f.set(moment(routine.Running, 50*routine.Rate)) // it tries to tell
	promptly(t, "hiding", hide)
	promptly(t, "the release", release)
	if err := bus.Daemon.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	given(t, saver.Given, testbus.Returned, testbus.Left)
}

// TestBusDies: without its bus the session goes on alone, and is looked at no
// more.
func TestBusDies(t *testing.T) {
	t.Parallel()
	bus := testbus.Start(t)
	c, f := newClient(t, bus), newFake(moment(routine.Paused, 0))
	hide := show(f, "a title", bus.Dial)
	c.appears("org.mpris.MediaPlayer2.uncramp")
	saver := bus.ScreenSaver(t)
	release := stayAwake("a test", nobody, bus.Dial)
	asked(t, saver.Asked, [2]string{"uncramp", "a test"})
	bus.Daemon.Kill()
	<-c.Context().Done()
	time.Sleep(lookEvery) // it may be just looking
	before := f.looked()
	time.Sleep(3 * lookEvery)
	if n := f.looked() - before; n > 0 {
		t.Errorf("looked at %d times more", n)
	}
	promptly(t, "hiding", hide)
	promptly(t, "the release", release)
}
