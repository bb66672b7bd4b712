package screen

import "time"

// A keyboard repeats a key that is held down: for the first time after 400 to
// 700 ms on most systems, then every 30 to 90 ms. A finger that presses twice is
// faster, or slower. Once a key repeats, a busy machine or a slow link may deliver
// its repeats further apart.
const (
	repeatFrom  = 400 * time.Millisecond
	repeatUntil = 700 * time.Millisecond
	repeatEvery = 100 * time.Millisecond
	repeatLate  = 250 * time.Millisecond
)

// held tells the presses of a key from the repeats of one that is held down, by
// their times: few terminals tell, and none does for a letter. A keyboard that is
// set to repeat sooner, as the Linux console is, makes two presses of a held key.
type held struct {
	key           string
	counted, last time.Time // the last press, the last event
	repeating     bool
}

// repeats tells whether a key comes because it is held down. It has to be told of
// every key.
func (h *held) repeats(key string, at time.Time) bool {
	since, gap := at.Sub(h.counted), at.Sub(h.last)
	h.last = at
	if key == h.key && (gap < repeatEvery || since >= repeatFrom && since <= repeatUntil || h.repeating && gap < repeatLate) {
		h.repeating = since >= repeatFrom
		return true
	}
	h.key, h.counted, h.repeating = key, at, false
	return false
}
