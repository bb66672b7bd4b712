package listen

import (
	"math/rand/v2"
	"slices"
	"testing"

	"uncramp/routine"
)

// frames are a bus, or the mix.
type frames = [][2]int16

// plants are what goes wrong in a chain of buffers, planted from a frame on.
var plants = []struct {
	name  string
	plant func(s frames, at int)
}{
	{"a gap of 10 samples", func(s frames, at int) { clear(s[at : at+10]) }},
	{"a step at -40 dBFS", func(s frames, at int) { // for a quarter of a second
		for i := range s[at : at+12000] {
			s[at+i][0] += 328
			s[at+i][1] += 328
		}
	}},
	{"a repeated buffer", func(s frames, at int) { copy(s[at:], slices.Clone(s[at-512:at])) }},
}

// TestFaultsAnywhere plants faults of a chain of buffers all over a good
// session, with a bed and without, in the mix and in each bus as it is streamed.
// Each one is found, but for those that change nothing by more than five steps of
// 16 bit, or in a bus alone by ten: without a bed a gap between words is one where
// there was only the floor of noise.
func TestFaultsAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("measures four dozen sessions")
	}
	random := rand.New(rand.NewPCG(4, 2))
	for _, bed := range []bool{true, false} {
		name := map[bool]string{true: "with a bed", false: "without a bed"}[bed]
		good := render(t, plan(t, bed))
		for _, in := range []struct {
			name   string
			least  int // steps
			bus    func(s *Sound) frames
			listen func(h *hearing)
			every  routine.Samples // between two faults
			times  int
		}{
			{"the mix", 5, func(s *Sound) frames { return s.Mix }, func(h *hearing) { h.gaps(); h.repeats(); h.sum() }, second, 3},
			{"the chimes", 10, func(s *Sound) frames { return s.Chimes }, (*hearing).recorded, second, 1},
			{"the bed", 10, func(s *Sound) frames { return s.Bed }, (*hearing).recorded, second, 1},
			// One at a time: of two in one word the second is not told.
			{"the words", 10, func(s *Sound) frames { return s.Voice }, (*hearing).oneVoice, 80 * second, 20},
		} {
			if in.bus(good) == nil {
				continue
			}
			for _, p := range plants {
				planted, found, hidden := 0, 0, 0
				for range in.times {
					s := faulty(good)
					bus, was := in.bus(s), in.bus(good)
					var places []routine.Samples
					for at := 2*second + routine.Samples(random.IntN(int(min(in.every, 36*second)))); at < 38*second; at += in.every/2 + routine.Samples(random.IntN(int(in.every))) {
						p.plant(bus, int(at))
						if part := bus[at:][:512]; nearly(part, was[at:][:512], in.least) && !(in.name == "the mix" && p.name == "a repeated buffer") {
							copy(part, was[at:])
							hidden++
							continue
						}
						places = append(places, at)
					}
					h := hearing{Sound: s}
					in.listen(&h)
					planted += len(places)
					for _, at := range places {
						if slices.ContainsFunc(h.findings, func(f Finding) bool { return len(places) == 1 || f.At > at-480 && f.At < at+1200 }) {
							found++
						} else {
							t.Errorf("%s: %s in %s at %v is not found", name, p.name, in.name, at.Duration())
						}
					}
				}
				t.Logf("%s: %s in %s: %d of %d found, %d more change nothing", name, p.name, in.name, found, planted, hidden)
			}
		}
	}
}

// nearly tells whether frames differ by so many steps at most.
func nearly(a, b frames, most int) bool {
	for i := range a {
		for ear := range 2 {
			if d := int(a[i][ear]) - int(b[i][ear]); max(d, -d) > most {
				return false
			}
		}
	}
	return true
}
