package screen

import "time"

// A keyboard repeats a key that is held down: for the first time after 250 ms to
// 1 s, as it is set, then every 30 to 90 ms. A finger that presses twice is slower
// than the latter, but may come when the first repeat would. Once a key repeats, a
// busy machine or a slow link may deliver its repeats further apart.
const (
	repeatFrom  = 220 * time.Millisecond
	repeatUntil = 1100 * time.Millisecond
	repeatEvery = 110 * time.Millisecond
	repeatLate  = 250 * time.Millisecond
)

// repeats distinguishes the presses of a key from the repeats of one that is held
// down, by their times. Few terminals report the difference, and those only in a mode
// in which no key writes a letter.
type repeats struct {
	key           string
	pressed, last time.Time // the last press, or what may be one; the last event
	repeating     bool
}

// event is one of a key's events.
type event int

const (
	press  event = iota
	repeat       // of a key that is held down
	unsure       // a press, unless a repeat follows within repeatEvery
)

// event returns whether a key was pressed or repeated at a time. It must be called for
// all events of all keys.
func (r *repeats) event(key string, at time.Time) event {
	same, since, within := key == r.key, at.Sub(r.pressed), repeatEvery
	if r.repeating {
		within = repeatLate
	}
	if same && at.Sub(r.last) < within {
		r.last, r.repeating = at, true
		return repeat
	}
	*r = repeats{key: key, pressed: at, last: at}
	if same && since >= repeatFrom && since <= repeatUntil {
		return unsure
	}
	return press
}
