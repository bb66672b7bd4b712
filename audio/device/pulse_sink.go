package device

import (
	"errors"
	"sync"
	"time"
)

// dummySink is the name of the sink that PulseAudio and PipeWire create when
// there is no other. Nobody hears it.
const dummySink = "auto_null"

var (
	errDummy     = errors.New("the server has no output but a dummy")
	errUnplugged = errors.New("the output is gone")
)

// rescued is how long before a sink is removed a server may move its streams to
// another one because of that.
const rescued = time.Second

// currentSink is the sink that a stream plays to. When a sink is unplugged,
// servers move its streams, to loudspeakers or a dummy, before or after they
// announce the removal. When a listener chooses another sink, the first stays.
type currentSink struct {
	mu            sync.Mutex
	now, previous uint32
	moved         time.Time
}

func (s *currentSink) begin(index uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.previous = index, index
}

func (s *currentSink) move(to uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.previous, s.moved = to, s.now, time.Now()
}

func (s *currentSink) index() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// unplugged reports whether the removal of a sink means that the listener's
// headphones are gone.
func (s *currentSink) unplugged(removed uint32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return removed == s.now || removed == s.previous && time.Since(s.moved) < rescued
}
