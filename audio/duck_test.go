package audio

import (
	"math"
	"slices"
	"testing"
	"time"

	"uncramp/audio/internal/streamtest"
	"uncramp/routine"
)

func voices(spans ...routine.Interval) *routine.Plan {
	p := &routine.Plan{}
	for _, s := range spans {
		p.Events = append(p.Events, routine.Event{At: s.From, Length: s.To - s.From, Bus: routine.BusVoice})
		p.Length = s.To
	}
	return p
}

// TestDuck: down when words begin, up a second after they end, and down
// through a gap of less than a second and a half.
func TestDuck(t *testing.T) {
	sec := func(s float64) int { return Rate.N(time.Duration(s * float64(time.Second))) }
	span := func(from, to float64) routine.Interval {
		return routine.Interval{From: routine.Samples(sec(from)), To: routine.Samples(sec(to))}
	}
	d := envelopes{all: ducks(utterances(nil, voices(span(2, 3), span(4.4, 5), span(6.5, 7), span(20, 21))))}
	for _, tt := range []struct{ at, want float64 }{
		{0, 0}, {1.74, 0}, {1.875, 0.5}, {2, 1}, {2.5, 1}, {3, 1}, {3.7, 1}, {4.5, 1}, {5, 1}, {5.5, 0.5}, {6.1, 0},
		{6.24, 0}, {6.375, 0.5}, {6.5, 1}, {7.5, 0.5}, {8.01, 0}, {15, 0}, {20.5, 1}, {22, 0}, {30, 0}, {2.5, 1},
	} {
		if down, _ := d.at(routine.Samples(sec(tt.at))); math.Abs(down-tt.want) > 1e-3 {
			t.Errorf("at %v s the duck is %.4f, want %v", tt.at, down, tt.want)
		}
	}
	// Without a step anywhere: a raised cosine of 250 ms is never steeper. While it says
	// that it stays it does.
	before, stays := 0.0, routine.Samples(0)
	for at := range routine.Samples(sec(24)) {
		down, until := d.at(at)
		if step := math.Abs(down - before); step > math.Pi/2/12000+1e-9 || at < stays && step > 0 {
			t.Fatalf("a step of %v at %d; it stays until %d", step, at, stays)
		}
		before, stays = down, until
	}
}

// TestChimeDuck: a chime makes room for the words that it is struck under, and
// for those that come before it has fallen. What was said before makes it no
// softer, and of a bell a tail lies under words that come later.
func TestChimeDuck(t *testing.T) {
	const second = routine.Rate
	p := voices(routine.Interval{From: 2 * second, To: 3 * second}, routine.Interval{From: 4.4 * second, To: 5 * second},
		routine.Interval{From: 6.5 * second, To: 7 * second})
	type moment struct{ at, want float64 }
	for _, tt := range []struct {
		name    string
		cue     string
		struck  float64
		moments []moment
	}{
		{"long before", "bell-round", 0, []moment{{0.01, 0}, {1.74, 0}, {1.875, 0.5}, {2, 1}, {3, 1}, {3.7, 1}, {4.5, 1}, {5, 1}, {5.5, 0.5}, {6.1, 0}, {6.5, 1}}},
		{"long before", "chime-in", 0, []moment{{0.01, 0}, {2, 0}, {4.5, 0}}},
		{"0.6 s before", "bell-round", 1.4, []moment{{1.4, 0}, {1.74, 0}, {1.875, 0.5}, {2, 1}}},
		{"0.6 s before", "chime-in", 1.4, []moment{{1.4, 0}, {1.875, 0}, {2, 0}, {3, 0}}},
		{"0.5 s before", "chime-in", 1.5, []moment{{1.5, 0}, {1.74, 0}, {1.875, 0.5}, {2, 1}, {3.7, 1}}},
		{"0.1 s before", "chime-in", 1.9, []moment{{1.9, 0.654}, {2, 1}, {3.7, 1}}},
		{"under words", "chime-in", 2.5, []moment{{2.5, 1}, {3, 1}, {3.7, 1}, {5, 1}, {5.5, 0.5}, {6.1, 0}}},
		{"where they end", "chime-in", 3, []moment{{3, 0}, {3.5, 0}, {4.4, 0}}},
		{"where they end", "bell-round", 3, []moment{{3, 0}, {3.5, 0}, {4.14, 0}, {4.275, 0.5}, {4.4, 1}, {5.5, 0.5}}},
		{"between words that belong together", "chime-in", 3.7, []moment{{3.7, 0}, {4.4, 0}, {5.5, 0}}},
		{"between words that belong together", "chime-in", 4, []moment{{4, 0}, {4.14, 0}, {4.275, 0.5}, {4.4, 1}, {5.5, 0.5}}},
		{"while what is under them comes back", "bell-round", 5.2, []moment{{5.2, 0}, {5.5, 0}, {6.24, 0}, {6.375, 0.5}, {6.5, 1}, {7.5, 0.5}}},
		{"after all words", "chime-in", 7.1, []moment{{7.1, 0}, {7.5, 0}, {9, 0}}},
	} {
		q := *p
		chime := routine.Event{At: routine.Samples(tt.struck * second), Length: 10 * second, Bus: routine.BusChime, Cue: tt.cue}
		q.Events = append([]routine.Event{chime}, p.Events...)
		q.Length = chime.End()
		s := NewSession(&q, flat(&q), Levels{})
		out := collect(s, 479)
		full := math.Sqrt2 / 2 / 2 // of a half, in each ear
		gone := full * (1 - chimeDuck.gain())
		for _, m := range tt.moments {
			if got := (full - out[int(m.at*second)][0]) / gone; math.Abs(got-m.want) > 1e-3 {
				t.Errorf("%s struck %s: at %v s it has made room by %.4f, want %v", tt.cue, tt.name, m.at, got, m.want)
			}
		}
		for _, at := range []int{int(chime.At) + 1, 3 * second, 250_001, 300_000} {
			if at >= len(out) {
				continue
			}
			if err := s.Seek(at); err != nil {
				t.Fatal(err)
			}
			if again := collect(s, 4096); !slices.Equal(again, out[at:]) {
				t.Errorf("%s struck %s: from %d on: %s", tt.cue, tt.name, at, streamtest.Difference(again, out[at:]))
			}
		}
	}
}

// flat is a bank whose chimes stay at a half, and whose voices are silent.
func flat(p *routine.Plan) *Bank {
	var clips [][]int16
	for i, e := range p.Events {
		clips = append(clips, make([]int16, e.Length))
		for k := range clips[i] {
			if e.Bus == routine.BusChime {
				clips[i][k] = fullScale / 2
			}
		}
	}
	return bankOf(p, clips...)
}
