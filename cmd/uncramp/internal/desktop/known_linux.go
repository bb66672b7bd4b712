package desktop

import (
	"context"
	"reflect"
	"time"

	"uncramp/routine"
)

// jump is how far off a place may be from where those who watch take it to be,
// before they are told.
const jump = 3 * routine.Rate / 10

// known is what those who watch know: the values they were told, and a place,
// which moves on by their own clocks while they know the session to be playing.
type known struct {
	values values
	place  routine.Samples
	at     time.Time // when it was that place
}

// at is what there is to be known of a moment.
func (p *player) at(m routine.Moment, now time.Time) known {
	return known{p.playerValues(m), m.Position, now}
}

// reckoned is the place that is taken for the present one.
func (k known) reckoned(now time.Time) routine.Samples {
	if k.values["PlaybackStatus"] != "Playing" {
		return k.place
	}
	return k.place + samples(now.Sub(k.at).Microseconds())
}

// learn is told how it is. It returns the values that are news, and whether the
// place is: it stands still while an answer is spoken, and so is news time and
// again without a jump.
func (k *known) learn(is known) (changed values, moved bool) {
	changed = values{}
	for name, v := range is.values {
		if !reflect.DeepEqual(v, k.values[name]) {
			changed[name] = v
		}
	}
	reckoned := k.reckoned(is.at)
	off := is.place - reckoned
	moved = off < -jump || off > jump
	if moved {
		k.place, k.at = is.place, is.at
	} else if changed["PlaybackStatus"] != nil {
		k.place, k.at = reckoned, is.at // from there on it moves, or stands
	}
	k.values = is.values
	return changed, moved
}

// watch tells the bus what changes, until ctx ends or the bus does.
func (p *player) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.conn.Context().Done():
			return
		case <-tick.C:
		case <-p.asked:
		}
		now := p.session.Now()
		changed, moved := p.known.learn(p.at(now, time.Now()))
		if len(changed) > 0 {
			p.emit(properties+".PropertiesChanged", mprisPlayer, variants(changed), []string{})
		}
		if moved {
			p.emit(mprisPlayer+".Seeked", micro(now.Position))
		}
	}
}

func (p *player) emit(name string, args ...any) {
	p.conn.Emit(mprisPath, name, args...) //nolint:errcheck // a bus that is gone is noticed by watch
}
