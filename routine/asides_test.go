package routine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/sounds"
)

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

// heardSession is a session that can be begun again and again.
type heardSession struct {
	r    *Routine
	s    Settings
	lib  Library
	plan *Plan
}

func newSession(t testing.TB, voice string, change func(*Settings)) heardSession {
	t.Helper()
	h := heardSession{r: parseBuiltin(t), lib: spokenBy(t, voice)}
	h.s = h.r.Defaults
	change(&h.s)
	var err error
	if h.plan, err = h.r.Plan(h.s, h.lib); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h heardSession) walk(t testing.TB) *walk {
	w := &walk{t: t, c: NewCourse(h.r, h.s, h.lib, h.plan)}
	for _, p := range h.plan.Phases {
		if p.Name == PhaseHold {
			w.holds = append(w.holds, p.End-p.Start)
		}
	}
	return w
}

// instructs tells which phases a cue is an instruction for: those it may be
// heard in, none for another cue.
func instructs(cue string) []string {
	for _, p := range []struct {
		stem string
		in   []string
	}{
		{"take-", []string{PhaseTake}}, {"angle-", []string{PhaseAngle}}, {"hold", []string{PhaseAngle, PhaseHold}},
		{"release-", []string{PhaseRelease}}, {"rest", []string{PhaseRelease, PhaseRest}},
		{"next-", []string{PhaseRest}}, {"last-left", []string{PhaseRest}}, {"last-right", []string{PhaseRest}}, {"switch-", []string{PhaseRest}},
	} {
		if strings.HasPrefix(cue, p.stem) {
			return p.in
		}
	}
	return nil
}

// untrue returns the first thing that a listener hears after a key and that is not
// true, or "".
func (w *walk) untrue(key Samples) string {
	p := w.c.Plan()
	heard := Samples(0)
	said := "" // the whole sentence before
	for _, e := range p.Events {
		if e.Bus == BusBed || e.End() <= key {
			if e.Bus != BusBed {
				heard = max(heard, e.At+e.Audible())
			}
			continue
		}
		if gap := e.At - heard; gap > SamplesIn(maxSilence) {
			return fmt.Sprintf("nothing is heard for %v before %s", gap.Duration(), e.Cue)
		}
		heard = max(heard, e.At+e.Audible())
		if e.Bus != BusVoice || e.At < key {
			continue
		}
		m := w.c.Moment(e.At)
		on, next := m.Phase(), m.Phase()
		if m.On+1 < len(m.Phases) {
			next = m.Phases[m.On+1]
		}
		announced := m.Position >= next.Lead
		if in := instructs(e.Cue); in != nil {
			if !slices.Contains(in, on.Name) {
				return fmt.Sprintf("%q is said in the %s", e.Cue, on.Name)
			}
			if e.Cue == said && e.Cue != "hold" {
				return fmt.Sprintf("%q is said twice", e.Cue)
			}
			said = e.Cue
		}
		if name, ok := strings.CutPrefix(e.Cue, "where-"); ok && name != string(Left) && name != string(Right) &&
			name != on.Name && !(announced && name == next.Name) {
			return fmt.Sprintf("%q is said in the %s, %v before its end", e.Cue, on.Name, (on.End - m.Position).Duration())
		}
		var round, seconds int
		if n, _ := fmt.Sscanf(e.Cue, "round-%d-", &round); n == 1 && round != on.Round {
			return fmt.Sprintf("%q is said in round %d", e.Cue, on.Round)
		}
		if n, _ := fmt.Sscanf(e.Cue, "left-%d", &seconds); n == 1 {
			left := m.PhaseRemaining()
			for _, o := range w.c.now().plan.opens {
				if o.From <= m.Position && m.Position < o.To {
					left = o.To - m.Position
				}
			}
			if left < Samples(seconds)*Rate || left >= Samples(seconds+15)*Rate && seconds < 60 {
				return fmt.Sprintf("%q is said when %v of the %s are left", e.Cue, left.Duration(), on.Name)
			}
		}
	}
	return ""
}

// TestAsides asks at every half second of a session, with the recordings'
// lengths: every answer is true when it is heard, no instruction is heard once
// what it is for is over, none twice in a row, and most come at once.
func TestAsides(t *testing.T) {
	for _, tt := range []struct {
		voice string
		set   func(*Settings)
	}{
		{"heart", func(*Settings) {}},
		{"michael", func(s *Settings) { s.Words = WordsFull; s.Rounds = 1 }},
		{"heart", func(s *Settings) { s.Side, s.Rest, s.Rounds, s.After = Both, 20*time.Second, 2, AfterNone }},
		{"heart", func(s *Settings) { s.Words, s.After = WordsFew, AfterNone }},
	} {
		h := newSession(t, tt.voice, tt.set)
		for _, verb := range []Verb{SayAgain, WhereAmI} {
			atOnce, asked := 0, 0
			for at := Rate / 4 * Samples(1); at < h.plan.Length-Rate; at += Rate / 2 {
				w := h.walk(t)
				on := w.c.Moment(at).Phase()
				w.do(Command{Verb: verb}, at)
				if fault := w.untrue(at); fault != "" {
					t.Fatalf("%v, verb %d %v into the %s, %d of %d at %v: %s\n%s", h.s, verb, (at - on.Start).Duration(), on.Name, on.Round, h.s.Rounds, at.Duration(), fault,
						w.story(at))
				}
				asked++
				for _, e := range w.c.Plan().Events {
					if e.Bus == BusVoice && e.At >= at && e.At <= at+SamplesIn(answerWord) {
						atOnce++
						break
					}
				}
				// Words of the session that are left out are breath words alone.
				for _, cue := range []string{"switch-right", "next-left", "last-left", "release-left", "take-left", "done"} {
					if a, b := count(h.plan, cue, at), count(w.c.Plan(), cue, at); a > b && b == 0 {
						t.Fatalf("%v, verb %d %v into the %s: %q is left out\n%s", h.s, verb, (at - on.Start).Duration(), on.Name, cue, w.story(at))
					}
				}
			}
			t.Logf("%v: verb %d: %d of %d at once", h.s, verb, atOnce, asked)
			if atOnce < asked*3/4 {
				t.Errorf("verb %d: only %d of %d answers come at once", verb, atOnce, asked)
			}
		}
	}
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

// story is what is heard in the half minute around a key.
func (w *walk) story(key Samples) string {
	var b strings.Builder
	for _, e := range w.c.Plan().Events {
		if e.Bus != BusBed && e.End() > key-10*Rate && e.At < key+25*Rate {
			fmt.Fprintf(&b, "%8.2f to %8.2f %s (%s)\n", e.At.Duration().Seconds(), e.End().Duration().Seconds(), e.Cue, w.c.Moment(e.At).Phase().Name)
		}
	}
	return b.String()
}
