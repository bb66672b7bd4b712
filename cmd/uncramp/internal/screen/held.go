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

	// tellIn is how long it takes to tell: until the next repeat would have come.
	tellIn = 120 * time.Millisecond
	// tellAgain is when it is tried again while something is yet to be read.
	tellAgain = 20 * time.Millisecond
)

// held tells the presses of a key from the repeats of one that is held down, by
// their times: few terminals tell, and for a letter none does that is not asked to
// write no letters any more, which a shell would have to live with if this program
// is killed.
type held struct {
	key           string
	counted, last time.Time // the last press, the last event
	repeating     bool
	unsure        time.Time // an event that is yet to be told, or zero
}

// What an event of a key is.
type event int

const (
	press event = iota
	repeat
	unsure // it can be told later
)

// event tells what comes at a time. It has to be told of every key.
func (h *held) event(key string, at time.Time) event {
	since, gap := at.Sub(h.counted), at.Sub(h.last)
	same, pending := key == h.key, h.unsure.Equal(h.last)
	h.last = at
	switch {
	case same && pending:
		h.unsure, h.repeating = time.Time{}, true
		return repeat
	case same && gap < repeatEvery:
		h.repeating = h.repeating || since >= repeatFrom
		return repeat
	case same && (since >= repeatFrom && since <= repeatUntil || h.repeating && gap < repeatLate):
		h.unsure = at
		return unsure
	}
	h.key, h.counted, h.repeating = key, at, false
	return press
}

// tellIn is how long after an event that is unsure it can be told.
func (h *held) tellIn() time.Duration {
	if h.repeating {
		return repeatLate
	}
	return tellIn
}

// pressed tells whether what was unsure at a time is a press: no repeat has
// followed it.
func (h *held) pressed(at time.Time) bool {
	if !h.unsure.Equal(at) {
		return false
	}
	h.unsure = time.Time{}
	if h.last.Equal(at) { // and no other key, either
		h.counted, h.repeating = at, false
	}
	return true
}
