package routine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"uncramp/sounds"
)

// fixture is a library with lengths that a person can add up: every spoken
// clip lasts 2 s, a single word 1 s, a breath chime 2.5 s, a bell 7 s.
func fixture() Library {
	lib := Library{Voice: "fixture", Spoken: map[string]Clip{}, Chimes: map[string]Clip{}}
	for cue := range strings.FieldsSeq(`welcome-left welcome-right welcome-both stop-if-pain check-first close-eyes let-go
		chimes take-left take-right take-left-short take-right-short angle-left angle-right angle-short hold hold-short
		release-left release-right release-short rest rest-short next-left next-right last-left last-right switch-left
		switch-right done again-later causes doctor food water open-eyes halfway position too-soon more-common
		welcome-left-short welcome-right-short welcome-both-short stop-if-pain-short close-eyes-short let-go-short
		lying-welcome-left lying-welcome-right lying-welcome-both lying-welcome-left-short lying-welcome-right-short
		lying-welcome-both-short lying-position lying-take-left lying-take-right lying-release-left lying-release-right lying-rest`) {
		lib.Spoken[cue] = Clip{2 * Rate, "words of " + cue}
	}
	for n := 1; n <= 6; n++ {
		lib.Spoken[fmt.Sprintf("rounds-%d", n)] = Clip{2 * Rate, "how often"}
		lib.Spoken[fmt.Sprintf("rounds-%d-each", n)] = Clip{2 * Rate, "how often"}
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 30} {
		lib.Spoken[fmt.Sprintf("minutes-%d", n)] = Clip{2 * Rate, "how long"}
	}
	for _, cue := range []string{"breathe-in", "breathe-out", "in", "out", "steady", "last-breath"} {
		lib.Spoken[cue] = Clip{Rate, cue}
	}
	for _, cue := range answers(BusVoice) {
		lib.Spoken[cue] = Clip{Rate, "words of " + cue}
	}
	for n := 1; n <= 4; n++ {
		for i := 1; i <= n; i++ {
			lib.Spoken[fmt.Sprintf("round-%d-of-%d", i, n)] = Clip{Rate, "a round"}
		}
	}
	for _, left := range []string{"5", "10", "15", "20", "25", "30", "45", "60", "more"} {
		lib.Spoken["left-"+left] = Clip{Rate, left + " left"}
	}
	for _, cue := range answers(BusChime) {
		lib.Chimes[cue] = Clip{Length: 3 * Rate / 10}
	}
	for _, cue := range []string{"chime-in", "chime-out", "chime-pause", "chime-hold", "chime-release"} {
		lib.Chimes[cue] = Clip{Length: 5 * Rate / 2}
	}
	for _, cue := range []string{"bell-opening", "bell-round", "bell-final"} {
		lib.Chimes[cue] = Clip{Length: 7 * Rate}
	}
	return lib
}

// scriptOf returns what a library can say.
func scriptOf(lib Library) Script {
	s := Script{Words: map[string]string{}, Chimes: slices.Sorted(maps.Keys(lib.Chimes))}
	for cue, clip := range lib.Spoken {
		s.Words[cue] = clip.Words
	}
	return s
}

var parsedRoutines sync.Map // built-in routines, by name

// parseRoutine returns a built-in routine.
func parseRoutine(t testing.TB, name string) *Routine {
	t.Helper()
	if r, ok := parsedRoutines.Load(name); ok {
		return r.(*Routine)
	}
	src, err := Source(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse(name+".yaml", src, scriptOf(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	parsedRoutines.Store(name, r)
	return r
}

func parseBuiltin(t testing.TB) *Routine { return parseRoutine(t, Default) }

// plan is the built-in routine's plan for the default settings, changed.
func plan(t testing.TB, change func(*Settings)) *Plan {
	t.Helper()
	return session(t, parseBuiltin(t), fixture(), change).plan
}

// heardSession is a session that can be begun again and again.
type heardSession struct {
	r    *Routine
	s    Settings
	lib  Library
	plan *Plan
}

// session plans a session with the default settings, changed.
func session(t testing.TB, r *Routine, lib Library, change ...func(*Settings)) heardSession {
	t.Helper()
	h := heardSession{r: r, s: r.Defaults, lib: lib}
	for _, c := range change {
		c(&h.s)
	}
	var err error
	if h.plan, err = r.Plan(h.s, lib); err != nil {
		t.Fatal(err)
	}
	return h
}

// newSession plans the built-in routine with the words and lengths of a voice.
func newSession(t testing.TB, voice string, change func(*Settings)) heardSession {
	t.Helper()
	return session(t, parseBuiltin(t), spokenBy(t, voice), change)
}

func (h heardSession) walk(t testing.TB) *walk {
	return &walk{t: t, c: NewCourse(h.r, h.s, h.lib, h.plan)}
}

// spokenBy is the fixture with the words and lengths of a voice.
func spokenBy(t testing.TB, name string) Library {
	t.Helper()
	voice, err := sounds.OpenVoice(name)
	if err != nil {
		t.Fatal(err)
	}
	lib := fixture()
	lib.Voice = name
	for _, c := range voice.Cues {
		lib.Spoken[c.ID] = Clip{Samples(c.Length), c.Words}
	}
	return lib
}

// broken says what of a plan is not as every plan must be; empty is whole.
func broken(p *Plan) string {
	at := Samples(0)
	for _, ph := range p.Phases {
		if ph.Start != at || ph.End <= ph.Start {
			return "phases do not follow one another: " + ph.Name
		}
		at = ph.End
	}
	if at != p.Length {
		return "the last phase does not end with the plan"
	}
	if fault := disordered(p); fault != "" {
		return fault
	}
	if slices.ContainsFunc(p.Events, func(e Event) bool { return e.At < 0 || e.End() > p.Length }) {
		return "an event is not inside the plan"
	}
	heard := Samples(0)
	for _, e := range p.Events {
		if e.At-heard > SamplesIn(maxSilence) && p.Events[0].Bus != BusBed && e.Bus != BusBed {
			return "too long a silence before " + e.Cue
		}
		heard = max(heard, e.At+e.Audible())
	}
	return ""
}

// disordered says which event is not sorted, lasts no time, or speaks while another
// voice does or when the plan is over; empty if there is none.
func disordered(p *Plan) string {
	voice := Samples(-Rate)
	for i, e := range p.Events {
		switch {
		case i > 0 && e.At < p.Events[i-1].At:
			return fmt.Sprintf("%s at %d is not sorted", e.Cue, e.At)
		case e.Length <= 0:
			return fmt.Sprintf("%s at %d lasts %d", e.Cue, e.At, e.Length)
		case e.Bus != BusVoice:
		case e.End() > p.Length:
			return fmt.Sprintf("%s speaks until %d, after the end at %d", e.Cue, e.End(), p.Length)
		case e.At < voice:
			return fmt.Sprintf("%s at %d begins while another voice speaks, until %d", e.Cue, e.At, voice)
		default:
			voice = e.End()
		}
	}
	return ""
}

// count is how often a cue begins at an offset or later.
func count(p *Plan, cue string, from Samples) (n int) {
	for _, e := range p.Events {
		if e.Cue == cue && e.At >= from {
			n++
		}
	}
	return n
}

// onsets of a cue in the plan, in seconds.
func onsets(p *Plan, cue string) (at []float64) {
	for _, e := range p.Events {
		if e.Cue == cue {
			at = append(at, e.At.Duration().Seconds())
		}
	}
	return at
}

// phase is the n-th phase with a name.
func phase(t testing.TB, p *Plan, name string, n int) Phase {
	t.Helper()
	for _, ph := range p.Phases {
		if ph.Name == name {
			if n--; n == 0 {
				return ph
			}
		}
	}
	t.Fatalf("no %s number %d", name, n)
	return Phase{}
}

// cues of a phase, those that begin in it, by bus.
func cuesIn(p *Plan, ph Phase, bus Bus) (cues []string) {
	for _, e := range p.Events {
		if e.Bus == bus && e.At >= ph.Start && e.At < ph.End {
			cues = append(cues, e.Cue)
		}
	}
	return slices.Clip(cues)
}

// answers lists the cues that a session under way can need beside its plan's.
func answers(bus Bus) []string {
	if bus == BusChime {
		return []string{chimeKey, chimeRefused}
	}
	cues := []string{sayPaused, sayStill, sayGoingOn, sayNext, sayAgain, sayStart, sayStopping, sayStopped,
		saySoundBack, sayFull, "where-left", "where-right"}
	for _, phase := range []string{Opening, Closing, PhaseTake, PhaseAngle, PhaseHold, PhaseRelease, PhaseRest} {
		cues = append(cues, "where-"+phase)
	}
	return cues
}
