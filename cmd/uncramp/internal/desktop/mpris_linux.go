package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/introspect"

	"uncramp/routine"
)

// MPRIS is the media player remote interfacing specification, version 2.2: two
// interfaces on one object, times in microseconds.
const (
	mprisPath   = dbus.ObjectPath("/org/mpris/MediaPlayer2")
	mprisRoot   = "org.mpris.MediaPlayer2"
	mprisPlayer = "org.mpris.MediaPlayer2.Player"
	mprisTrack  = dbus.ObjectPath("/uncramp/session")
	properties  = "org.freedesktop.DBus.Properties"
	busName     = "org.mpris.MediaPlayer2.uncramp"
)

// lookEvery is how often the session is looked at, for what has changed.
const lookEvery = 200 * time.Millisecond

// Show puts a session on the session bus as a media player, until it is hidden
// again, which takes no longer than a look. Without a bus, or with one that dies,
// it does nothing. It returns at once.
func Show(s Session, title string) (hide func()) {
	return show(s, title, dbus.SessionBusPrivateNoAutoStartup) // the bus there is; it starts none
}

func show(s Session, title string, bus dialer) (hide func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		conn, err := bounded(ctx, ctx, bus)
		if err != nil {
			return
		}
		defer conn.Close()
		p := &player{session: s, title: title, conn: conn, asked: make(chan struct{}, 1)}
		p.known = p.at(s.Now(), time.Now()) // before anybody can look: what changes later is told
		if p.export() == nil {
			p.watch(ctx)
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

// player is a session as a media player.
type player struct {
	session Session
	title   string
	conn    *dbus.Conn
	asked   chan struct{} // something was done: look now
	known   known
}

// export puts the player on its bus. A second one there is an instance of its
// own, as the specification names it.
func (p *player) export() error {
	m := playerMethods{p}
	err := p.conn.ExportMethodTable(map[string]any{
		"Next": m.next, "Previous": m.previous, "Pause": m.pause, "PlayPause": m.playPause, "Stop": m.stop, "Play": m.play,
		"Seek": m.seek, "SetPosition": m.setPosition, "OpenUri": m.openURI,
	}, mprisPath, mprisPlayer)
	if err != nil {
		return err
	}
	for _, e := range []struct {
		v     any
		iface string
	}{
		{rootMethods{p}, mprisRoot},
		{propertyMethods{p}, properties},
		{introspect.Introspectable(described), "org.freedesktop.DBus.Introspectable"},
	} {
		if err := p.conn.Export(e.v, mprisPath, e.iface); err != nil {
			return err
		}
	}
	for _, name := range []string{busName, fmt.Sprintf("%s.instance%d", busName, os.Getpid())} {
		reply, err := p.conn.RequestName(name, dbus.NameFlagDoNotQueue)
		if err != nil || reply == dbus.RequestNameReplyPrimaryOwner {
			return err
		}
	}
	return errors.New("no name to be had")
}

// do asks the session for something, and has it looked at.
func (p *player) do(cmd routine.Command) *dbus.Error {
	p.session.Do(cmd)
	select {
	case p.asked <- struct{}{}:
	default:
	}
	return nil
}

type rootMethods struct{ p *player }

func (m rootMethods) Raise() *dbus.Error { return nil }
func (m rootMethods) Quit() *dbus.Error  { return m.p.do(routine.Command{Verb: routine.Stop}) }

type playerMethods struct{ p *player }

func (m playerMethods) next() *dbus.Error     { return m.p.do(routine.Command{Verb: routine.Next}) }
func (m playerMethods) previous() *dbus.Error { return m.p.do(routine.Command{Verb: routine.Again}) }
func (m playerMethods) pause() *dbus.Error    { return m.p.do(routine.Command{Verb: routine.Pause}) }
func (m playerMethods) play() *dbus.Error     { return m.p.do(routine.Command{Verb: routine.GoOn}) }
func (m playerMethods) stop() *dbus.Error     { return m.p.do(routine.Command{Verb: routine.Stop}) }
func (m playerMethods) playPause() *dbus.Error {
	return m.p.do(routine.Command{Verb: routine.Toggle})
}

// seek moves by an offset; beyond the end it is Next.
func (m playerMethods) seek(offset int64) *dbus.Error {
	now := m.p.session.Now()
	to := now.Position + samples(offset)
	if to >= now.Length {
		return m.next()
	}
	return m.p.do(routine.Command{Verb: routine.GoTo, To: max(0, to)})
}

// setPosition moves to a position in the track, at its end to what comes last;
// what is not in it, or of another one, is ignored.
func (m playerMethods) setPosition(track dbus.ObjectPath, position int64) *dbus.Error {
	to, length := samples(position), m.p.session.Now().Length
	if track != mprisTrack || position < 0 || to > length {
		return nil
	}
	return m.p.do(routine.Command{Verb: routine.GoTo, To: min(to, length-1)})
}

// openURI is part of the interface; there is nothing to be opened.
func (m playerMethods) openURI(string) *dbus.Error { return nil }

// samples are those in a number of microseconds, rounded to the nearest. It is
// exact for all there are, for anybody may send any.
func samples(micro int64) routine.Samples {
	s, rest := micro/1e6, micro%1e6
	if rest < 0 {
		s, rest = s-1, rest+1e6
	}
	return routine.Samples(s)*routine.Rate + routine.SamplesIn(time.Duration(rest)*time.Microsecond)
}

// micro is the microseconds that n samples take, rounded down.
func micro(n routine.Samples) int64 { return n.Duration().Microseconds() }
