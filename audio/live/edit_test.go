package live

import (
	"math"
	"math/rand/v2"
	"testing"

	"uncramp/audio"
	"uncramp/routine"
)

// ceiling is -1 dBTP, as a peak of samples.
const ceiling = 0.8913

// TestEdits gives random commands to a session of real recordings. After each
// command the samples before it are the same as before, the sound goes on without
// a jump, and no peak is above the ceiling.
func TestEdits(t *testing.T) {
	f := newFixture(t, func(s *routine.Settings) { s.Side = routine.Both })
	was, is := f.session(), f.session()
	verbs := []routine.Verb{routine.Toggle, routine.Found, routine.Next, routine.Again, routine.GoTo, routine.SayAgain,
		routine.WhereAmI, routine.Louder, routine.Softer, routine.SetVolume, routine.FadeAndPause, routine.Lose, routine.Woken, routine.SoundBack, routine.Heard, routine.OtherSide, routine.Stop}
	random := rand.New(rand.NewPCG(1, 5))
	var course *routine.Course
	at := 0
	buf := func(s *audio.Session, n int) [][2]float64 {
		out := make([][2]float64, n)
		for got := 0; got < n; {
			k, ok := s.Stream(out[got:min(n, got+1+random.IntN(3000))])
			if got += k; !ok {
				return out[:got]
			}
		}
		return out
	}
	follow := func(s *audio.Session, p *routine.Plan, at int) {
		t.Helper()
		if err := s.Seek(min(at, s.Len())); err != nil {
			t.Fatal(err)
		}
		if err := s.Follow(p); err != nil {
			t.Fatal(err)
		}
	}
	worst := 0.0
	edits := 400
	if testing.Short() {
		edits = 40
	}
	for n := range edits {
		if course == nil || course.Moment(routine.Samples(at)).State == routine.Over {
			course = f.course()
			at = random.IntN(400 * routine.Rate)
			follow(was, course.Plan(), 0)
			follow(is, course.Plan(), at)
		}
		cmd := routine.Command{Verb: verbs[random.IntN(len(verbs)-1)], To: routine.Samples(random.IntN(int(f.plan.Length))), Gain: -30 * random.Float64()}
		if n%20 == 19 {
			cmd.Verb = routine.Stop
		}
		at = max(at, int(course.Edited()))
		old := course.Plan()
		p := course.Do(cmd, routine.Samples(at))

		const before, after = 60000, 4800
		from := max(0, at-before)
		if err := was.Follow(old); err != nil {
			t.Fatal(err)
		}
		follow(was, old, from)
		a := buf(was, at-from+after)
		if at <= is.Len() {
			if err := is.Seek(at); err != nil {
				t.Fatal(err)
			}
		}
		if err := is.Follow(p); err != nil {
			t.Fatal(err)
		}
		if err := is.Seek(from); err != nil {
			t.Fatal(err)
		}
		b := buf(is, at-from+after)
		for i := range min(len(a), len(b), at-from) {
			// The surf swells in straight lines of 64 samples, so that the end of
			// one that is being edited moves a little.
			if d := max(math.Abs(a[i][0]-b[i][0]), math.Abs(a[i][1]-b[i][1])); d > 1e-5 {
				t.Fatalf("%d: %v at %d changes sample %d from %v to %v", n, cmd, at, from+i, a[i], b[i])
			}
		}
		for i := at - from; i < min(len(a), len(b), at-from+3); i++ {
			for ear := range 2 {
				worst = max(worst, math.Abs(a[i][ear]-b[i][ear]))
			}
		}
		if worst > 0.001 {
			t.Fatalf("%d: %v at %d jumps by %.4f", n, cmd, at, worst)
		}
		peak := 0.0
		for _, v := range buf(is, random.IntN(10*routine.Rate)) {
			peak = max(peak, math.Abs(v[0]), math.Abs(v[1]))
		}
		if peak > ceiling {
			t.Fatalf("%d: after %v at %d a peak of %.3f", n, cmd, at, peak)
		}
		at = is.Position()
		if _, err := audio.Budget(p, audio.Levels{}); err != nil {
			t.Fatalf("%d: %v at %d: %v", n, cmd, at, err)
		}
	}
	t.Logf("the largest jump at an edit: %.5f of full scale", worst)
}
