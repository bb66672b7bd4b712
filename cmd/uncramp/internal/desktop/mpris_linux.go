package desktop

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"
	"github.com/godbus/dbus/v5/prop"

	"uncramp/routine"
)

// MPRIS is the Media Player Remote Interfacing Specification, version 2.2: two
// interfaces on one object, times in microseconds.
// https://specifications.freedesktop.org/mpris-spec/2.2/
const (
	mprisPath   = dbus.ObjectPath("/org/mpris/MediaPlayer2")
	mprisRoot   = "org.mpris.MediaPlayer2"
	mprisPlayer = "org.mpris.MediaPlayer2.Player"
	mprisTrack  = dbus.ObjectPath("/uncramp/session")
	busName     = "org.mpris.MediaPlayer2.uncramp"
)

// Show puts a session on the session bus as a media player until hide is called.
// If there is no bus, or it dies, Show does nothing. Both return at once.
func Show(s Session) (hide func()) { return show(s, sessionBus()) }

func show(s Session, address string) (hide func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		conn, err := connect(ctx, address)
		if err != nil {
			return
		}
		p := newPlayer(s, conn)
		if p.export() == nil && p.describe() == nil && p.appear() == nil {
			p.watch()
		}
	}()
	return cancel
}

// player is a session as a media player.
type player struct {
	session Session
	conn    *dbus.Conn
	look    chan struct{} // the session was told to do something: look now

	told  values // what clients know
	clock clientClock
	props *prop.Properties
}

func newPlayer(s Session, conn *dbus.Conn) *player {
	p := &player{session: s, conn: conn, look: make(chan struct{}, 1)}
	now := s.Now()
	p.told = p.values(now)
	p.clock.set(now.Position, time.Now(), p.told.playing())
	return p
}

// export makes the bus call the player.
func (p *player) export() error {
	if err := p.exportProperties(); err != nil {
		return err
	}
	for name, v := range map[string]any{mprisRoot: root{p}, mprisPlayer: controls{p}} {
		if err := p.conn.ExportWithMap(v, onBus, mprisPath, name); err != nil {
			return err
		}
	}
	return nil
}

// describe exports a description of the player.
func (p *player) describe() error {
	return p.conn.Export(introspect.NewIntrospectable(p.described()), mprisPath, "org.freedesktop.DBus.Introspectable")
}

// appear takes a name on the bus. The second player there has one with its process's
// number in it, as MPRIS wants.
func (p *player) appear() error {
	for _, name := range []string{busName, fmt.Sprintf("%s.instance%d", busName, os.Getpid())} {
		reply, err := p.conn.RequestName(name, dbus.NameFlagDoNotQueue)
		if err != nil || reply == dbus.RequestNameReplyPrimaryOwner {
			return err
		}
	}
	return errors.New("both names are taken")
}

// root has the methods of the root interface.
type root struct{ *player }

func (r root) Quit() *dbus.Error  { return r.ask(routine.Stop) }
func (r root) Raise() *dbus.Error { return nil }

// onBus has the names of methods that go vet wants to have another form.
var onBus = map[string]string{"SeekBy": "Seek"}

// controls has the methods of the player's interface.
type controls struct{ *player }

func (c controls) Next() *dbus.Error          { return c.ask(routine.Next) }
func (c controls) Previous() *dbus.Error      { return c.ask(routine.Again) }
func (c controls) Stop() *dbus.Error          { return c.ask(routine.Stop) }
func (c controls) Pause() *dbus.Error         { return c.ask(routine.Pause) }
func (c controls) Play() *dbus.Error          { return c.ask(routine.GoOn) }
func (c controls) PlayPause() *dbus.Error     { return c.ask(routine.Toggle) }
func (c controls) OpenUri(string) *dbus.Error { return nil }

// SeekBy moves by an offset. Beyond the end it goes to the next phase.
func (c controls) SeekBy(offset int64) *dbus.Error {
	now := c.session.Now()
	to := now.Position + samples(offset)
	if to >= now.Length {
		return c.Next()
	}
	return c.do(routine.Command{Verb: routine.GoTo, To: max(0, to)})
}

// SetPosition moves to a position. It ignores one outside the session, and one
// of another track.
func (c controls) SetPosition(track dbus.ObjectPath, position int64) *dbus.Error {
	to, length := samples(position), c.session.Now().Length
	if track != mprisTrack || position < 0 || to > length {
		return nil
	}
	return c.do(routine.Command{Verb: routine.GoTo, To: min(to, length-1)})
}

func (p *player) ask(v routine.Verb) *dbus.Error { return p.do(routine.Command{Verb: v}) }

func (p *player) do(c routine.Command) *dbus.Error {
	p.session.Do(c)
	select {
	case p.look <- struct{}{}:
	default:
	}
	return nil
}

// samples converts microseconds, as many as there may be, to the nearest sample.
func samples(micro int64) routine.Samples {
	return routine.Samples(math.Round(float64(micro) * routine.Rate / 1e6))
}

// micro converts samples to microseconds, rounded down.
func micro(n routine.Samples) int64 { return n.Duration().Microseconds() }
