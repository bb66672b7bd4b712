package audio

import (
	"math/rand/v2"
	"testing"

	"uncramp/routine"
	"uncramp/sounds"
)

// course begins the built-in routine.
func course(t *testing.T) *routine.Course {
	r, lib := opened(t, routine.Default, sounds.DefaultVoice, sounds.DefaultBed)
	p, err := r.Plan(r.Defaults, lib)
	if err != nil {
		t.Fatal(err)
	}
	return routine.NewCourse(r, r.Defaults, lib, p)
}

// TestEditsMoveNothing gives random commands to sessions. Whatever moves slowly
// is where it was before each edit, and goes on from there without a jump.
func TestEditsMoveNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	verbs := []routine.Verb{routine.Toggle, routine.Pause, routine.GoOn, routine.Found, routine.Next, routine.Again, routine.GoTo,
		routine.SayAgain, routine.WhereAmI, routine.Louder, routine.Softer, routine.SetVolume, routine.FadeAndPause, routine.Lose, routine.Woken, routine.SoundBack, routine.OtherSide}
	type state struct {
		plan  *routine.Plan
		words []utterance
	}
	levels := map[string]func(s state, at routine.Samples) float64{
		"bed": func(s state, at routine.Samples) float64 {
			level, _ := (&envelopes{all: beds(s.plan)}).at(at)
			return level
		},
		"volume": func(s state, at routine.Samples) float64 {
			gain, _ := volume(s.plan.Volume).at(at)
			return gain
		},
		"duck": func(s state, at routine.Samples) float64 {
			down, _ := (&envelopes{all: ducks(s.words)}).at(at)
			return down
		},
		"swell": func(s state, at routine.Samples) float64 {
			up, _ := (&envelopes{all: swells(s.plan)}).at(at)
			return up
		},
	}
	for range 60 {
		c := course(t)
		old := state{c.Plan(), utterances(nil, c.Plan())}
		at := routine.Samples(random.IntN(int(old.plan.Length)))
		for n := 0; n < 50 && c.Moment(at).State != routine.Over; n++ {
			cmd := routine.Command{Verb: verbs[random.IntN(len(verbs))], To: routine.Samples(random.IntN(int(old.plan.Length))), Gain: -30 * random.Float64()}
			if n == 49 {
				cmd.Verb = routine.Stop
			}
			p := c.Do(cmd, at)
			if p != old.plan {
				next := state{p, utterances(old.words, p)}
				for name, level := range levels {
					for _, n := range []routine.Samples{at - 1, at - routine.Rate/10} {
						if a, b := level(old, n), level(next, n); a != b {
							t.Fatalf("%v at %d: the %s at %d was %v and is %v", cmd, at, name, n, a, b)
						}
					}
					if a, b := level(old, at-1), level(next, at); max(a-b, b-a) > 0.002 {
						t.Fatalf("%v at %d: the %s jumps from %v to %v", cmd, at, name, a, b)
					}
				}
				old = next
			}
			at += routine.Samples(random.IntN([]int{routine.Rate / 10, 2 * routine.Rate, 20 * routine.Rate}[random.IntN(3)]))
		}
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
