package custombed

import (
	"errors"
	"fmt"
	"math"
	"time"

	"uncramp/audio"
)

const (
	// ahead is how much is read ahead: 3 s that a sound server holds and asks for at
	// once, [audio.Takeover], and a second more.
	ahead   = 6 * time.Second
	portion = 4000 // samples that are read at once; a divisor of ahead

	unknown = math.MaxInt
)

// errLate is the failure of a file that is not read in time.
var errLate = errors.New("it was not read in time")

// readAhead reads the stream to its end, or until the bed is closed.
func (b *Bed) readAhead() {
	for b.hasRoom() {
		b.readPortion()
	}
}

// hasRoom waits until there is room for a portion. It reports whether one is still
// wanted.
func (b *Bed) hasRoom() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.end == unknown && b.read-b.given > len(b.ring)-portion {
		b.moved.Wait()
	}
	return b.end == unknown
}

// readPortion reads a portion, which is shorter at the end only.
func (b *Bed) readPortion() {
	n, _ := b.src.Stream(b.portion[:])
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != unknown {
		return // too late
	}
	to := b.ring[b.read%len(b.ring):]
	for i, v := range b.portion[:n] {
		to[i] = [2]float32{float32(v[0]), float32(v[1])}
	}
	if b.read += n; n < portion {
		b.end, b.why = b.read, b.src.Err()
	}
	b.moved.Broadcast()
}

// SetLive says whether there is a listener. If there is one, Fill never waits, and a file
// that is not read in time has failed. If there is none, Fill waits as long as it takes,
// so that every rendering is the same.
func (b *Bed) SetLive(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live = on
}

// Fill fills samples, 3 s of them at most, with the next ones of the bed, levelled, and
// allocates nothing. It knows no offsets: if the session seeks, the bed goes on.
//
// If the file cannot be read any further, Fill returns the index in samples at which
// the bed begins to leave: [audio.Takeover] of it follows, to be faded out, and then
// silence.
// The index is negative if the bed began to leave in an earlier call. As long as the
// bed stays, Fill returns len(samples).
func (b *Bed) Fill(samples [][2]float64) (leaves int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	// Nothing is given before as much more is there as is faded out.
	leaving := Rate.N(audio.Takeover)
	for b.end == unknown && b.read-b.given < len(samples)+leaving {
		if b.live {
			b.end, b.why = b.read, errLate
		} else {
			b.moved.Wait()
		}
	}
	n := max(0, min(len(samples), b.end-b.given))
	for i := range samples[:n] {
		v := b.ring[(b.given+i)%len(b.ring)]
		samples[i] = [2]float64{float64(v[0]), float64(v[1])}
	}
	clear(samples[n:])
	leaves = min(len(samples), b.end-leaving-b.given)
	b.given += len(samples)
	b.moved.Broadcast()
	if leaves < len(samples) {
		b.failed = b.why
	}
	return leaves
}

// Failed returns why the bed leaves, with its path. It is nil until Fill has given the
// sample at which the bed begins to leave.
func (b *Bed) Failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", b.path, b.failed)
}
