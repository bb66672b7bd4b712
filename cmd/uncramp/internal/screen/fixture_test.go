package screen

import (
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"uncramp/routine"
	"uncramp/sounds"
)

var update = flag.Bool("update", false, "write the golden files")

// fixture is a session of the built-in routine. The length of a sentence follows from
// the number of its letters, so that golden files change only with the routine and
// the words.
type fixture struct{ course *routine.Course }

func newFixture(t testing.TB, change func(*routine.Settings)) *fixture {
	t.Helper()
	lib := routine.Library{Voice: "fixture", Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}}
	for _, l := range sounds.Script() {
		lib.Spoken[l.ID] = routine.Clip{Length: routine.Samples(8+len(l.Words)) * routine.Rate / 20, Words: l.Words}
	}
	for _, name := range sounds.Chimes() {
		lib.Chimes[name] = routine.Clip{Length: 2 * routine.Rate}
	}
	src, err := routine.Source(routine.Default)
	if err != nil {
		t.Fatal(err)
	}
	r, err := routine.Parse("buttock.yaml", src, routine.Script{Words: sounds.Words(), Chimes: sounds.Chimes()})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Defaults
	change(&s)
	p, err := r.Plan(s, lib)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{routine.NewCourse(r, s, lib, p)}
}

// newCheck is the fixture of a sound check: a plan without a routine.
func newCheck() *fixture {
	p := &routine.Plan{Routine: "soundcheck", Side: routine.Both, Rate: routine.Rate}
	for _, name := range []string{"in the middle", "in the left ear only", "in the right ear only"} {
		end := p.Length + 5*routine.Rate
		p.Phases = append(p.Phases, routine.Phase{Name: name, Side: routine.Both, Start: p.Length, End: end, Lead: p.Length})
		p.Events = append(p.Events, routine.Event{
			At: p.Length + 2*routine.Rate, Length: 3 * routine.Rate, Bus: routine.BusVoice, Cue: "check", Text: "You hear this " + name + ".",
		})
		p.Length = end
	}
	return &fixture{routine.NewCourse(nil, routine.Settings{}, routine.Library{}, p)}
}

// at returns the offset of a time in the n-th phase of a name.
func (f *fixture) at(t testing.TB, name string, n int, in time.Duration) routine.Samples {
	t.Helper()
	for _, p := range f.course.Plan().Phases {
		if p.Name == name {
			if n--; n == 0 {
				return p.Start + routine.SamplesIn(in)
			}
		}
	}
	t.Fatalf("there is no such %s", name)
	return 0
}

// picture returns what is shown at an offset, after looks at the 5 s before it.
func (f *fixture) picture(at routine.Samples, news string) (p Picture) {
	for n := max(0, at-5*routine.Rate); n < at; n += routine.Rate / 10 {
		p = p.Then(f.course.Moment(n), news)
	}
	return p.Then(f.course.Moment(at), news)
}

// stub is a session that stands at a moment and records what it is asked for.
type stub struct {
	mu    sync.Mutex
	now   func() routine.Moment
	news  string
	asked []routine.Verb
}

func (s *stub) Now() routine.Moment { return s.now() }

func (s *stub) Do(c routine.Command) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, c.Verb)
}

func (s *stub) News() string { return s.news }

func (s *stub) Title(m routine.Moment) string {
	if len(m.Phases) == 0 {
		return ""
	}
	return "A session on the " + string(m.Phases[0].Side)
}

func (s *stub) verbs() []routine.Verb {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// edged returns a picture with a bar at the end of each line, after its spaces.
func edged(picture []string) string { return strings.Join(picture, "|\n") + "|\n" }
