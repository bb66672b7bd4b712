package audio

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"uncramp/routine"
	"uncramp/sounds"
)

// sound returns the session that faults are planted in.
func sound(t testing.TB, bed string) *heard {
	t.Helper()
	s := settings(routine.Left, 1, 20, 20, 4, 6, routine.WordsFull, routine.AfterNone)
	s.Before = routine.BeforeNone
	h := hear(t, planned(t, routine.Default, sounds.DefaultVoice, bed, s), sounds.DefaultVoice, Levels{})
	h.hold = routine.SamplesIn(s.Hold)
	return h
}

// copied returns a session whose frames and plan can be changed.
func (h *heard) copied() *heard {
	c, p := *h, *h.plan
	c.mix, c.voice, c.chimes, c.bed = slices.Clone(h.mix), slices.Clone(h.voice), slices.Clone(h.chimes), slices.Clone(h.bed)
	p.Events, p.Phases, p.Breaths = slices.Clone(p.Events), slices.Clone(p.Phases), slices.Clone(p.Breaths)
	c.plan = &p
	return &c
}

// event returns the first event of a cue.
func (h *heard) event(cue string) *routine.Event {
	return &h.plan.Events[slices.IndexFunc(h.plan.Events, func(e routine.Event) bool { return e.Cue == cue })]
}

// change changes a bus where an event sounds, and the mix with it.
func (h *heard) change(bus frames, e *routine.Event, to func(l, r float64) (float64, float64)) {
	for i := e.At; i < e.End(); i++ {
		was := bus[i]
		l, r := to(float64(was[0]), float64(was[1]))
		bus[i] = [2]int16{int16(math.Round(l)), int16(math.Round(r))}
		for ear := range 2 {
			h.mix[i][ear] += bus[i][ear] - was[ear]
		}
	}
}

// turned returns a change by a gain in dB.
func turned(gain Decibels) func(l, r float64) (float64, float64) {
	return func(l, r float64) (float64, float64) { return l * gain.gain(), r * gain.gain() }
}

// TestFaultsAreHeard: each promise is found broken if it is, in each of the ways
// in which it can be.
func TestFaultsAreHeard(t *testing.T) {
	if testing.Short() {
		t.Skip("renders and measures sessions")
	}
	good, bare := sound(t, sounds.DefaultBed), sound(t, "")
	planned := func(change func(p *routine.Plan)) *heard { // a session with a bed that another plan has made
		h := good.copied()
		change(h.plan)
		other := hear(t, h.plan, sounds.DefaultVoice, Levels{})
		other.plan = good.plan
		return other
	}
	for _, tt := range []struct {
		name    string
		promise func(h *heard) error
		of      *heard
		plant   func(h *heard)
	}{
		{"the ears swapped", (*heard).sides, good, func(h *heard) {
			h.change(h.voice, h.event("take-left"), func(l, r float64) (float64, float64) { return r, l })
		}},
		{"a side word from the middle", (*heard).sides, good, func(h *heard) {
			h.change(h.voice, h.event("take-left"), func(l, r float64) (float64, float64) { return l, l })
		}},
		{"a word for no side, 1 dB to the left", (*heard).sides, good, func(h *heard) {
			h.change(h.voice, h.event("breathe-in"), func(l, r float64) (float64, float64) { return l, r * 0.891 })
		}},
		{"one ear's polarity turned", (*heard).sides, good, func(h *heard) {
			h.change(h.voice, h.event("breathe-in"), func(l, r float64) (float64, float64) { return l, -r })
		}},
		{"a word 5.9 dB to its side", (*heard).sides, good, func(h *heard) {
			h.change(h.voice, h.event("release-left"), func(l, r float64) (float64, float64) { return l, 0.83 * r })
		}},
		{"a word where none is planned", (*heard).oneVoice, good, func(h *heard) { h.plan.Events = slices.Delete(h.plan.Events, 4, 6) }},
		{"a word planned over another", (*heard).oneVoice, good, func(h *heard) { h.event("breathe-in").At = h.event("take-left").At - 9 }},
		{"a word over another", (*heard).oneVoice, good, func(h *heard) {
			at := h.event("take-left").At
			for i, v := range h.clip(*h.event("breathe-in")) {
				h.voice[int(at)+i][0] += v / 64
			}
		}},
		{"what is under a word 16 dB up", (*heard).distance, good, func(h *heard) { h.change(h.bed, h.event("take-left"), turned(16)) }},
		{"a chime that makes no room", (*heard).distance, good, func(h *heard) {
			at := h.event("take-left").At
			for i, v := range h.clip(*h.event("chime-hold"))[:Rate] {
				h.mix[int(at)+i][0] += int16(0.7 * float64(v))
				h.mix[int(at)+i][1] += int16(0.7 * float64(v))
			}
		}},
		{"60 ms of silence with a bed", (*heard).silence, good, func(h *heard) { clear(h.mix[Rate.N(20*time.Second):][:2880]) }},
		{"8.1 s of silence without one", (*heard).silence, bare, func(h *heard) { clear(h.mix[Rate.N(20*time.Second):][:Rate.N(8100*time.Millisecond)]) }},
		{"2.5 dB too much", (*heard).peak, good, func(h *heard) {
			for i, v := range h.mix {
				h.mix[i] = [2]int16{int16(float64(v[0]) * 1.33), int16(float64(v[1]) * 1.33)}
			}
		}},
		{"a chime 1 dB softer", (*heard).recordedChimes, good, func(h *heard) { h.change(h.chimes, h.event("chime-out"), turned(-1)) }},
		{"a chime that is missing", (*heard).recordedChimes, good, func(h *heard) { h.change(h.chimes, h.event("chime-release"), turned(-60)) }},
		{"a chime a sample late", (*heard).recordedChimes, good, func(h *heard) { h.event("chime-release").At-- }},
		{"a hold a sample longer", (*heard).holds, good, func(h *heard) {
			i := slices.IndexFunc(h.plan.Phases, func(p routine.Phase) bool { return p.Name == routine.PhaseHold })
			h.plan.Phases[i].End++
			h.event("chime-release").At++
		}},
		{"a hold that ends before its chime", (*heard).holds, good, func(h *heard) { h.event("chime-release").At++ }},
		{"a bed 2 dB up", (*heard).bedLevel, good, func(h *heard) { h.change(h.bed, h.event(sounds.DefaultBed), turned(2)) }},
		{"a crest 4 dB up", (*heard).bedLevel, good, func(h *heard) { h.change(h.bed, h.event("chime-hold"), turned(4)) }},
		{"a bed that does not breathe", (*heard).swell, planned(func(p *routine.Plan) { p.Breaths = nil }), func(*heard) {}},
		{"a bed that breathes 0.4 s late", (*heard).swell, planned(func(p *routine.Plan) {
			for i, b := range p.Breaths {
				late := routine.SamplesIn(400 * time.Millisecond)
				p.Breaths[i] = routine.PlannedBreath{In: b.In + late, Full: b.Out + late, Out: b.Out + late, Empty: b.End + late, End: b.End + late}
			}
		}), func(*heard) {}},
	} {
		h := tt.of.copied()
		tt.plant(h)
		if err := tt.promise(h); err == nil {
			t.Errorf("%s is not found", tt.name)
		} else {
			t.Logf("%s: %v", tt.name, err)
		}
	}
}

// TestLostSamplesAreHeard plants what a chain of buffers does when it goes wrong,
// at random places where there is something to be heard.
func TestLostSamplesAreHeard(t *testing.T) {
	if testing.Short() {
		t.Skip("measures dozens of sessions")
	}
	random := rand.New(rand.NewPCG(4, 2))
	good := sound(t, sounds.DefaultBed)
	for bus, in := range map[string]struct {
		of      func(h *heard) frames
		promise func(h *heard) error
	}{
		"the mix":    {func(h *heard) frames { return h.mix }, (*heard).sum},
		"the words":  {func(h *heard) frames { return h.voice }, (*heard).oneVoice},
		"the chimes": {func(h *heard) frames { return h.chimes }, (*heard).recordedChimes},
	} {
		for name, plant := range map[string]func(s frames){
			"a gap of 10 samples": func(s frames) { clear(s[512:][:10]) },
			"a step at -40 dBFS": func(s frames) {
				for i := range s[512:] {
					s[512+i][0] += 328
				}
			},
			"a repeated buffer": func(s frames) { copy(s[512:], slices.Clone(s[:512])) },
		} {
			for range 4 {
				from := 0
				for from == 0 || magnitude(in.of(good)[from+512]) < 200 {
					from = random.IntN(len(good.mix) - 1024)
				}
				part := in.of(good)[from:][:1024]
				was := slices.Clone(part)
				plant(part)
				if in.promise(good) == nil {
					t.Errorf("%s in %s at %d is not found", name, bus, from+512)
				}
				copy(part, was)
			}
		}
	}
}
