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
// If there is no bus, or it dies, Show does nothing. It returns at once, and hide
// returns within 2 endWithin.
func Show(s Session) (hide func()) { return show(s, sessionBus()) }

func show(s Session, address string) (hide func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		b, err := connect(ctx, address)
		if err != nil {
			return
		}
		defer b.Close()
		p := newPlayer(s, b.Conn)
		if p.export(ctx) == nil {
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

// export puts the player on its bus. The second player there has a name with its
// process's number in it, as MPRIS wants.
func (p *player) export(ctx context.Context) error {
	if err := p.exportProperties(); err != nil {
		return err
	}
	methods := p.methods()
	if err := p.conn.ExportMethodTable(methods[mprisRoot], mprisPath, mprisRoot); err != nil {
		return err
	}
	if err := p.conn.ExportMethodTable(methods[mprisPlayer], mprisPath, mprisPlayer); err != nil {
		return err
	}
	described := introspect.NewIntrospectable(p.described())
	if err := p.conn.Export(described, mprisPath, "org.freedesktop.DBus.Introspectable"); err != nil {
		return err
	}
	for _, name := range []string{busName, fmt.Sprintf("%s.instance%d", busName, os.Getpid())} {
		reply, err := ask[uint32](ctx, p.conn.BusObject(), "org.freedesktop.DBus.RequestName", name, uint32(dbus.NameFlagDoNotQueue))
		if err != nil || reply == uint32(dbus.RequestNameReplyPrimaryOwner) {
			return err
		}
	}
	return errors.New("both names are taken")
}

// methods returns the methods of each interface by name.
func (p *player) methods() map[string]map[string]any {
	does := func(v routine.Verb) func() *dbus.Error {
		return func() *dbus.Error { return p.do(routine.Command{Verb: v}) }
	}
	return map[string]map[string]any{
		mprisRoot: {"Quit": does(routine.Stop), "Raise": func() *dbus.Error { return nil }},
		mprisPlayer: {
			"Next": does(routine.Next), "Previous": does(routine.Again), "Stop": does(routine.Stop),
			"Pause": does(routine.Pause), "Play": does(routine.GoOn), "PlayPause": does(routine.Toggle),
			"Seek": p.seek, "SetPosition": p.setPosition,
			"OpenUri": func(string) *dbus.Error { return nil },
		},
	}
}

func (p *player) do(c routine.Command) *dbus.Error {
	p.session.Do(c)
	select {
	case p.look <- struct{}{}:
	default:
	}
	return nil
}

// seek moves by an offset. Beyond the end it goes to the next phase.
func (p *player) seek(offset int64) *dbus.Error {
	now := p.session.Now()
	to := now.Position + samples(offset)
	if to >= now.Length {
		return p.do(routine.Command{Verb: routine.Next})
	}
	return p.do(routine.Command{Verb: routine.GoTo, To: max(0, to)})
}

// setPosition moves to a position. It ignores one outside the session, and one
// of another track.
func (p *player) setPosition(track dbus.ObjectPath, position int64) *dbus.Error {
	to, length := samples(position), p.session.Now().Length
	if track != mprisTrack || position < 0 || to > length {
		return nil
	}
	return p.do(routine.Command{Verb: routine.GoTo, To: min(to, length-1)})
}

// samples converts microseconds, rounded to the nearest sample. It does not
// overflow, whatever a client sends.
func samples(micro int64) routine.Samples {
	s, rest := micro/1e6, micro%1e6
	if rest < 0 {
		s, rest = s-1, rest+1e6
	}
	return routine.Samples(s)*routine.Rate + routine.SamplesIn(time.Duration(rest)*time.Microsecond)
}

// micro converts samples to microseconds, rounded down.
func micro(n routine.Samples) int64 { return n.Duration().Microseconds() }
