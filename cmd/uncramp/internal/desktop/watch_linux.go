package desktop

import (
	"reflect"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/routine"
)

const (
	// lookEvery is how often the player looks for changes of the session.
	lookEvery = 200 * time.Millisecond
	// jump is how far a client's clock may be off before the client is told.
	jump = 3 * routine.Rate / 10
)

// watch tells clients what changes, until the connection ends.
func (p *player) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.conn.Context().Done():
			return
		case <-tick.C:
		case <-p.look:
		}
		now := p.session.Now()
		changed, jumped := p.update(now, time.Now())
		if len(changed) > 0 {
			if p.exportProperties() != nil {
				return
			}
			p.emit("org.freedesktop.DBus.Properties.PropertiesChanged", mprisPlayer, changed, []string{})
		}
		if jumped {
			p.emit(mprisPlayer+".Seeked", micro(now.Position))
		}
	}
}

func (p *player) emit(name string, args ...any) {
	p.conn.Emit(mprisPath, name, args...) //nolint:errcheck // watch notices a bus that is gone
}

// update takes over a moment of the session. It returns the properties that
// changed, and whether the position left the one that clients extrapolate.
func (p *player) update(m routine.Moment, now time.Time) (changed map[string]dbus.Variant, jumped bool) {
	changed = map[string]dbus.Variant{}
	next := p.values(m)
	for name, v := range next {
		if !reflect.DeepEqual(v, p.told[name]) {
			changed[name] = dbus.MakeVariant(v)
		}
	}
	_, turned := changed["PlaybackStatus"]
	position := p.clock.position(now)
	jumped = max(m.Position-position, position-m.Position) > jump
	if jumped {
		position = m.Position
	}
	if jumped || turned {
		p.clock.set(position, now, next.playing())
	}
	p.told = next
	return changed, jumped
}

// clientClock is the position as a client has it, which moves it on by its own
// clock while it knows the session to be playing.
type clientClock struct {
	at      routine.Samples
	since   time.Time
	playing bool
}

func (c *clientClock) set(at routine.Samples, now time.Time, playing bool) {
	*c = clientClock{at, now, playing}
}

func (c *clientClock) position(now time.Time) routine.Samples {
	if !c.playing {
		return c.at
	}
	return c.at + routine.SamplesIn(now.Sub(c.since))
}
