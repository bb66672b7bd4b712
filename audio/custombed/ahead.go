package custombed

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
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

// readAhead reads the stream to its end, or until the bed is closed.
func (b *Bed) readAhead() {
	isFull := sync.OnceFunc(func() { close(b.full) })
	defer isFull()
	samples := make([][2]float64, portion)
	for b.hasRoom(isFull) {
		n, _ := b.src.Stream(samples)
		b.keep(samples[:n])
	}
}

// hasRoom waits until a portion can be read. It returns false if none is wanted any
// more.
func (b *Bed) hasRoom(isFull func()) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.end == unknown && b.read-b.given > len(b.ring)-portion {
		isFull()
		b.moved.Wait()
	}
	return b.end == unknown
}

// keep keeps a portion, which is shorter at the end only.
func (b *Bed) keep(samples [][2]float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != unknown {
		return // too late
	}
	to := b.ring[b.read%len(b.ring):]
	for i, v := range samples {
		to[i] = [2]float32{float32(v[0]), float32(v[1])}
	}
	if b.read += len(samples); len(samples) < portion {
		b.end, b.why = b.read, b.src.Err()
	}
	b.moved.Broadcast()
}

// Live prepares the bed for a listener. From then on Fill never waits, and a file that
// is not read in time has failed; 4 s can be asked for at once. Without Live, Fill
// waits as long as it takes, so that every rendering is the same. Live returns when
// 6 s are ready, or after a second.
func (b *Bed) Live() {
	select {
	case <-b.full:
	case <-time.After(time.Second):
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live = true
}

// Fill fills samples with the next ones of the bed, levelled, and allocates nothing.
// It knows no offsets: if the session seeks, the bed goes on.
//
// If the file cannot be read any further, Fill returns the index in samples at which
// the bed begins to leave: [Leaving] of it follow, to be faded out, and then silence.
// The index is negative if the bed began to leave in an earlier call. As long as the
// bed stays, Fill returns len(samples). What Fill waits for and returns does not depend
// on the size of the buffers.
func (b *Bed) Fill(samples [][2]float64) (leaves int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	begin, leaving := b.given, Rate.N(Leaving)
	for rest := samples; len(rest) > 0; {
		part := rest[:min(len(rest), portion)]
		rest = rest[len(part):]
		// Nothing is given before Leaving more is there, to be faded out.
		for b.end == unknown && b.read-b.given < len(part)+leaving {
			if b.live {
				b.end, b.why = b.read, errLate
			} else {
				b.moved.Wait()
			}
		}
		n := max(0, min(len(part), b.end-b.given))
		at := b.given % len(b.ring)
		for i := range part[:n] {
			v := b.ring[at]
			part[i] = [2]float64{float64(v[0]), float64(v[1])}
			if at++; at == len(b.ring) {
				at = 0
			}
		}
		clear(part[n:])
		b.given += len(part)
		b.moved.Broadcast()
	}
	if b.given > b.end-leaving {
		b.failed = b.why
	}
	return min(len(samples), b.end-leaving-begin)
}

// Failed returns why the bed leaves, with its path. It is nil until the listener has
// come to where the bed begins to leave.
func (b *Bed) Failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", b.path, b.failed)
}
