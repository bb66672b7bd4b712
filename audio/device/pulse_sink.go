package device

import (
	"errors"
	"sync"
	"time"
)

// dummySink is what a server plays to where it has no output at all: the
// name that module-always-sink gives it, in PulseAudio and in PipeWire. To
// play there is to be heard by nobody.
const dummySink = "auto_null"

var (
	errDummy     = errors.New("the server has no output but a dummy")
	errUnplugged = errors.New("the output is gone")
)

// rescued is how soon before its sink goes a stream is moved to another one, if
// it is because of that.
const rescued = time.Second

// pulseSink is the sink that a stream plays to. Where one is unplugged, servers
// move its streams to what is left, loudspeakers or a dummy, before they tell
// of it or after; where a listener chooses another one, the first is still
// there.
type pulseSink struct {
	mu      sync.Mutex
	is, was uint32
	moved   time.Time // from the one to the other
}

// begin is told of the first one.
func (s *pulseSink) begin(index uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.is, s.was = index, index
}

// move is told of each other one.
func (s *pulseSink) move(to uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.is, s.was, s.moved = to, s.is, time.Now()
}

// lost is told of any sink that goes, and tells whether that takes the sound
// away from who listens.
func (s *pulseSink) lost(index uint32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return index == s.is || index == s.was && time.Since(s.moved) < rescued
}
