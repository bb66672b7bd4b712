package custombed

import (
	"errors"
	"math"
	"sync"
	"time"

	"github.com/gopxl/beep/v2"
)

const (
	// ahead is how much is read ahead: 3 s that a sound server holds and asks for at
	// once, [Leaving], and a second more.
	ahead   = 6 * time.Second
	portion = 4000 // samples that are read at once; a divisor of ahead

	unknown = math.MaxInt
)

// errLate is the failure of a file that is not read in time.
var errLate = errors.New("it was not read in time")

// queue holds what the goroutine that reads has read ahead of the listener. The
// listener is given nothing before [Leaving] more of it is there, so a bed whose
// reading fails can always be faded out.
type queue struct {
	src  beep.Streamer
	full chan struct{} // closed when the queue was full once, or the reading has ended

	mu     sync.Mutex
	moved  *sync.Cond // samples were read or given, or the end became known
	ring   [][2]float32
	read   int // samples so far
	given  int // samples so far, silence included
	end    int // the value of given from which on there is silence, or unknown
	why    error
	failed error // why, once the listener has begun to hear the bed leave
	live   bool  // fill never waits
}

func newQueue(src beep.Streamer) *queue {
	q := &queue{src: src, full: make(chan struct{}), ring: make([][2]float32, Rate.N(ahead)), end: unknown}
	q.moved = sync.NewCond(&q.mu)
	return q
}

// readAhead reads the stream to its end, or until the queue is closed.
func (q *queue) readAhead() {
	isFull := sync.OnceFunc(func() { close(q.full) })
	defer isFull()
	samples := make([][2]float64, portion)
	for q.hasRoom(isFull) {
		n, _ := q.src.Stream(samples)
		q.take(samples[:n])
	}
}

// hasRoom waits until a portion can be read. It returns false if none is wanted any
// more.
func (q *queue) hasRoom(isFull func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.end == unknown && q.read-q.given > len(q.ring)-portion {
		isFull()
		q.moved.Wait()
	}
	return q.end == unknown
}

// take keeps a portion, which is shorter at the end only.
func (q *queue) take(samples [][2]float64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.end != unknown {
		return // too late
	}
	to := q.ring[q.read%len(q.ring):]
	for i, v := range samples {
		to[i] = [2]float32{float32(v[0]), float32(v[1])}
	}
	if q.read += len(samples); len(samples) < portion {
		q.end, q.why = q.read, q.src.Err()
	}
	q.moved.Broadcast()
}

// goLive waits until the queue is full, but no longer than within. From then on fill
// never waits.
func (q *queue) goLive(within time.Duration) {
	select {
	case <-q.full:
	case <-time.After(within):
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.live = true
}

// fill implements [Bed.Fill]. What it waits for does not depend on the size of the
// buffers.
func (q *queue) fill(samples [][2]float64) (leaves int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	begin, leaving := q.given, Rate.N(Leaving)
	for rest := samples; len(rest) > 0; {
		part := rest[:min(len(rest), portion)]
		rest = rest[len(part):]
		for q.end == unknown && q.read-q.given < len(part)+leaving {
			if q.live {
				q.end, q.why = q.read, errLate
			} else {
				q.moved.Wait()
			}
		}
		n := max(0, min(len(part), q.end-q.given))
		at := q.given % len(q.ring)
		for i := range part[:n] {
			v := q.ring[at]
			part[i] = [2]float64{float64(v[0]), float64(v[1])}
			if at++; at == len(q.ring) {
				at = 0
			}
		}
		clear(part[n:])
		q.given += len(part)
		q.moved.Broadcast()
	}
	if q.given > q.end-leaving {
		q.failed = q.why
	}
	return min(len(samples), q.end-leaving-begin)
}

// failure returns why the bed leaves, once that is heard.
func (q *queue) failure() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.failed
}

// close ends the reading. From then on fill gives silence.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.end = min(q.end, q.given)
	q.moved.Broadcast()
}
