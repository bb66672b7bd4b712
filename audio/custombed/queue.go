package custombed

import (
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gopxl/beep/v2"
)

const (
	// ahead is how much is read ahead: 3 s that a sound server holds and asks for at
	// once, [Leaving], and a second more.
	ahead   = 6 * time.Second
	portion = 4000 // samples
)

// errLate is the failure of a file that is not read in time.
var errLate = errors.New("it was not read in time")

// block is a portion of a bed, shorter at the end only.
type block struct {
	samples [portion][2]float32
	n       int
}

// queue holds what lies ready between the goroutine that reads and the one that
// listens. The listener is given nothing before [Leaving] more is ready, so a bed
// whose reading fails can always be faded out.
type queue struct {
	src    beep.Streamer
	free   chan *block
	ready  chan *block   // closed behind the last one
	full   chan struct{} // closed when free was empty once, or at the end
	closed chan struct{}
	close  func() // closes closed, once
	live   atomic.Bool
	heard  atomic.Bool // the listener has begun to hear the bed leave
	err    error       // why src ended; set before ready is closed

	// Of the listener.
	have   []*block
	at     int // the next sample, in have[0]
	held   int // samples in have
	given  int // samples so far, silence included
	leaves int // the value of given at which the bed begins to leave; math.MaxInt: not known
	why    error
}

func newQueue(src beep.Streamer) *queue {
	blocks := Rate.N(ahead) / portion
	q := &queue{
		src: src, free: make(chan *block, blocks), ready: make(chan *block, blocks),
		full: make(chan struct{}), closed: make(chan struct{}),
		have: make([]*block, 0, blocks), leaves: math.MaxInt,
	}
	q.close = sync.OnceFunc(func() { close(q.closed) })
	for range blocks {
		q.free <- &block{}
	}
	return q
}

// read reads the stream to its end, or until the queue is closed.
func (q *queue) read() {
	isFull := sync.OnceFunc(func() { close(q.full) })
	samples := make([][2]float64, portion)
	for ok := true; ok; {
		if len(q.free) == 0 {
			isFull()
		}
		var b *block
		select {
		case b = <-q.free:
		case <-q.closed:
			return
		}
		b.n, _ = q.src.Stream(samples)
		for i, v := range samples[:b.n] {
			b.samples[i] = [2]float32{float32(v[0]), float32(v[1])}
		}
		ok = b.n == portion
		if !ok {
			q.err = q.src.Err()
		}
		q.ready <- b
	}
	close(q.ready)
	isFull()
}

// goLive waits until the queue is full, but no longer than within. From then on fill
// never waits.
func (q *queue) goLive(within time.Duration) {
	select {
	case <-q.full:
	case <-time.After(within):
	}
	q.live.Store(true)
}

// fill implements [Bed.Fill]. What it waits for does not depend on the size of the
// buffers.
func (q *queue) fill(samples [][2]float64) (leaves int) {
	begin := q.given
	for rest := samples; len(rest) > 0; {
		part := rest[:min(len(rest), portion)]
		rest = rest[len(part):]
		q.await(len(part) + Rate.N(Leaving))
		clear(part[q.give(part):])
		q.given += len(part)
	}
	if q.given > q.leaves {
		q.heard.Store(true)
	}
	return min(len(samples), q.leaves-begin)
}

// await receives blocks until n samples are held or the end is known.
func (q *queue) await(n int) {
	select {
	case <-q.closed:
		q.have, q.held = nil, 0
		if q.leaves == math.MaxInt {
			q.end(nil)
		}
	default:
	}
	for q.leaves == math.MaxInt && q.held < n {
		var b *block
		isOpen := true
		if q.live.Load() {
			select {
			case b, isOpen = <-q.ready:
			default:
				q.end(errLate)
				return
			}
		} else {
			select {
			case b, isOpen = <-q.ready:
			case <-q.closed:
				return
			}
		}
		if !isOpen {
			q.end(q.err)
			return
		}
		q.have = append(q.have, b)
		q.held += b.n
	}
}

// end notes that nothing follows what is held, and why.
func (q *queue) end(why error) { q.leaves, q.why = q.given+q.held-Rate.N(Leaving), why }

// give moves what is held into samples and returns how many it had.
func (q *queue) give(samples [][2]float64) (n int) {
	for n < len(samples) && len(q.have) > 0 {
		b := q.have[0]
		next := b.samples[q.at:min(b.n, q.at+len(samples)-n)]
		for i, v := range next {
			samples[n+i] = [2]float64{float64(v[0]), float64(v[1])}
		}
		n, q.at = n+len(next), q.at+len(next)
		if q.at == b.n {
			q.have, q.at = q.have[:copy(q.have, q.have[1:])], 0
			q.free <- b
		}
	}
	q.held -= n
	return n
}

// failed returns why the bed leaves, once that is heard.
func (q *queue) failed() error {
	if !q.heard.Load() {
		return nil
	}
	return q.why
}
