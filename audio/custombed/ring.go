package custombed

import (
	"errors"
	"math"
	"sync"
	"time"
)

const (
	// ahead is what is read before it is needed: what a sound server holds, which it
	// asks for at once, 3 s; what a bed leaves with; and a second more.
	ahead   = 6 * time.Second
	portion = 4096 // samples that are written at once
)

// errLate is the failure of a file that is not read in time.
var errLate = errors.New("it was not read in time")

// ring is what lies ready between the goroutine that reads and the one that
// listens. The last [Leaving] of it is not given away before more is there: so
// there is always something to leave with, whenever the reading fails.
type ring struct {
	mu      sync.Mutex
	data    sync.Cond // more was written, or the end is known
	room    sync.Cond // a portion can be written
	samples [][2]float32
	wrote   int // samples so far
	read    int
	end     int   // where the bed is silent for good; math.MaxInt: nowhere
	err     error // why; nil of a closed bed
	isLive  bool
}

func newRing() *ring {
	r := &ring{samples: make([][2]float32, Rate.N(ahead)), end: math.MaxInt}
	r.data.L, r.room.L = &r.mu, &r.mu
	return r
}

// write adds a portion, once there is room for it; false when no more is
// wanted.
func (r *ring) write(samples [][2]float64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.end == math.MaxInt && r.wrote+len(samples)-r.read > len(r.samples) {
		r.room.Wait()
	}
	if r.end != math.MaxInt {
		return false
	}
	for len(samples) > 0 {
		part := r.samples[r.wrote%len(r.samples):]
		part = part[:min(len(part), len(samples))]
		for i, v := range samples[:len(part)] {
			part[i] = [2]float32{float32(v[0]), float32(v[1])}
		}
		samples = samples[len(part):]
		r.wrote += len(part)
	}
	r.data.Broadcast()
	return true
}

// finish says that nothing more comes, and why.
func (r *ring) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finishAt(r.wrote, err)
}

func (r *ring) finishAt(end int, err error) {
	if r.end == math.MaxInt {
		r.end, r.err = end, err
	}
	r.data.Broadcast()
	r.room.Broadcast()
}

// fill is [Bed.Fill]. It waits for the same samples whatever is asked for at
// once, so that the size of the buffers does not show.
func (r *ring) fill(samples [][2]float64) (leaves int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	begin := r.read
	for rest := samples; len(rest) > 0; {
		part := rest[:min(len(rest), portion)]
		rest = rest[len(part):]
		r.fillPart(part)
	}
	return min(len(samples), r.leaves()-begin)
}

func (r *ring) fillPart(samples [][2]float64) {
	for r.end == math.MaxInt && r.wrote-r.read < len(samples)+Rate.N(Leaving) {
		if r.isLive {
			r.finishAt(r.wrote, errLate)
			break
		}
		r.data.Wait()
	}
	n := max(0, min(len(samples), r.end-r.read))
	for rest := samples[:n]; len(rest) > 0; {
		part := r.samples[(r.read+n-len(rest))%len(r.samples):]
		part = part[:min(len(part), len(rest))]
		for i, v := range part {
			rest[i] = [2]float64{float64(v[0]), float64(v[1])}
		}
		rest = rest[len(part):]
	}
	clear(samples[n:])
	r.read += len(samples)
	if len(r.samples)-(r.wrote-r.read) >= portion {
		r.room.Signal()
	}
}

// leaves is where it begins to leave.
func (r *ring) leaves() int {
	if r.end == math.MaxInt {
		return r.end
	}
	return r.end - Rate.N(Leaving)
}

// live waits until the ring is full, or for some time, and never again.
func (r *ring) live(within time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	late := false
	timer := time.AfterFunc(within, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		late = true
		r.data.Broadcast()
	})
	defer timer.Stop()
	for !late && r.end == math.MaxInt && len(r.samples)-(r.wrote-r.read) >= portion {
		r.data.Wait()
	}
	r.isLive = true
}

// failed is why it leaves, once that is heard.
func (r *ring) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read <= r.leaves() {
		return nil
	}
	return r.err
}

// close ends the writing; what was not read is silence.
func (r *ring) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finishAt(r.wrote, nil)
	r.end = min(r.end, r.read)
}
