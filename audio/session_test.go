package audio

import (
	"math"
	"slices"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/internal/streamtest"
	"uncramp/routine"
)

// fourClips returns a plan over clips that sound together, one of them cut off,
// one panned; sample i of clip c is c*1000 + i.
func fourClips() (*routine.Plan, *Bank) {
	p := &routine.Plan{Length: 5000, Events: []routine.Event{
		{At: 0, Length: 3000, Bus: routine.BusChime, Cue: "0"},
		{At: 100, Length: 1000, Bus: routine.BusVoice, Cue: "1", Pan: -0.3},
		{At: 700, Length: 900, Bus: routine.BusChime, Cue: "2"}, // of 2000
		{At: 1101, Length: 3899, Bus: routine.BusVoice, Cue: "3", Pan: 0.9},
	}}
	var clips [][]int16
	for i, length := range []int{3000, 1000, 2000, 3899} {
		clips = append(clips, make([]int16, length))
		for k := range length {
			clips[i][k] = int16(i*1000 + k)
		}
	}
	return p, bankOf(p, clips...)
}

// bankOf returns a bank with the samples of each event, or with the longest of
// those that share a cue.
func bankOf(p *routine.Plan, events ...[]int16) *Bank {
	b := &Bank{clips: map[key]*clip{}}
	for i, samples := range events {
		k := key{p.Events[i].Bus, p.Events[i].Cue}
		if known := b.clips[k]; known != nil && len(known.samples) >= len(samples) {
			continue
		}
		c := &clip{decode: func() ([]int16, error) { return samples, nil }}
		c.make()
		b.clips[k] = c
	}
	return b
}

func (b *Bank) of(e routine.Event) *clip { return b.clips[key{e.Bus, e.Cue}] }

// collect streams s to its end in buffers of a size.
func collect(s *Session, size int) (out [][2]float64) {
	buf := make([][2]float64, size)
	for {
		n, ok := s.Stream(buf)
		out = append(out, buf[:n]...)
		if !ok {
			return out
		}
	}
}

func TestSessionSamples(t *testing.T) {
	p, b := fourClips()
	if err := newLanes(p, b, Levels{}).streamed(NewSession(p, b, Levels{})); err != nil {
		t.Error(err)
	}
	streamtest.Run(t, 0, func(*testing.T) beep.Streamer { return NewSession(p, b, Levels{}) })
	want := collect(NewSession(p, b, Levels{}), 479)
	s := NewSession(p, b, Levels{})
	for _, at := range []int{99, 100, 101, 699, 1599, 1600, 4999, 5000, 50} {
		if err := s.Seek(at); err != nil || s.Position() != at {
			t.Fatalf("sought to %d it is at %d, %v", at, s.Position(), err)
		}
		if got := collect(s, 479); !slices.Equal(got, want[at:]) {
			t.Errorf("from %d: %s", at, streamtest.Difference(got, want[at:]))
		}
	}
	for _, at := range []int{-1, 5001} {
		if err := s.Seek(at); err == nil {
			t.Errorf("seek to %d of 5000: no error", at)
		}
	}
}

func TestPan(t *testing.T) {
	for _, tt := range []struct{ place, left, right float64 }{
		{-1, 1, 0}, {0, math.Sqrt2 / 2, math.Sqrt2 / 2}, {1, 0, 1}, {-0.3, 0.8526, 0.5225}, {0.3, 0.5225, 0.8526},
	} {
		left, right := pan(tt.place)
		if math.Abs(left-tt.left) > 1e-4 || math.Abs(right-tt.right) > 1e-4 {
			t.Errorf("pan %v is %.4f, %.4f, want %.4f, %.4f", tt.place, left, right, tt.left, tt.right)
		}
		if power := left*left + right*right; math.Abs(power-1) > 1e-12 {
			t.Errorf("pan %v has power %v", tt.place, power)
		}
	}
}

func TestStreamAllocatesNothing(t *testing.T) {
	p, bank := fourClips()
	// A bell while what is under words comes back has a duck of its own.
	q := voices(routine.Interval{From: 2 * routine.Rate, To: 3 * routine.Rate}, routine.Interval{From: 5 * routine.Rate, To: 6 * routine.Rate})
	q.Events = append(q.Events, routine.Event{At: 3.5 * routine.Rate, Length: 2 * routine.Rate, Bus: routine.BusChime, Cue: "bell-round"})
	slices.SortFunc(q.Events, func(a, b routine.Event) int { return int(a.At - b.At) })
	for name, s := range map[string]*Session{"four clips": NewSession(p, bank, Levels{}), "a bell": NewSession(q, flat(q), Levels{})} {
		buf := make([][2]float64, 1000)
		from := max(0, s.Len()-3*routine.Rate)
		s.Seek(from)
		if n := testing.AllocsPerRun(100, func() {
			if n, _ := s.Stream(buf); n < len(buf) {
				s.Seek(from)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations for %d samples", name, n, len(buf))
		}
	}
}
