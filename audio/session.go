// Package audio is samples: recordings in, one stream of a whole session, and
// files out. Its sub-packages measure, master and play.
package audio

import (
	"fmt"
	"time"

	"github.com/gopxl/beep/v2"

	"uncramp/routine"
)

// Rate is the rate of every stream and every recording.
const Rate beep.SampleRate = routine.Rate

// cutEdge is how long a recording that is cut off fades, unless the plan says otherwise.
const cutEdge = 10 * time.Millisecond

// Session streams a plan: each recording from its planned sample on, what is
// under the voice ducked, over a floor of noise that is never digital silence. It
// is a [beep.StreamSeeker] whose length is the plan's. The same plan gives the
// same samples on every run, whatever buffers are asked for and wherever it was
// sought from.
//
// It belongs to one goroutine.
type Session struct {
	plan     *routine.Plan
	bank     *Bank
	clips    []*clip    // by event
	at       int        // of the next sample
	next     int        // the first event that has not begun
	sounding []sounding // in the order of the plan, so that sums are alike
	levels   Levels
	own      *backdrop
	duck     duck
	bed      routine.Ramps
	volume   routine.Ramps
	err      error

	// Of the piece that is being mixed.
	down, alone [piece]float64    // the duck, and that of one chime
	under       [piece][2]float64 // one event
}

// piece is how many samples are mixed at once.
const piece = 512

// NewSession returns a stream of the plan at these levels, with the recordings of
// a bank that was made for it.
func NewSession(p *routine.Plan, b *Bank, l Levels) *Session {
	s := &Session{plan: p, bank: b, levels: l, sounding: make([]sounding, 0, len(p.Events))}
	s.err = s.look(p)
	return s
}

// look reads a plan.
func (s *Session) look(p *routine.Plan) error {
	clips, err := s.bank.find(p)
	if err != nil {
		return err
	}
	s.clips = clips
	s.plan, s.duck, s.bed, s.volume = p, duck{words: p.Speech()}, p.BedLevel(), p.Volume()
	return nil
}

// Follow streams another plan from the next sample on. It is to agree with the
// one before up to there: a session under way is edited so. An error means a
// recording that the bank does not know, and that the session goes on as it was.
func (s *Session) Follow(p *routine.Plan) error {
	if err := s.look(p); err != nil {
		return err
	}
	return s.Seek(min(s.at, s.Len()))
}

// SetBed puts a listener's own bed in the place of the one that breathes, before
// the first sample is streamed. Where a session is sought, such a bed goes on
// as if it was not, unless that is to what was streamed in the last five seconds,
// which is the same again.
func (s *Session) SetBed(b Backdrop) { s.own = &backdrop{own: b} }

// Len is the length of the session in samples.
func (s *Session) Len() int { return int(s.plan.Length) }

// Position is the offset of the sample that is streamed next.
func (s *Session) Position() int { return s.at }

// Err is why the stream ended before its end: a recording that could not be
// decoded, although it was whole.
func (s *Session) Err() error { return s.err }

// Seek goes to an offset from 0 to Len. What sounds there goes on from its
// middle.
func (s *Session) Seek(at int) error {
	if at < 0 || at > s.Len() {
		return fmt.Errorf("seek to sample %d of %d", at, s.Len())
	}
	s.sounding = make([]sounding, 0, len(s.plan.Events))
	s.at, s.next = at, 0
	for s.next < len(s.plan.Events) && int(s.plan.Events[s.next].At) < at {
		if int(s.plan.Events[s.next].End()) <= at {
			s.next++
		} else if !s.begin() {
			return s.err
		}
	}
	return nil
}

// Missing returns a channel that is closed when a recording is decoded that the
// next n samples need; nil if all are there and [Session.Stream] will not wait.
func (s *Session) Missing(n int) <-chan struct{} {
	s.bank.decode()
	for i := s.next; i < len(s.plan.Events) && int(s.plan.Events[i].At) < s.at+n; i++ {
		if wait := s.bank.missing(s.clips[i]); wait != nil {
			return wait
		}
	}
	return nil
}

// Stream fills samples, to the end of the session. It allocates nothing.
func (s *Session) Stream(samples [][2]float64) (n int, ok bool) {
	s.bank.decode()
	n = min(len(samples), s.Len()-s.at)
	if n <= 0 || s.err != nil {
		return 0, false
	}
	samples = samples[:n]
	for s.next < len(s.plan.Events) && int(s.plan.Events[s.next].At) < s.at+n {
		if !s.begin() {
			return 0, false
		}
	}
	for from := 0; from < n; from += piece {
		s.mix(samples[from:min(from+piece, n)], s.at+from)
	}
	playing := s.sounding[:0]
	for _, e := range s.sounding {
		if e.end > s.at+n {
			playing = append(playing, e)
		}
	}
	s.sounding = playing
	s.at += n
	return n, true
}

// begin starts the next event; false where its recording cannot be had.
func (s *Session) begin() bool {
	c := s.clips[s.next]
	if s.err = s.bank.await(c); s.err != nil {
		return false
	}
	e := s.plan.Events[s.next]
	left, right := pan(e.Pan)
	level := s.levels.gain(e.Bus) * Decibels(e.Gain).gain() / fullScale
	on := sounding{samples: c.samples, at: int(e.At), end: int(e.End()), left: left * level, right: right * level}
	switch {
	case e.Bus == routine.BusBed:
		on.left, on.right = level*fullScale, level*fullScale
		on.ducked = 1 - bedDuck.gain()
		breathing := surf{loop: c.samples, breaths: s.plan.Breaths}
		if on.bed = &breathing; s.own != nil {
			s.own.surf = breathing
			on.bed = s.own
			on.ducked = 1 - ownDuck.gain()
		}
	case e.Bus == routine.BusChime:
		on.under(e, s.duck.words)
	}
	if on.bed == nil && on.end-on.at < len(on.samples) {
		edge := Rate.N(cutEdge)
		if e.Fade > 0 {
			edge = int(e.Fade)
		}
		on.cut.length = min(edge, on.end-on.at)
		on.cut.at = on.end - on.cut.length
	}
	s.sounding = append(s.sounding, on)
	s.next++
	return true
}

// mix fills samples, a piece at most, with the session from an offset on.
func (s *Session) mix(samples [][2]float64, at int) {
	clear(samples)
	s.add(samples, at)
	volume, until := s.volume.At(routine.Samples(at), 1)
	if volume != 1 || until < routine.Samples(at+len(samples)) {
		for i := range samples {
			if at := routine.Samples(at + i); at >= until {
				volume, until = s.volume.At(at, 1)
			}
			samples[i][0] *= volume
			samples[i][1] *= volume
		}
	}
	addDither(samples, at) // it is no sound that has a volume
}

// add adds all that sounds from an offset on.
func (s *Session) add(samples [][2]float64, at int) {
	down, alone := s.down[:len(samples)], s.alone[:len(samples)]
	ducks := s.duck.fill(down, at)
	for i := range s.sounding {
		e := &s.sounding[i]
		from, to := max(e.at, at), min(e.end, at+len(samples))
		if from >= to {
			continue
		}
		out := samples[from-at : to-at]
		down, ducks := down, ducks && e.ducked > 0
		if ducks && at < e.apart {
			down, ducks = alone, e.duck.fill(alone, at)
		}
		if e.bed == nil && e.cut.length == 0 && !ducks {
			for i, v := range e.samples[from-e.at:][:len(out)] {
				out[i][0] += float64(v) * e.left
				out[i][1] += float64(v) * e.right
			}
			continue
		}
		in := s.under[:to-from]
		e.read(in, from, s.bed)
		if ducks {
			for i, d := range down[from-at : to-at] {
				g := 1 - e.ducked*d
				out[i][0] += in[i][0] * g
				out[i][1] += in[i][1] * g
			}
			continue
		}
		for i, v := range in {
			out[i][0] += v[0]
			out[i][1] += v[1]
		}
	}
}
