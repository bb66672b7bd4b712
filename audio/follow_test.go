package audio

import (
	"math"
	"math/rand/v2"
	"testing"

	"uncramp/routine"
	"uncramp/sounds"
)

// course begins the built-in routine.
func course(t *testing.T) *routine.Course {
	r, lib := opened(t, routine.Default, sounds.DefaultVoice, sounds.DefaultBed)
	settings := r.Defaults
	settings.Side = routine.Both
	p, err := r.Plan(settings, lib)
	if err != nil {
		t.Fatal(err)
	}
	return routine.NewCourse(r, settings, lib, p)
}

// TestEdits gives random commands to a session of real recordings. Up to each command
// everything that moves, and every sample, is as it was; the sound goes on without a jump,
// and no peak is above the ceiling.
func TestEdits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 5))
	verbs := []routine.Verb{routine.Toggle, routine.Pause, routine.GoOn, routine.Found, routine.Next, routine.Again, routine.GoTo, routine.SayAgain, routine.WhereAmI,
		routine.Louder, routine.Softer, routine.SetVolume, routine.FadeAndPause, routine.Lose, routine.Woken, routine.SoundBack, routine.Heard, routine.OtherSide}
	c := course(t)
	bank := decodedBank(t, c.Plan(), sounds.DefaultVoice)
	defer bank.Close()
	at, edits := 0, 400
	if testing.Short() {
		edits = 40
	}
	s := NewSession(c.Plan(), bank, Levels{})
	// play returns up to n samples from an offset on.
	play := func(from, n int) [][2]float64 {
		if err := s.Seek(min(from, s.Len())); err != nil {
			t.Fatal(err)
		}
		out := make([][2]float64, n)
		for got := 0; got < n; {
			k, ok := s.Stream(out[got:min(n, got+1+random.IntN(3000))])
			if got += k; !ok {
				return out[:got]
			}
		}
		return out
	}
	for n := range edits {
		if n == 0 || c.Moment(routine.Samples(at)).State == routine.Over {
			c = course(t)
			s, at = NewSession(c.Plan(), bank, Levels{}), random.IntN(400*routine.Rate)
		}
		cmd := routine.Command{Verb: verbs[random.IntN(len(verbs))], To: routine.Samples(random.IntN(400 * routine.Rate)), Gain: -30 * random.Float64()}
		if n%20 == 19 {
			cmd.Verb = routine.Stop
		}
		at = max(at, int(c.Edited()))
		const before, after = 60000, 4800
		from := max(0, at-before)
		was, moved := play(from, at-from+after), levelsOf(s)
		if err := s.Follow(c.Do(cmd, routine.Samples(at))); err != nil {
			t.Fatal(err)
		}
		is, moves := play(from, at-from+after), levelsOf(s)
		for i := range min(len(was), len(is), at-from+3) {
			d := max(math.Abs(was[i][0]-is[i][0]), math.Abs(was[i][1]-is[i][1]))
			// The surf swells in straight lines of 64 samples, so that the end of one
			// that is being edited moves a little.
			if i < at-from && d > 1e-5 || d > 0.001 {
				t.Fatalf("%d: %v at %d changes sample %d from %v to %v", n, cmd, at, from+i, was[i], is[i])
			}
		}
		for name, level := range moves {
			for _, n := range []int{at - 1, at - routine.Rate/10} {
				if a, b := moved[name](n), level(n); n >= 0 && a != b {
					t.Fatalf("%v at %d: the %s at %d was %v and is %v", cmd, at, name, n, a, b)
				}
			}
			if a, b := moved[name](at-1), level(at); at > 0 && math.Abs(a-b) > 0.002 {
				t.Fatalf("%v at %d: the %s jumps from %v to %v", cmd, at, name, a, b)
			}
		}
		for i, v := range play(at, random.IntN(10*routine.Rate)) {
			if peak := max(math.Abs(v[0]), math.Abs(v[1])); peak > Ceiling.gain() {
				t.Fatalf("%d: after %v at %d a peak of %.3f at %d", n, cmd, at, peak, at+i)
			}
		}
		at = s.Position()
	}
}

// levelsOf returns what moves slowly in a session, by offset.
func levelsOf(s *Session) map[string]func(at int) float64 {
	level := func(all []envelope) func(int) float64 {
		e := envelopes{all: all}
		return func(at int) float64 { v, _ := e.at(routine.Samples(at)); return v }
	}
	gains := s.volume
	return map[string]func(int) float64{
		"bed": level(s.beds), "duck": level(s.ducks), "swell": level(s.swells),
		"volume": func(at int) float64 { v, _ := gains.at(routine.Samples(at)); return v },
	}
}

// TestPauseRests: a breath that a pause gives up falls, and rises no more.
func TestPauseRests(t *testing.T) {
	c := course(t)
	in := c.Plan().Breaths[3]
	at := (in.In + in.Out) / 2
	p := c.Do(routine.Command{Verb: routine.Toggle}, at)
	s := envelopes{all: swells(p)}
	last, _ := s.at(at)
	if last < 0.4 {
		t.Fatalf("it is at %v", last)
	}
	for after := routine.Samples(0); after < 20*routine.Rate; after += routine.Rate / 10 {
		up, _ := s.at(at + after)
		if up > last || after > 5*routine.Rate && up > 0 {
			t.Fatalf("%d samples into the pause the bed stands at %v, after %v", after, up, last)
		}
		last = up
	}
}
