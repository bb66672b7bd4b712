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
	duck     duck
	volume   fades
	beds     []routine.Event
	err      error

	// Buffers for a piece.
	down  [piece]float64    // the duck
	alone [piece]float64    // the duck of one chime
	one   [piece][2]float64 // one event
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
	s.clips = clips
	s.plan, s.volume, s.beds = p, volume(p.Volume), beds(p)
	s.duck = duck{words: utterances(s.duck.words, p)}
	return nil
}

func beds(p *routine.Plan) (all []routine.Event) {
	for _, e := range p.Events {
		if e.Bus == routine.BusBed {
			all = append(all, e)
		}
	}
	return all
}

// Follow streams another plan from the next sample on: the one that an edit has
// made of the plan before. An error means a recording that the bank does not
// know; then the session goes on as it was.
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

// Missing returns a channel that is closed when a recording that the next n samples need
// has been decoded, or nil if all of them are: then [Session.Stream] will not wait.
func (s *Session) Missing(n int) <-chan struct{} {
	s.bank.decode()
	for i := s.next; i < len(s.plan.Events) && int(s.plan.Events[i].At) < s.position+n; i++ {
		if wait := s.bank.missing(s.clips[i]); wait != nil {
			return wait
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

// cutEdge is how long a recording fades that the plan ends before its end.
const cutEdge = 10 * time.Millisecond

// begin starts the next event. It returns false if its recording cannot be had.
func (s *Session) begin() bool {
	c := s.clips[s.next]
	if s.err = s.bank.await(c); s.err != nil {
		return false
	}
	e := s.plan.Events[s.next]
	s.next++
	left, right := pan(e.Pan)
	gain := s.levels.gain(e.Bus) * Decibels(e.Gain).gain()
	on := sounding{samples: c.samples, at: int(e.At), end: int(soundsUntil(e)), left: left * gain / fullScale, right: right * gain / fullScale}
	switch e.Bus {
	case routine.BusBed:
		if i := slices.IndexFunc(s.sounding, func(e sounding) bool { return e.bed != nil }); i >= 0 {
			s.sounding[i].end = max(s.sounding[i].end, on.end)
			return true
		}
		on.left, on.right = gain, gain
		on.ducked = 1 - bedDuck.gain()
		breathing := surf{loop: c.samples, breaths: s.plan.Breaths}
		if on.bed = &breathing; s.custom != nil {
			s.custom.surf = breathing
			on.bed = s.custom
			on.ducked = 1 - customDuck.gain()
		}
	default:
		if e.Bus == routine.BusChime {
			on.under(e, s.duck.words)
		}
		on.end = min(on.end, on.at+len(on.samples))
		if on.end-on.at < len(on.samples) {
			edge := Rate.N(cutEdge)
			if e.Cut {
				edge = Rate.N(keyFade)
			}
			on.cut.length = min(edge, on.end-on.at)
			on.cut.at = on.end - on.cut.length
		}
	}
	s.sounding = append(s.sounding, on)
	return true
}

// mix fills samples, a piece at most, with the session from an offset on.
func (s *Session) mix(samples [][2]float64, at int) {
	clear(samples)
	s.add(samples, at)
	scale(samples, at, 1, 1, func(at routine.Samples) (float64, routine.Samples) { return s.volume.at(at, 1) })
	addDither(samples, at) // it has no volume
}

// scale multiplies samples by a gain for each ear and by another one that moves.
func scale(samples [][2]float64, at int, left, right float64, moving func(at routine.Samples) (gain float64, until routine.Samples)) {
	gain, until := moving(routine.Samples(at))
	if gain*left == 1 && gain*right == 1 && until >= routine.Samples(at+len(samples)) {
		return
	}
	for i := range samples {
		if at := routine.Samples(at + i); at >= until {
			gain, until = moving(at)
		}
		samples[i][0] *= left * gain
		samples[i][1] *= right * gain
	}
}

// add adds to samples what sounds from an offset on.
func (s *Session) add(samples [][2]float64, at int) {
	down, alone := s.down[:len(samples)], s.alone[:len(samples)]
	ducks := slices.ContainsFunc(s.sounding, func(e sounding) bool { return e.ducked > 0 }) && s.duck.fill(down, at)
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
				out[i][0] += float64(float64(v) * e.left)
				out[i][1] += float64(float64(v) * e.right)
			}
			continue
		}
		in := s.one[:to-from]
		if e.read(in, from); e.bed != nil {
			scale(in, from, e.left, e.right, s.bedLevel)
		}
		if ducks {
			for i, d := range down[from-at : to-at] {
				g := 1 - float64(e.ducked*d)
				out[i][0] += float64(in[i][0] * g)
				out[i][1] += float64(in[i][1] * g)
			}
			continue
		}
		for i, v := range in {
			out[i][0] += v[0]
			out[i][1] += v[1]
		}
	}
}

func (s *Session) bedLevel(at routine.Samples) (level float64, until routine.Samples) {
	return bedLevel(s.beds, at)
}
