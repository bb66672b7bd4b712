package desktop

import (
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/testbus"
	"uncramp/routine"
)

// soon is how long anything may take that ought to happen at once.
const soon = 10 * time.Second

// moment is a moment of a session of five minutes in two phases.
func moment(state routine.State, place routine.Samples) routine.Moment {
	m := routine.Moment{
		Position: place, Length: 300 * routine.Rate, State: state, CanNext: true, CanAgain: true,
		Phases: []routine.Phase{
			{Name: routine.Opening, End: 100 * routine.Rate},
			{Name: routine.PhaseHold, Side: routine.Left, Round: 1, Start: 100 * routine.Rate, End: 300 * routine.Rate},
		},
	}
	if place >= m.Phases[1].Start {
		m.On = 1
	}
	return m
}

// whole is a moment with what is left of it.
func whole(m routine.Moment) routine.Moment {
	m.Remaining = m.Length - m.Position
	return m
}

// fake is a session that is as a test has it.
type fake struct {
	did chan routine.Command

	mu    sync.Mutex
	m     routine.Moment
	looks int
	since *sync.Cond // more looks
}

func newFake(m routine.Moment) *fake {
	f := &fake{did: make(chan routine.Command, 100), m: m}
	f.since = sync.NewCond(&f.mu)
	return f
}

func (f *fake) Now() routine.Moment {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks++
	f.since.Broadcast()
	return whole(f.m)
}

func (f *fake) looked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.looks
}

func (f *fake) Do(c routine.Command) { f.did <- c }

// set makes it another moment, and returns when that has been seen and told.
func (f *fake) set(m routine.Moment) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m = m
	for seen := f.looks; f.looks < seen+2; { // at the second the first is over
		f.since.Wait()
	}
}

// done is what was asked of the session.
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

// client is who watches and controls a session on a bus.
type client struct {
	*dbus.Conn
	t       *testing.T
	signals chan *dbus.Signal
}

func newClient(t *testing.T, bus *testbus.Bus) client {
	t.Helper()
	c := client{bus.Connect(t), t, make(chan *dbus.Signal, 1000)}
	for _, match := range []dbus.MatchOption{
		dbus.WithMatchObjectPath("/org/mpris/MediaPlayer2"), dbus.WithMatchMember("NameOwnerChanged"),
	} {
		if err := c.AddMatchSignal(match); err != nil {
			t.Fatal(err)
		}
	}
	c.Signal(c.signals)
	return c
}

// next is the next signal of a name; nil where none comes.
func (c client) next(name string) *dbus.Signal {
	c.t.Helper()
	for timeout := time.After(soon); ; {
		select {
		case s := <-c.signals:
			if s.Name == name {
				return s
			}
		case <-timeout:
			c.t.Errorf("no %s", name)
			return nil
		}
	}
}

// appears waits for a player of a name.
func (c client) appears(name string) client { return c.changes(name, true) }

// disappears waits until there is none.
func (c client) disappears(name string) client { return c.changes(name, false) }

func (c client) changes(name string, there bool) client {
	c.t.Helper()
	for {
		s := c.next("org.freedesktop.DBus.NameOwnerChanged")
		if s == nil {
			c.t.FailNow()
		}
		if s.Body[0] == name && (s.Body[2] != "") == there {
			return c
		}
	}
}

// ask calls a method of the player, and is to be answered.
func (c client) ask(method string, args ...any) *dbus.Call {
	c.t.Helper()
	return c.Object("org.mpris.MediaPlayer2.uncramp", "/org/mpris/MediaPlayer2").Call(method, 0, args...)
}

// shown is a session that a client sees.
func shown(t *testing.T, m routine.Moment) (*fake, client) {
	t.Helper()
	bus := testbus.Start(t)
	c, f := newClient(t, bus), newFake(m)
	t.Cleanup(show(f, "a title", bus.Dial))
	return f, c.appears("org.mpris.MediaPlayer2.uncramp")
}
