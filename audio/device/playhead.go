package device

import (
	"sync"
	"time"
)

// playhead is the place in a streamer that is being heard. A server reports it
// now and then; in between it moves with the clock, but never past what the
// server has been given, and never back.
type playhead struct {
	mu        sync.Mutex
	delivered int       // samples handed over
	at        int       // the last report
	when      time.Time // of the report
	moving    bool      // whether sound was coming out then
	furthest  int       // the most that position has returned
}

// reset puts the playhead at the start of another streamer.
func (h *playhead) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delivered, h.at, h.moving, h.furthest = 0, 0, false, 0
}

// deliver notes that n samples in all have been handed over.
func (h *playhead) deliver(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delivered = n
}

// report notes that sample at is being heard now. It is below zero while what
// was there before is still being heard.
func (h *playhead) report(at int, moving bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.when, h.moving = at, time.Now(), moving
}

// finish notes that all that was handed over has been heard.
func (h *playhead) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at, h.moving = h.delivered, false
}

// position is the sample that is being heard.
func (h *playhead) position() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.at
	if h.moving {
		at += Rate.N(time.Since(h.when))
	}
	h.furthest = max(h.furthest, min(at, h.delivered))
	return h.furthest
}
