package device

import (
	"sync"
	"time"
)

// playhead estimates which sample is heard. Between two reports of the server the
// estimate moves with the clock, but not past what was delivered, and never back.
type playhead struct {
	mu        sync.Mutex
	delivered int       // samples handed over
	reported  int       // the sample heard at the last report
	when      time.Time // of the last report
	moving    bool      // whether sound was coming out then
	furthest  int       // the greatest position returned
}

// deliver notes that n samples in all have been handed over.
func (h *playhead) deliver(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delivered = n
}

// standing is how long a report may repeat the one before. PipeWire says of a
// stream that is linked to no sink that it is moving.
const standing = 250 * time.Millisecond

// report notes which sample is heard now. It is negative while older sound is
// heard.
func (h *playhead) report(sample int, moving bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if sample == h.reported && time.Since(h.when) > standing {
		moving = false
	}
	h.reported, h.when, h.moving = sample, time.Now(), moving
}

// finish notes that all that was handed over has been heard.
func (h *playhead) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reported, h.moving = h.delivered, false
}

// position returns the sample that is heard.
func (h *playhead) position() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.reported
	if h.moving {
		at += Rate.N(time.Since(h.when))
	}
	h.furthest = max(h.furthest, min(at, h.delivered))
	return h.furthest
}
