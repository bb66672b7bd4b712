// Package audio turns recordings into sound: one stream of a whole session, and
// files of it. [NewBank] opens the recordings of a plan and [NewSession] streams
// it. The packages below measure, level and play.
package audio

import (
	"fmt"
	"slices"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/routine"
)

// Rate is the sample rate of every stream and every recording.
const Rate beep.SampleRate = routine.Rate

// Session streams a plan: each recording from its planned sample on, the bed and
// the chimes ducked under words, over noise that is never digital silence. It is
// a [beep.StreamSeeker] as long as the plan. The same plan gives the same samples
// on every run, for any size of buffers and from any offset that it is sought to.
// Seek leaves a custom bed running, unless it goes back by less than 5 s: then the same
// samples follow again.
//
// A Session belongs to one goroutine.
type Session struct {
	plan     *routine.Plan
	bank     *Bank
	clips    []*clip    // by event
	position int        // of the next sample
	next     int        // the first event that has not begun
	sounding []sounding // in the order of the plan, so that sums are alike
	levels   Levels
	custom   *rewindableBed
	words    []utterance
	ducks    []envelope // of the words
	beds     []envelope
	swells   []envelope // of the breaths
	volume   fades
	one      [piece][2]float64 // one event
	err      error
}

// piece is how many samples are mixed at once.
const piece = 512

// NewSession returns the stream of a plan at these levels, with the recordings of
// a bank that was made for it.
func NewSession(p *routine.Plan, b *Bank, l Levels) *Session {
	s := &Session{plan: p, bank: b, levels: l, sounding: make([]sounding, 0, len(p.Events))}
	s.err = s.use(p)
	return s
}

func (s *Session) use(p *routine.Plan) error {
	clips, err := s.bank.find(p)
	if err != nil {
		return err
	}
	s.plan, s.clips, s.volume, s.words = p, clips, volume(p.Volume), utterances(s.words, p)
	s.ducks, s.beds, s.swells = ducks(s.words), beds(p), swells(p)
	return nil
}

// Follow streams another plan from the next sample on: the one that an edit has
// made of the plan before. An error means a recording that cannot be used; then the
// session goes on as it was.
func (s *Session) Follow(p *routine.Plan) error {
	if err := s.use(p); err != nil {
		return err
	}
	return s.Seek(min(s.position, s.Len()))
}

// SetBed puts a custom bed in the place of the one that breathes. It is called
// before the first sample is streamed.
func (s *Session) SetBed(b CustomBed) { s.custom = &rewindableBed{bed: b} }

// Len returns the length of the session in samples.
func (s *Session) Len() int { return int(s.plan.Length) }

// Position returns the offset of the sample that is streamed next.
func (s *Session) Position() int { return s.position }

// Err returns why the stream ended before its end: a recording that could not be
// decoded.
func (s *Session) Err() error { return s.err }

// Seek goes to an offset from 0 to Len. What sounds there goes on from its
// middle.
func (s *Session) Seek(position int) error {
	if position < 0 || position > s.Len() {
		return fmt.Errorf("seek to sample %d of %d", position, s.Len())
	}
	s.sounding = make([]sounding, 0, max(cap(s.sounding), len(s.plan.Events)))
	s.position, s.next = position, 0
	for s.next < len(s.plan.Events) && int(s.plan.Events[s.next].At) < position {
		if int(soundsUntil(s.plan.Events[s.next])) <= position {
			s.next++
		} else if !s.begin() {
			return s.err
		}
	}
	return nil
}

// Missing returns a function that decodes a recording that the next n samples need, or
// nil if all of them are decoded: then [Session.Stream] will not wait.
func (s *Session) Missing(n int) (decode func()) {
	s.bank.decode()
	for i := s.next; i < len(s.plan.Events) && int(s.plan.Events[i].At) < s.position+n; i++ {
		if c := s.clips[i]; !c.done.Load() {
			return c.make
		}
	}
	return nil
}

// Stream fills samples, to the end of the session. It allocates nothing.
func (s *Session) Stream(samples [][2]float64) (n int, ok bool) {
	s.bank.decode()
	n = min(len(samples), s.Len()-s.position)
	if n <= 0 || s.err != nil {
		return 0, false
	}
	samples = samples[:n]
	for s.next < len(s.plan.Events) && int(s.plan.Events[s.next].At) < s.position+n {
		if !s.begin() {
			return 0, false
		}
	}
	for from := 0; from < n; from += piece {
		s.mix(samples[from:min(from+piece, n)], s.position+from)
	}
	s.position += n
	still := s.sounding[:0]
	for _, e := range s.sounding {
		if e.end > s.position {
			still = append(still, e)
		}
	}
	s.sounding = still
	return n, true
}

// sounding is an event that is being heard.
type sounding struct {
	samples     []int16
	bed         bed // sounds instead of samples if the event is a bed
	at, end     int
	left, right float64   // gain per step of 16 bit, or for a bed the gain
	level       envelopes // of a bed
	duck        envelopes // by the words that it makes room for
	ducked      float64   // the share of the gain that is taken away while they are spoken
	cut         fade      // if it ends before its recording
}

// begin starts the next event. It returns false if its recording cannot be had.
func (s *Session) begin() bool {
	c := s.clips[s.next]
	c.make()
	if s.err = c.err; s.err != nil {
		return false
	}
	e := s.plan.Events[s.next]
	s.next++
	left, right := pan(e.Pan)
	gain := s.levels.gain(e.Bus) * Decibels(e.Gain).gain()
	on := sounding{
		samples: c.samples, at: int(e.At), end: int(soundsUntil(e)),
		left: left * gain / fullScale, right: right * gain / fullScale, cut: fade{from: 1, to: 1},
	}
	if e.Bus == routine.BusBed {
		if i := slices.IndexFunc(s.sounding, func(e sounding) bool { return e.bed != nil }); i >= 0 {
			s.sounding[i].end = max(s.sounding[i].end, on.end)
			return true
		}
		s.beginBed(&on, gain)
	} else {
		s.beginClip(&on, e)
	}
	s.sounding = append(s.sounding, on)
	return true
}

func (s *Session) beginBed(on *sounding, gain float64) {
	on.left, on.right = gain, gain
	on.level.all, on.duck.all, on.ducked = s.beds, s.ducks, 1-bedDuck.gain()
	breathing := surf{loop: on.samples, swell: envelopes{all: s.swells}}
	if on.bed = &breathing; s.custom != nil {
		s.custom.surf = breathing
		on.bed, on.ducked = s.custom, 1-customDuck.gain()
	}
}

// cutEdge is how long a recording fades that the plan ends before its end, and keyFade
// how long one fades that a key cuts off, from the cut on.
const (
	cutEdge = 10 * time.Millisecond
	keyFade = 50 * time.Millisecond
)

func (s *Session) beginClip(on *sounding, e routine.Event) {
	if words := under(e, s.words); e.Bus == routine.BusChime && len(words) > 0 {
		on.duck.all, on.ducked = s.ducks[len(s.words)-len(words):], 1-duckOf(e).gain()
	}
	on.end = min(on.end, on.at+len(on.samples))
	if length := on.end - on.at; length < len(on.samples) {
		edge := samples(cutEdge)
		if e.Cut {
			edge = samples(keyFade)
		}
		edge = min(edge, routine.Samples(length))
		on.cut = fade{routine.Samples(on.end) - edge, edge, 1, 0}
	}
}

// soundsUntil returns the offset at which an event is over, with its fade if a
// key cut it off.
func soundsUntil(e routine.Event) routine.Samples {
	if e.Cut {
		return e.End() + samples(keyFade)
	}
	return e.End()
}

// mix fills samples, a piece at most, with the session from an offset on.
func (s *Session) mix(samples [][2]float64, at int) {
	clear(samples)
	for i := range s.sounding {
		e := &s.sounding[i]
		from, to := max(e.at, at), min(e.end, at+len(samples))
		if from >= to {
			continue
		}
		one, out := s.one[:to-from], samples[from-at:to-at]
		e.read(one, from)
		for i, v := range one {
			out[i][0] += v[0]
			out[i][1] += v[1]
		}
	}
	moving(s.volume.at).apply(samples, at)
	addDither(samples, at) // it has no volume
}

// read fills samples with the event from an offset within it.
func (e *sounding) read(samples [][2]float64, from int) {
	if e.bed != nil {
		e.bed.fill(samples, from)
		moving(e.bedGain).apply(samples, from)
	} else {
		for i, v := range e.samples[from-e.at:][:len(samples)] {
			samples[i] = [2]float64{float64(v) * e.left, float64(v) * e.right}
		}
		moving(e.cut.at).apply(samples, from)
	}
	moving(e.roomGain).apply(samples, from)
}

// bedGain is the [moving] gain of a bed.
func (e *sounding) bedGain(at routine.Samples) (gain float64, until routine.Samples) {
	level, until := e.level.at(at)
	return e.left * level, until
}

// roomGain is the [moving] gain of an event that makes room for words.
func (e *sounding) roomGain(at routine.Samples) (gain float64, until routine.Samples) {
	down, until := e.duck.at(at)
	return 1 - float64(e.ducked*down), until
}
