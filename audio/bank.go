package audio

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"uncramp/routine"
)

// Bank decodes the recordings of a plan, each of them once, on all processors.
// Sessions can share it.
type Bank struct {
	clips  map[key]*clip
	order  []*clip // to be decoded, in this order
	start  sync.Once
	work   sync.WaitGroup
	closed chan struct{}
}

// key names a recording.
type key struct {
	bus routine.Bus
	cue string
}

// clip is one recording of a bank.
type clip struct {
	length int
	decode func() ([]int16, error)
	begun  atomic.Bool

	ready   chan struct{} // closed when samples and err are set
	samples []int16
	err     error
}

var errClosed = errors.New("the bank is closed")

// Recording returns the file of a cue, of a kind that [DecodeClip] decodes, or an error
// if it cannot be used. It is called by several goroutines.
type Recording func(bus routine.Bus, cue string) ([]byte, error)

// Answer is a recording that a session may need although its first plan does not.
type Answer struct {
	Bus routine.Bus
	Cue string
	// Length is the recording's length if that is certain. Then the recording is read
	// when it is decoded, and not before. 0 is not certain.
	Length routine.Samples
}

// NewBank reads and checks every recording of the plan and of the answers, except those
// whose length is certain. A recording that is missing, of another kind, or shorter than planned is an
// error. Decoding begins with the first stream, so that nothing delays the first
// sound. Spoken answers are decoded when a plan has them. The bank must be closed.
func NewBank(p *routine.Plan, from Recording, answers ...Answer) (*Bank, error) {
	b := &Bank{clips: map[key]*clip{}, closed: make(chan struct{})}
	// The chimes come before the words: the longest of them is needed last, and one
	// processor would decode it while the others have nothing to do any more.
	for _, bus := range []routine.Bus{routine.BusBed, routine.BusChime, routine.BusVoice} {
		for _, e := range p.Events {
			if e.Bus == bus {
				if err := b.learn(key{e.Bus, e.Cue}, from, 0, true); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, a := range answers {
		atOnce := a.Bus == routine.BusChime // a key is answered at once
		if err := b.learn(key{a.Bus, a.Cue}, from, a.Length, atOnce); err != nil {
			return nil, err
		}
	}
	_, err := b.find(p)
	return b, err
}

// learn reads and checks a recording that the bank does not have yet, unless its length
// is known, and puts it behind those that are decoded, if it is to be.
func (b *Bank) learn(k key, from Recording, known routine.Samples, decoded bool) error {
	if b.clips[k] != nil {
		return nil
	}
	c := &clip{length: int(known), ready: make(chan struct{})}
	b.clips[k] = c
	if decoded {
		b.order = append(b.order, c)
	}
	if k.bus == routine.BusBed {
		c.decode = func() ([]int16, error) { return SurfLoop(), nil }
		b.work.Go(c.make) // it needs no file, and every session begins with it
		return nil
	}
	decode := func(file []byte, err error) ([]int16, error) {
		var samples []int16
		if err == nil {
			samples, err = DecodeClip(file)
		}
		if err != nil {
			err = fmt.Errorf("recording %s: %w", k.cue, err)
		}
		return samples, err
	}
	if known > 0 {
		c.decode = func() ([]int16, error) { return decode(from(k.bus, k.cue)) }
		return nil
	}
	file, err := from(k.bus, k.cue)
	if err != nil {
		return err
	}
	length, err := ClipLength(file)
	if err != nil {
		return fmt.Errorf("recording %s: %w", k.cue, err)
	}
	c.length = int(length)
	c.decode = func() ([]int16, error) { return decode(file, nil) }
	return nil
}

// find returns the recording of each event of a plan.
func (b *Bank) find(p *routine.Plan) ([]*clip, error) {
	clips := make([]*clip, len(p.Events))
	for i, e := range p.Events {
		c := b.clips[key{e.Bus, e.Cue}]
		switch {
		case c == nil:
			return nil, fmt.Errorf("recording %s: nobody has asked for it before", e.Cue)
		case e.Bus != routine.BusBed && int(e.Length) > c.length: // a bed is a loop
			return nil, fmt.Errorf("recording %s: %d samples long, planned with %d", e.Cue, c.length, e.Length)
		}
		clips[i] = c
	}
	return clips, nil
}

// decode starts the goroutines that decode the recordings in order. Later calls do
// nothing.
func (b *Bank) decode() {
	b.start.Do(func() {
		var next atomic.Int64
		for range runtime.GOMAXPROCS(0) {
			b.work.Go(func() {
				for i := int(next.Add(1)) - 1; i < len(b.order) && !b.isClosed(); i = int(next.Add(1)) - 1 {
					b.order[i].make()
				}
			})
		}
	})
}

// make decodes the clip, unless another goroutine has begun to.
func (c *clip) make() {
	if c.begun.CompareAndSwap(false, true) {
		c.samples, c.err = c.decode()
		c.decode = nil // it holds the file
		close(c.ready)
	}
}

func (c *clip) isReady() bool {
	select {
	case <-c.ready:
		return true
	default:
		return false
	}
}

// missing returns a channel that is closed when the clip is decoded, or nil if it
// already is.
func (b *Bank) missing(c *clip) <-chan struct{} {
	if c.isReady() || b.isClosed() {
		return nil
	}
	if !c.begun.Load() {
		go c.make() // sooner than in its turn
	}
	return c.ready
}

// await waits until a clip is decoded.
func (b *Bank) await(c *clip) error {
	b.decode()
	if wait := b.missing(c); wait != nil {
		select {
		case <-wait:
		case <-b.closed:
		}
	}
	if !c.isReady() {
		return errClosed
	}
	return c.err
}

// Close ends the decoding. It must be called once only.
func (b *Bank) Close() {
	close(b.closed)
	b.work.Wait()
}

func (b *Bank) isClosed() bool {
	select {
	case <-b.closed:
		return true
	default:
		return false
	}
}
