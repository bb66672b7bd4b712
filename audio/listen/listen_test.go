package listen

import (
	"math"
	"slices"
	"testing"

	"uncramp/audio"
	"uncramp/audio/meter"
	"uncramp/routine"
	"uncramp/sounds"
)

const second = routine.Samples(routine.Rate)

// recordings are the default voice's, the chimes and the bed.
var recordings = Recordings{File: func(bus routine.Bus, cue string) ([]byte, error) {
	switch bus {
	case routine.BusChime:
		return sounds.Chime(cue)
	case routine.BusBed:
		return sounds.Bed(cue)
	}
	v, err := sounds.OpenVoice(sounds.DefaultVoice)
	if err != nil {
		return nil, err
	}
	return v.Recording(cue)
}}

// plan is a session of 42 s with one hold from 12 s to 32 s.
func plan(t testing.TB, bed bool) *routine.Plan {
	t.Helper()
	p := &routine.Plan{
		Length: 42 * second,
		Phases: []routine.Phase{
			{Name: routine.Opening, End: 12 * second},
			{Name: routine.PhaseHold, Start: 12 * second, End: 32 * second},
			{Name: routine.Closing, Start: 32 * second, End: 42 * second},
		},
		Breaths: []routine.PlannedBreath{
			{In: 12 * second, Out: 16 * second, End: 22 * second},
			{In: 22 * second, Out: 26 * second, End: 32 * second},
		},
	}
	if bed {
		p.Events = append(p.Events, routine.Event{Length: p.Length, Bus: routine.BusBed, Cue: sounds.DefaultBed})
	}
	for _, e := range []struct {
		at  float64 // s
		bus routine.Bus
		cue string
		pan float64
	}{
		{2, routine.BusChime, "bell-opening", 0},
		{5, routine.BusVoice, "take-left", -0.3},
		{12, routine.BusChime, "chime-hold", 0},
		{12, routine.BusChime, "chime-in", 0},
		{12.6, routine.BusVoice, "breathe-in", 0},
		{16, routine.BusChime, "chime-out", 0},
		{20.5, routine.BusVoice, "out", 0},
		{22, routine.BusChime, "chime-in", 0},
		{22.6, routine.BusVoice, "last-breath", 0},
		{26, routine.BusChime, "chime-out", 0},
		{32, routine.BusChime, "chime-release", 0},
		{33, routine.BusVoice, "release-right", 0.3},
	} {
		clip, err := recordings.Decode(Clip{e.bus, e.cue})
		if err != nil {
			t.Fatal(err)
		}
		p.Events = append(p.Events, routine.Event{
			At: routine.Samples(e.at * routine.Rate), Length: routine.Samples(len(clip)), Bus: e.bus, Cue: e.cue, Pan: e.pan,
		})
	}
	return p
}

// render is the sound of a plan, with what it is held to.
func render(t testing.TB, p *routine.Plan) *Sound {
	t.Helper()
	s, err := Render(p, &recordings, audio.Levels{})
	if err != nil {
		t.Fatal(err)
	}
	s.HoldLength, s.CheckLevel = 20*second, Moments{-13, [2]meter.LUFS{-14.5, -14.5}}
	return s
}

// faulty is a sound whose frames can be changed.
func faulty(s *Sound) *Sound {
	f := *s
	f.Mix, f.Voice, f.Chimes, f.Bed = slices.Clone(s.Mix), slices.Clone(s.Voice), slices.Clone(s.Chimes), slices.Clone(s.Bed)
	return &f
}

// word is where a cue is spoken.
func (s *Sound) word(cue string) (from, to routine.Samples) {
	for _, e := range s.voices() {
		if e.Cue == cue {
			return e.At, e.End()
		}
	}
	panic("no " + cue)
}

// respoken changes the frames of a word, in the mix too.
func (s *Sound) respoken(cue string, change func(left, right float64) (float64, float64)) {
	from, to := s.word(cue)
	for i := from; i < to; i++ {
		under, was := s.under(int(i)), s.Voice[i]
		l, r := change(float64(was[0]), float64(was[1]))
		s.Voice[i] = [2]int16{int16(math.Round(l)), int16(math.Round(r))}
		s.Mix[i] = [2]int16{under[0] + s.Voice[i][0], under[1] + s.Voice[i][1]}
	}
}

// rebedded changes the bed's gain from one offset to another, in the mix too.
func (s *Sound) rebedded(from, to routine.Samples, gain float64) {
	for i := from; i < to; i++ {
		under := s.less(int(i), s.Bed)
		scale(s.Bed[i:i+1], gain)
		s.Mix[i] = [2]int16{under[0] + s.Bed[i][0], under[1] + s.Bed[i][1]}
	}
}

// scale multiplies frames by a gain in dB.
func scale(frames [][2]int16, gain float64) {
	g := math.Pow(10, gain/20)
	for i, v := range frames {
		for ear := range v {
			frames[i][ear] = int16(max(-fullScale, min(fullScale-1, math.Round(g*float64(v[ear])))))
		}
	}
}

// TestFaultsAreHeard plants a fault into a good session for each thing that is
// listened for, and more where it can go wrong in more ways.
func TestFaultsAreHeard(t *testing.T) {
	if testing.Short() {
		t.Skip("renders and measures a dozen sessions")
	}
	good, bare := render(t, plan(t, true)), render(t, plan(t, false))
	for name, s := range map[string]*Sound{"with a bed": good, "without": bare} {
		figures, findings := Hear(s)
		for _, f := range findings {
			t.Errorf("a good session %s: %v", name, f)
		}
		t.Logf("%s: %v", name, figures)
	}
	// The sound of a plan with a change that the listener is not told of.
	otherwise := func(change func(p *routine.Plan)) *Sound {
		p := plan(t, true)
		change(p)
		s := render(t, p)
		s.Plan = good.Plan
		return s
	}
	later := func(cue string, by routine.Samples) *Sound {
		return otherwise(func(p *routine.Plan) {
			for i := range p.Events {
				if p.Events[i].Cue == cue {
					p.Events[i].At += by
				}
			}
		})
	}
	const near = routine.Samples(480) // 10 ms
	for _, tt := range []struct {
		name    string
		promise Promise
		at      routine.Samples // of the finding, within near; 0: not told
		fault   func() *Sound
	}{
		{"the ears swapped", Ears, 5 * second, func() *Sound {
			s := faulty(good)
			s.respoken("take-left", func(l, r float64) (float64, float64) { return r, l })
			return s
		}},
		{"a side word from the middle", Ears, 5 * second, func() *Sound {
			s := faulty(good)
			s.respoken("take-left", func(l, r float64) (float64, float64) { return l, l })
			return s
		}},
		{"a word for no side, 1 dB to the left", Ears, 126 * second / 10, func() *Sound {
			s := faulty(good)
			s.respoken("breathe-in", func(l, r float64) (float64, float64) { return l, r * 0.891 })
			return s
		}},
		{"one ear's polarity turned", Mono, 126 * second / 10, func() *Sound {
			s := faulty(good)
			s.respoken("breathe-in", func(l, r float64) (float64, float64) { return l, -r })
			return s
		}},
		{"a side word 5.9 dB to its side", OneEar, 33 * second, func() *Sound {
			s := faulty(good)
			s.respoken("release-right", func(l, r float64) (float64, float64) { return 0.83 * l, r })
			return s
		}},
		{"what is under a word 16 dB up", Distance, 0, func() *Sound {
			s := faulty(good)
			from, to := s.word("take-left")
			under := make([][2]int16, to-from)
			for i := range under {
				under[i] = s.under(int(from) + i)
			}
			scale(under, 16)
			for i, v := range under {
				voice := s.Voice[int(from)+i]
				s.Mix[int(from)+i] = [2]int16{voice[0] + v[0], voice[1] + v[1]}
			}
			return s
		}},
		{"a chime that does not make room", Distance, 0, func() *Sound {
			s := faulty(good)
			chime := s.Clips[Clip{routine.BusChime, "chime-hold"}]
			for i, v := range chime[:second] {
				at := 6*int(second) + i
				s.Mix[at][0] += int16(0.7 * float64(v))
				s.Mix[at][1] += int16(0.7 * float64(v))
			}
			return s
		}},
		{"60 ms of silence in a bed", Silence, 20 * second, func() *Sound {
			s := faulty(good)
			clear(s.Mix[20*second : 20*second+2880])
			return s
		}},
		{"8.1 s of silence without one", Silence, 0, func() *Sound {
			s := faulty(bare)
			scale(s.Mix[32*second:32*second+81*second/10], -60)
			return s
		}},
		{"2 dB too much", Peak, 0, func() *Sound {
			s := faulty(good)
			scale(s.Mix, 2)
			return s
		}},
		{"a gap of 10 samples", Click, 6*second + 100, func() *Sound {
			s := faulty(good)
			clear(s.Mix[6*second+100:][:10])
			return s
		}},
		{"a step at -40 dBFS", Click, 20 * second, func() *Sound {
			s := faulty(bare)
			for i := range s.Mix[20*second:] {
				s.Mix[int(20*second)+i][0] += 328
			}
			return s
		}},
		{"a repeated buffer", Click, 7 * second, func() *Sound {
			s := faulty(good)
			copy(s.Mix[7*second:7*second+512], s.Mix[7*second-512:7*second])
			return s
		}},
		{"a word where none is planned", OneVoice, 18 * second, func() *Sound {
			return otherwise(func(p *routine.Plan) {
				e := p.Events[slices.IndexFunc(p.Events, func(e routine.Event) bool { return e.Cue == "breathe-in" })]
				e.At = 18 * second
				p.Events = slices.Insert(p.Events, slices.IndexFunc(p.Events, func(e routine.Event) bool { return e.At > 18*second }), e)
			})
		}},
		{"a word over another", OneVoice, 0, func() *Sound {
			s := faulty(good)
			from, _ := s.word("take-left")
			for i, v := range s.Clips[Clip{routine.BusVoice, "breathe-in"}] {
				s.Voice[int(from)+i][0] += v / 64
			}
			return s
		}},
		{"a word planned over another", OneVoice, 6 * second, func() *Sound {
			s := faulty(good)
			p := *s.Plan
			p.Events = slices.Clone(p.Events)
			for i := range p.Events {
				if p.Events[i].Cue == "breathe-in" {
					p.Events[i].At = 6 * second
				}
			}
			s.Plan = &p
			return s
		}},
		{"a hold that ends a sample late", Hold, 12 * second, func() *Sound { return later("chime-release", 1) }},
		{"a hold that begins a sample late", Hold, 12*second + 1, func() *Sound { return later("chime-hold", 1) }},
		{"a hold that ends 40 ms early", Hold, 12 * second, func() *Sound { return later("chime-release", -1920) }},
		{"a hold that is not ended", Hold, 32 * second, func() *Sound {
			return otherwise(func(p *routine.Plan) {
				p.Events = slices.DeleteFunc(p.Events, func(e routine.Event) bool { return e.Cue == "chime-release" })
			})
		}},
		{"a bed that does not breathe", Swell, 0, func() *Sound {
			return otherwise(func(p *routine.Plan) { p.Breaths = nil })
		}},
		{"a bed that breathes 0.4 s late", Swell, 0, func() *Sound {
			return otherwise(func(p *routine.Plan) {
				for i, b := range p.Breaths {
					late := 4 * second / 10
					p.Breaths[i] = routine.PlannedBreath{In: b.In + late, Out: b.Out + late, End: b.End + late}
				}
			})
		}},
		{"a bed that is lost in the mix", Swell, 0, func() *Sound {
			s := faulty(good)
			for i := 14 * second; i < 32*second; i++ {
				s.Mix[i] = s.less(int(i), s.Bed)
			}
			return s
		}},
		{"a bed 3 dB up", BedLevel, 0, func() *Sound {
			s := faulty(good)
			s.rebedded(0, s.Plan.Length, 3)
			return s
		}},
		{"a bed whose crest is 3 dB up", BedLevel, 0, func() *Sound {
			s := faulty(good)
			s.rebedded(24*second, 28*second, 3)
			return s
		}},
		{"a chime 3 dB softer between words", Chime, 22 * second, func() *Sound {
			s := faulty(good)
			for i := 22 * second; i < 23*second; i++ {
				rest := s.less(int(i), s.Chimes)
				scale(s.Chimes[i:i+1], -3)
				s.Mix[i] = [2]int16{rest[0] + s.Chimes[i][0], rest[1] + s.Chimes[i][1]}
			}
			return s
		}},
		{"a sound check 2 dB lower", TooLoud, 0, func() *Sound {
			s := faulty(good)
			s.CheckLevel.Both -= 2
			return s
		}},
		{"one that is 2 dB lower in the right ear", TooLoud, 0, func() *Sound {
			s := faulty(good)
			s.CheckLevel.Ears[1] -= 2
			return s
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := hearing{Sound: tt.fault()}
			h.listenFor(tt.promise)
			found := slices.IndexFunc(h.findings, func(f Finding) bool {
				return f.Promise == tt.promise && (tt.at == 0 || max(f.At-tt.at, tt.at-f.At) <= near)
			})
			if found < 0 {
				t.Fatalf("not found; %v is", h.findings)
			}
			t.Log(h.findings[found])
		})
	}
}

// listenFor makes the one measurement that a promise takes.
func (h *hearing) listenFor(p Promise) {
	switch p {
	case Ears, Mono, OneEar:
		h.words()
	case Distance:
		h.distance()
	case Silence:
		h.silence()
	case Peak, TooLoud:
		h.whole()
	case Click:
		h.whole()
		h.gaps()
		h.repeats()
		h.sum()
		h.recorded()
	case Chime:
		h.chimes()
	case OneVoice:
		h.oneVoice()
	case Hold:
		h.holds()
	case Swell, BedLevel:
		h.bed()
	}
}

// TestReadings: the loudest moment is that of package meter.
func TestReadings(t *testing.T) {
	clip, err := recordings.Decode(Clip{routine.BusVoice, "take-left"})
	if err != nil {
		t.Fatal(err)
	}
	frames := make([][2]int16, len(clip))
	for i, v := range clip {
		frames[i] = [2]int16{v, v / 2}
	}
	loudest := meter.LUFS(math.Inf(-1))
	for _, l := range readings(0, len(frames), func(i int) [2]int16 { return frames[i] }) {
		loudest = max(loudest, l)
	}
	if want := Report(frames).Momentary; math.Abs(float64(loudest-want)) > 0.001 {
		t.Errorf("%.4f LUFS, package meter reads %.4f", loudest, want)
	}
}
