package live

import (
	"errors"

	"uncramp/routine"
)

// stream is the player as an output streams it.
type stream Player

// Stream streams the session. First it does the pending commands, unless the
// output is about to go back for them. It decodes without the lock, so that keys need
// not wait.
func (s *stream) Stream(samples [][2]float64) (int, bool) {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if !p.recalls {
			p.doPending()
		}
		decode := p.session.Missing(len(samples))
		if decode == nil {
			return p.session.Stream(samples)
		}
		p.mu.Unlock()
		decode()
		p.mu.Lock()
	}
}

// Err returns why the stream ended early.
func (s *stream) Err() error {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.err, p.session.Err())
}

// Rewind goes back to sample n of what the output was given.
func (s *stream) Rewind(n int) {
	p := (*Player)(s)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.recalls = false
	p.seek(p.base + routine.Samples(n))
}
