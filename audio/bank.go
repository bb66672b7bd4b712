package audio

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"uncramp/routine"
)

// Bank holds the recordings of plans, and decodes each of them once, on all processors.
// Sessions can share it.
type Bank struct {
	from   Recording
	work   sync.WaitGroup
	closed atomic.Bool
	start  sync.Once
	order  []*clip // to be decoded before they are needed

	mu    sync.Mutex
	clips map[key]*clip
}

// Recording returns the file of a cue, of a kind that [DecodeClip] decodes, and at least
// as long as it is planned. An error says that it cannot be used.
type Recording func(bus routine.Bus, cue string) ([]byte, error)

// key names a recording.
type key struct {
	bus routine.Bus
	cue string
}

// clip is one recording of a bank.
type clip struct {
	decode  func() ([]int16, error) // nil once it is done
	once    sync.Once
	done    atomic.Bool
	samples []int16
	err     error
}

// NewBank returns a bank with the recordings of a plan. One that is missing is an error.
// Decoding begins with the first stream, so that nothing delays the first sound. The bank
// must be closed.
func NewBank(p *routine.Plan, from Recording) (*Bank, error) {
	b := &Bank{from: from, clips: map[key]*clip{}}
	clips, err := b.find(p)
	// The chimes come before the words: the longest of them is needed last, and one
	// processor would decode it while the others have nothing to do any more.
	for _, bus := range []routine.Bus{routine.BusChime, routine.BusVoice} {
		for i, c := range clips {
			if p.Events[i].Bus == bus {
				b.order = append(b.order, c)
			}
		}
	}
	return b, err
}

// find returns the recording of each event of a plan. It reads those that the bank does
// not have yet.
func (b *Bank) find(p *routine.Plan) ([]*clip, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	clips := make([]*clip, len(p.Events))
	for i, e := range p.Events {
		k := key{e.Bus, e.Cue}
		if b.clips[k] == nil {
			c, err := b.read(k)
			if err != nil {
				return nil, err
			}
			b.clips[k] = c
		}
		clips[i] = b.clips[k]
	}
	return clips, nil
}

func (b *Bank) read(k key) (*clip, error) {
	if k.bus == routine.BusBed {
		c := &clip{decode: func() ([]int16, error) { return SurfLoop(), nil }}
		b.work.Go(c.make) // it needs no file, and every session begins with it
		return c, nil
	}
	file, err := b.from(k.bus, k.cue)
	if err != nil {
		return nil, err
	}
	return &clip{decode: func() ([]int16, error) {
		samples, err := DecodeClip(file)
		if err != nil {
			err = fmt.Errorf("recording %s: %w", k.cue, err)
		}
		return samples, err
	}}, nil
}

// make decodes the clip, unless it is decoded, or waits for the goroutine that does.
func (c *clip) make() {
	c.once.Do(func() {
		c.samples, c.err = c.decode()
		c.decode = nil // it holds the file
		c.done.Store(true)
	})
}

// decode starts the goroutines that decode the first plan's recordings in order. Later
// calls do nothing.
func (b *Bank) decode() {
	b.start.Do(func() {
		var next atomic.Int64
		for range runtime.GOMAXPROCS(0) {
			b.work.Go(func() {
				for i := int(next.Add(1)) - 1; i < len(b.order) && !b.closed.Load(); i = int(next.Add(1)) - 1 {
					b.order[i].make()
				}
			})
		}
	})
}

// Close ends the decoding.
func (b *Bank) Close() {
	b.closed.Store(true)
	b.work.Wait()
}
