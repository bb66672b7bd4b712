package desktop

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/routine"
)

// patience is how long a test waits for what should happen at once.
const patience = 10 * time.Second

// receive waits for a value, one of want.
func receive[T comparable](t *testing.T, from chan T, want ...T) {
	t.Helper()
	select {
	case got := <-from:
		if !slices.Contains(want, got) {
			t.Errorf("got %v, want one of %v", got, want)
		}
	case <-time.After(patience):
		t.Errorf("nothing came, want one of %v", want)
	}
}

// moment returns a moment of a session of five minutes in two phases.
func moment(state routine.State, position routine.Samples) routine.Moment {
	m := routine.Moment{
		Position: position, Length: 300 * routine.Rate, State: state, CanNext: true, CanAgain: true,
		Phases: []routine.Phase{
			{Name: routine.Opening, End: 100 * routine.Rate},
			{Name: routine.PhaseHold, Side: routine.Left, Round: 1, Start: 100 * routine.Rate, End: 300 * routine.Rate},
		},
	}
	if position >= m.Phases[1].Start {
		m.On = 1
	}
	return m
}

// fake is a session that stands at a moment.
type fake struct {
	did chan routine.Command

	mu     sync.Mutex
	m      routine.Moment
	looks  int
	looked *sync.Cond
}

func newFake(m routine.Moment) *fake {
	f := &fake{did: make(chan routine.Command, 100), m: m}
	f.looked = sync.NewCond(&f.mu)
	return f
}

func (f *fake) Now() routine.Moment {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks++
	f.looked.Broadcast()
	m := f.m
	m.Remaining = m.Length - m.Position
	return m
}

func (f *fake) Do(c routine.Command) {
	select {
	case f.did <- c:
	default:
	}
}

func (f *fake) Title(m routine.Moment) string { return "a title, " + string(m.Phases[m.On].Side) }

// set moves the session to another moment, and returns when clients were told.
func (f *fake) set(m routine.Moment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m = m
	for seen := f.looks; f.looks < seen+2; { // at the second look, the first is over
		f.looked.Wait()
	}
}

// done returns what the session was told to do.
func (f *fake) done() (all []routine.Command) {
	for {
		select {
		case c := <-f.did:
			all = append(all, c)
		default:
			return all
		}
	}
}

// client watches and controls a session on a bus.
type client struct {
	*dbus.Conn
	t       *testing.T
	signals chan *dbus.Signal
}

func newClient(t *testing.T, bus *dbustest.Bus) client {
	t.Helper()
	c := client{bus.Connect(t), t, make(chan *dbus.Signal, 1000)}
	for _, match := range []dbus.MatchOption{dbus.WithMatchObjectPath(mprisPath), dbus.WithMatchMember("NameOwnerChanged")} {
		if err := c.AddMatchSignal(match); err != nil {
			t.Fatal(err)
		}
	}
	c.Signal(c.signals)
	return c
}

// owner waits until a name on the bus has an owner, or none.
func (c client) owner(name string, has bool) {
	c.t.Helper()
	for timeout := time.After(patience); ; {
		select {
		case s := <-c.signals:
			if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && s.Body[0] == name && (s.Body[2] != "") == has {
				return
			}
		case <-timeout:
			c.t.Fatalf("%s has an owner: %v, want %v", name, !has, has)
		}
	}
}

// call calls a method of the player.
func (c client) call(method string, args ...any) *dbus.Call {
	return c.Object(busName, mprisPath).Call(method, 0, args...)
}

// shown returns a session that is on a bus, and a client there.
func shown(t *testing.T, m routine.Moment) (*fake, client) {
	t.Helper()
	bus := dbustest.Start(t)
	c, f := newClient(t, bus), newFake(m)
	t.Cleanup(show(f, bus.Address))
	c.owner(busName, true)
	return f, c
}
