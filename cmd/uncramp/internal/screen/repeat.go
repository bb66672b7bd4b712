package screen

import "time"

// A keyboard repeats a key that is held down: for the first time after 250 ms to
// 1 s, as it is set, then every 30 to 90 ms. A finger that presses twice is slower
// than the latter, but may come when the first repeat would. Once a key repeats, a
// busy machine or a slow link may deliver its repeats further apart.
const (
	repeatFrom  = 220 * time.Millisecond
	repeatUntil = 1100 * time.Millisecond
	repeatEvery = 100 * time.Millisecond
	repeatLate  = 250 * time.Millisecond

	// unsureFor is how long a first repeat may still be a press: until the next
	// repeat would have come.
	unsureFor = 120 * time.Millisecond
)

// repeats distinguishes the presses of a key from the repeats of one that is held
// down, by their times. Few terminals tell the difference, and none for letters
// unless it is asked to write no letters any more.
type repeats struct {
	key           string
	pressed, last time.Time // the last press, the last event
	repeating     bool
	unsure        time.Time // an event that may be a press or a repeat, or zero
}

// event is what a key's event is.
type event int

const (
	press  event = iota
	repeat       // of a key that is held down
	unsure       // [repeats.settle] will tell
)

// event returns what the event of a key at a time is. It must be told of all
// events of all keys.
func (r *repeats) event(key string, at time.Time) event {
	since, gap := at.Sub(r.pressed), at.Sub(r.last)
	same, pending := key == r.key, !r.unsure.IsZero() && r.unsure.Equal(r.last)
	r.last = at
	switch {
	case same && pending:
		r.unsure, r.repeating = time.Time{}, true
		return repeat
	case same && gap < repeatEvery:
		r.repeating = r.repeating || since >= repeatFrom
		return repeat
	case same && (since >= repeatFrom && since <= repeatUntil || r.repeating && gap < repeatLate):
		r.unsure = at
		return unsure
	}
	r.key, r.pressed, r.repeating = key, at, false
	return press
}

// wait returns how long after at it can be told what an unsure event is; 0 if there
// is none.
func (r *repeats) wait(at time.Time) time.Duration {
	switch {
	case r.unsure.IsZero():
		return 0
	case r.repeating:
		return max(1, r.unsure.Add(repeatLate).Sub(at))
	}
	return max(1, r.unsure.Add(unsureFor).Sub(at))
}

// settle reports whether an unsure event has turned out to be a press by now,
// because no repeat has followed. It reports each one once.
func (r *repeats) settle(now time.Time) bool {
	if r.unsure.IsZero() || r.wait(now) > 1 {
		return false
	}
	if r.last.Equal(r.unsure) { // and no other key has been pressed since
		r.pressed, r.repeating = r.unsure, false
	}
	r.unsure = time.Time{}
	return true
}
