package audio

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"uncramp/routine"
)

// DefaultMemory is how many bytes of decoded sound a [Bank] keeps: half a
// minute, ten times what sounds at once, and enough to decode every recording
// of the built-in routine once.
const DefaultMemory = 3 << 20

// Bank decodes the recordings of a plan ahead of need, on goroutines of its
// own, and keeps them as long as its memory allows. When there is too little
// of it, the recording goes whose next use is the farthest away, so that what
// a session repeats is decoded once.
type Bank struct {
	mu      sync.Mutex
	ready   sync.Cond // a clip was decoded, or none will be
	room    sync.Cond // the session moved on
	from    Recording
	clips   []*clip
	known   map[key]*clip
	event   []*clip // by event
	next    int     // the first event that has not been taken
	wanted  int     // the event that take waits for, -1 for none
	memory  int
	used    int
	err     error
	started bool
	closed  bool
	work    sync.WaitGroup
}

// key names a recording.
type key struct {
	bus routine.Bus
	cue string
}

// clip is one recording of a bank.
type clip struct {
	bus     routine.Bus
	name    string
	length  int
	uses    []int // events, ascending
	samples []int16
	busy    bool // being decoded
	holders int  // events that sound from it
}

const sampleBytes = 2

var errClosed = errors.New("the bank is closed")

// Recording returns the MP3 file of an event's cue, or why it cannot be used. It
// is asked once before a session and again whenever the cue is decoded, and
// must not change its mind; it may be called from several goroutines.
type Recording func(bus routine.Bus, cue string) ([]byte, error)

// NewBank reads and checks every recording of the plan, and the answers, cues by
// bus, that a session of it can need as well; decoding begins with the first
// stream, so that nothing stands before the first sound. A recording that is missing,
// damaged or of another length than planned is an error here, before a sound
// is made. Memory is in bytes of decoded sound; what sounds at once is decoded
// even where that is more. The bank must be closed.
func NewBank(p *routine.Plan, from Recording, memory int, answers ...Answer) (*Bank, error) {
	b := &Bank{from: from, memory: memory, wanted: -1, known: map[key]*clip{}}
	b.ready.L, b.room.L = &b.mu, &b.mu
	for _, e := range p.Events {
		if err := b.learn(key{e.Bus, e.Cue}); err != nil {
			return nil, err
		}
	}
	for _, a := range answers {
		if err := b.learn(key{a.Bus, a.Cue}); err != nil {
			return nil, err
		}
	}
	return b, b.follow(p, 0)
}

// Answer is a recording that no plan has at first.
type Answer struct {
	Bus routine.Bus
	Cue string
}

// learn reads and checks a recording, once.
func (b *Bank) learn(k key) error {
	if b.known[k] != nil {
		return nil
	}
	mp3, err := b.from(k.bus, k.cue)
	if err != nil {
		return err
	}
	length, err := MP3Length(mp3)
	if err != nil {
		return fmt.Errorf("recording %s: %w", k.cue, err)
	}
	c := &clip{bus: k.bus, name: k.cue, length: int(length)}
	b.known[k] = c
	b.clips = append(b.clips, c)
	return nil
}

// follow makes ready for the events of a plan from one on.
func (b *Bank) follow(p *routine.Plan, next int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	event := make([]*clip, len(p.Events))
	for i, e := range p.Events {
		c := b.known[key{e.Bus, e.Cue}]
		if c == nil {
			return fmt.Errorf("recording %s: nobody has asked for it before", e.Cue)
		}
		if e.Bus != routine.BusBed && int(e.Length) > c.length { // a bed is a loop
			return fmt.Errorf("recording %s: %d samples long, planned with %d", e.Cue, c.length, e.Length)
		}
		event[i] = c
	}
	for _, c := range b.clips {
		c.uses = nil
	}
	for i, c := range event {
		c.uses = append(c.uses, i)
	}
	b.event, b.next = event, next
	b.room.Broadcast()
	return nil
}

// start begins to decode, once.
func (b *Bank) start() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.started || b.closed {
		return
	}
	b.started = true
	for range runtime.GOMAXPROCS(0) {
		b.work.Go(b.decode)
	}
}

// take returns an event's recording, whose samples stay until it is dropped. It waits where decoding is behind, which in playing it is not:
// the run-in is enough to decode all that fits in memory. Events are taken in order.
func (b *Bank) take(event int) (*clip, error) {
	b.start()
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.event[event]
	c.holders++
	b.next = event
	for c.samples == nil && b.err == nil && !b.closed {
		b.wanted = event
		b.room.Broadcast()
		b.ready.Wait()
	}
	b.wanted = -1
	b.next = event + 1
	b.room.Signal()
	if c.samples == nil && b.err == nil {
		return nil, errClosed
	}
	return c, b.err
}

// drop lets go of a recording that was taken.
func (b *Bank) drop(c *clip) {
	b.mu.Lock()
	c.holders--
	b.mu.Unlock()
	b.room.Signal()
}

// seek says that the next event to be taken is another one.
func (b *Bank) seek(event int) {
	b.mu.Lock()
	b.next = event
	b.mu.Unlock()
	b.room.Broadcast()
}

// Close ends the decoding.
func (b *Bank) Close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.room.Broadcast()
	b.ready.Broadcast()
	b.work.Wait()
}

// decode is one goroutine's work: whatever is needed next and not there.
func (b *Bank) decode() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		c := b.choose()
		for c == nil {
			if b.closed || b.err != nil {
				return
			}
			b.room.Wait()
			c = b.choose()
		}
		c.busy = true
		b.used += c.length * sampleBytes
		b.mu.Unlock()
		var samples []int16
		mp3, err := b.from(c.bus, c.name)
		if err == nil {
			samples, err = DecodeMP3(mp3)
		}
		b.mu.Lock()
		c.busy, c.samples = false, samples
		if err != nil && b.err == nil {
			b.err = fmt.Errorf("recording %s: %w", c.name, err)
			b.room.Broadcast()
		}
		b.ready.Broadcast()
	}
}

// choose returns the clip that is needed first and not there, once there is
// room for it; nil while there is nothing to do.
func (b *Bank) choose() *clip {
	if b.closed || b.err != nil {
		return nil
	}
	for event := b.next; event < len(b.event); event++ {
		c := b.event[event]
		if c.samples != nil || c.busy {
			continue
		}
		for b.used+c.length*sampleBytes > b.memory {
			if !b.evict(event) {
				break
			}
		}
		if b.used+c.length*sampleBytes <= b.memory || event == b.wanted {
			return c
		}
		return nil
	}
	return nil
}

// recent is how many events that were taken keep their recordings, but for one
// that is waited for: a session that a listener edits goes back by what a server
// holds, and must not wait for what it had.
const recent = 4

// evict forgets the clip that is needed last, if that is after the event.
func (b *Bank) evict(event int) bool {
	var last *clip
	farthest := event
	for _, c := range b.clips {
		if c.samples == nil || c.holders > 0 {
			continue
		}
		use, held := len(b.event), false
		for _, u := range c.uses {
			if u >= b.next {
				use = u
				break
			}
			held = u >= b.next-recent && event != b.wanted
		}
		if use > farthest && !held {
			farthest, last = use, c
		}
	}
	if last == nil {
		return false
	}
	last.samples = nil
	b.used -= last.length * sampleBytes
	return true
}
