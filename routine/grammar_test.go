package routine

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// everything returns the routine that uses every key of the form, and a library
// that speaks its words, too: 2 s each.
func everything(t testing.TB) (*Routine, Library) {
	t.Helper()
	src, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lib := fixture()
	r, err := Parse("everything.yaml", src, scriptOf(lib))
	if err != nil {
		t.Fatal(err)
	}
	for cue, words := range r.Words {
		lib.Spoken[cue] = Clip{2 * Rate, words}
	}
	return r, lib
}

// outline writes the phases of a plan, and what is said and struck in them.
func outline(p *Plan) string {
	var out strings.Builder
	for _, ph := range p.Phases {
		name := ph.Name
		if ph.Title != "" {
			name += " (" + ph.Title + ")"
		}
		fmt.Fprintf(&out, "%s %s %d %gs:", name, ph.Side, ph.Round, (ph.End - ph.Start).Duration().Seconds())
		for _, e := range p.Events {
			if e.At >= ph.Start && e.At < ph.End && (e.Bus == BusVoice || ph.Name != PhaseRest && e.Cue != chimeIn && e.Cue != chimeOut) {
				fmt.Fprintf(&out, " %s@%g", e.Cue, (e.At - ph.Start).Duration().Seconds())
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// TestEverything holds a plan of every key to a table that a person has added up.
func TestEverything(t *testing.T) {
	r, lib := everything(t)
	s := r.Defaults
	s.After = AfterTip
	p, err := r.Plan(s, lib)
	if err != nil {
		t.Fatal(err)
	}
	const want = `opening left 0 8s: bell-opening@1 let-go@4.5
warmup left 0 3s: close-eyes@0
breathe (settle) left 0 60s: breathe-in@0.6 chime-pause@4 breathe-out@6.6 chime-pause@14 chime-pause@24 halfway@30.6 chime-pause@34 chime-pause@44 chime-pause@54
hold (shake) left 0 15s: chime-hold@0
ready left 1 2s: chime-release@0 round-1-of-2@0
take (cross) left 1 5s: cross-left@0
hold (Figure four) left 1 20s: chime-hold@0 in@5.6 out@7.6 lean@10.6 last-breath@15.6 steady@18
ready left 1 6.5s: chime-release@0 lean@2 steady@4.5
hold left 1 30s: chime-hold@0 chime-pause@4 chime-pause@14 chime-pause@24
release left 1 12s: chime-release@0 release-left@0 chime-pause@6
rest (rest) left 1 20s: last-left@16.6
ready left 2 2s: round-2-of-2@0
hold (Figure four) left 2 20s: chime-hold@0 lean-short@10.6 last-breath@15.6 steady@18
ready left 2 6.5s: chime-release@0 lean-short@2 steady@4.5
hold left 2 30s: chime-hold@0 chime-pause@4 chime-pause@14 chime-pause@24
release left 2 13s: bell-round@0 chime-release@0 release-short@1 chime-pause@7
rest (rest) left 2 20s:
closing left 0 9s: causes@0 bell-final@2
`
	if got := outline(p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestSkip: the arrow in the opening goes to the phase behind it, in a routine of any
// shape.
func TestSkip(t *testing.T) {
	for _, h := range shapes(t) {
		opening := h.plan.Phases[0]
		for _, at := range []Samples{h.plan.runIn + Rate, (opening.Start + opening.End) / 2, opening.End - Rate/2} {
			w := h.walk(t)
			w.do(Command{Verb: Next}, at)
			if m := w.c.Moment(at + 4*Rate); m.On != 1 && opening.Name == Opening && at < opening.End && at > 0 {
				t.Errorf("%s, at %v: it goes to %s", h.r.Name, at.Duration(), m.Phase().Name)
			}
		}
	}
}

// shapes are routines of every shape, with settings and recordings: the built-in
// one; every key; breathing with pauses; holds that nothing leads to, on one side;
// rounds without a hold; and an opening that is the same for all.
func shapes(t testing.TB) (all []heardSession) {
	add := func(r *Routine, lib Library, change func(*Settings)) {
		s := r.Defaults
		change(&s)
		lib.Bed = "breath"
		p, err := r.Plan(s, lib)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, heardSession{r, s, lib, p})
	}
	add(parseBuiltin(t), fixture(), func(s *Settings) { s.Rounds = 2 })
	r, lib := everything(t)
	add(r, lib, func(s *Settings) { s.Side = Both })
	add(parseRoutine(t, "breathing"), fixture(), func(s *Settings) {
		s.Minutes, s.Breath = 2, Breath{In: 4 * time.Second, Full: 7 * time.Second, Out: 8 * time.Second}
	})
	add(own(t, "sides: right\ndefaults: {rounds: 2}\nround: [{hold: 20s}, {hold: 25s}, {rest: 20s, next: rest}]"), fixture(), func(*Settings) {})
	add(own(t, "defaults: {rounds: 3}\nround: [{say: let-go}, {rest: 40s, last: steady}, {breathe: 3}, {open: 10s}]"), fixture(), func(*Settings) {})
	add(own(t, "sides: [left, right]\nopening: [{say: [stop-if-pain-short, chimes], then: 3s}]\nround: [{hold: 20s}]"), fixture(), func(*Settings) {})
	return all
}

// own parses a file that begins with these lines after its name.
func own(t testing.TB, text string) *Routine {
	t.Helper()
	r, err := Parse("own.yaml", []byte("uncramp: 1\nname: own\n"+text), scriptOf(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLongest: 99 rounds of 50 steps are planned in 50 ms, on a machine that is not busy.
func TestLongest(t *testing.T) {
	r := own(t, "sides: left\ndefaults: {rounds: 99}\nround: ["+strings.Repeat("{say: [done, \"round-{round}-of-{rounds}\"]}, {open: 10s}, {hold: 20s, at: {half: steady}}, {wait: 1s}, {breathe: 1}, ", 10)+"]")
	lib := fixture()
	lib.Bed = "breath"
	best := time.Hour
	for range 5 {
		began := time.Now()
		p, err := r.Plan(r.Defaults, lib)
		if err != nil || broken(p) != "" || len(p.Phases) != 99*40+1 {
			t.Fatalf("%v, %d phases", err, len(p.Phases))
		}
		best = min(best, time.Since(began))
	}
	t.Logf("it takes %v", best)
	if best > 250*time.Millisecond {
		t.Errorf("it takes %v", best)
	}
}

// TestAnswersOfShapes gives keys at a time after a phase has begun, and looks at the
// words that follow the last of them.
func TestAnswersOfShapes(t *testing.T) {
	const builtIn, every, breathing, holds, rests, opening = 0, 1, 2, 3, 4, 5
	s := time.Second
	for _, tt := range []struct {
		shape, phase int
		after        []time.Duration
		verbs        []Verb
		want         string
	}{
		// In a warm-up.
		{every, 1, []time.Duration{s}, []Verb{Next}, "forward breathe-in"},
		{every, 1, []time.Duration{s, s}, []Verb{Toggle, Toggle}, "going-on close-eyes"},
		{every, 2, []time.Duration{10 * s}, []Verb{WhereAmI}, "left-45 halfway"},
		{every, 2, []time.Duration{10 * s, s, 9 * s}, []Verb{Toggle, WhereAmI, Toggle}, "going-on halfway"},
		{every, 3, []time.Duration{5 * s, s}, []Verb{Toggle, Toggle}, "going-on round-1-of-2"}, // the hold alone
		{every, 3, []time.Duration{5 * s}, []Verb{Stop}, "stopping-rest"},
		{every, 3, []time.Duration{5 * s}, []Verb{Again}, "back round-1-of-2"},
		// Two holds a round, the first one with a take.
		{every, 5, []time.Duration{s}, []Verb{Next}, "forward in"}, // to the hold, not past it
		{every, 6, []time.Duration{5 * s, s}, []Verb{Toggle, WhereAmI}, "where-left round-1-of-2 where-figure-four paused"},
		{every, 6, []time.Duration{5 * s, s}, []Verb{Toggle, Toggle}, "going-on round-1-of-2 lean-short"},
		{every, 6, []time.Duration{5 * s}, []Verb{Stop}, "stopping"},
		{every, 6, []time.Duration{2 * s}, []Verb{Next}, "forward release-left lean"},
		{every, 8, []time.Duration{5 * s, s}, []Verb{Toggle, Toggle}, "going-on lean-short steady release-short"},
		{every, 8, []time.Duration{5 * s, s}, []Verb{Toggle, Again}, "back release-left where-left round-1-of-2 paused"},
		{every, 8, []time.Duration{5 * s}, []Verb{WhereAmI}, "round-1-of-2 left-20"},
		{every, 10, []time.Duration{s}, []Verb{WhereAmI}, "round-1-of-2 left-15 last-left"},
		// Breathing alone.
		{breathing, 1, []time.Duration{12 * s}, []Verb{WhereAmI}, "left-more"},
		{breathing, 1, []time.Duration{25 * s, s}, []Verb{Toggle, WhereAmI}, "left-more paused"},
		{breathing, 1, []time.Duration{25 * s, s}, []Verb{Toggle, Toggle}, "going-on halfway last-breath"},
		{breathing, 1, []time.Duration{25 * s}, []Verb{Stop}, "stopping-rest"},
		{breathing, 1, []time.Duration{25 * s}, []Verb{Next}, "forward open-eyes"},
		{breathing, 1, []time.Duration{25 * s}, []Verb{Again}, "back breathe-in"},
		{breathing, 0, []time.Duration{6 * s}, []Verb{OtherSide}, "close-eyes"},
		// Holds that nothing leads to.
		{holds, 1, []time.Duration{5 * s}, []Verb{Stop}, "stopping-rest"},
		{holds, 1, []time.Duration{5 * s}, []Verb{WhereAmI}, "round-1-of-2 left-10"},
		{holds, 2, []time.Duration{5 * s, s}, []Verb{Toggle, WhereAmI}, "where-right round-1-of-2 where-hold left-25 paused"},
		{holds, 2, []time.Duration{5 * s}, []Verb{Again}, "back"},
		// No holds, no sides.
		{rests, 2, []time.Duration{5 * s}, []Verb{WhereAmI}, "round-1-of-3 left-30"},
		{rests, 2, []time.Duration{5 * s, s}, []Verb{Toggle, WhereAmI}, "round-1-of-3 where-rest left-30 paused"},
		{rests, 4, []time.Duration{5 * s}, []Verb{Found}, "let-go-short"},
		// The warning is said on the other side, too.
		{opening, 0, []time.Duration{2 * s}, []Verb{OtherSide}, "stop-if-pain-short chimes"},
	} {
		w := shapes(t)[tt.shape].walk(t)
		at := w.c.last().plan.Phases[tt.phase].Start
		for i, v := range tt.verbs {
			at += SamplesIn(tt.after[i])
			w.do(Command{Verb: v}, at)
		}
		if got := w.spokenFrom(at, len(strings.Fields(tt.want))); got != tt.want {
			t.Errorf("shape %d, phase %d (%s), %v: it says %q, want %q", tt.shape, tt.phase, w.c.last().plan.Phases[tt.phase].Name, tt.verbs, got, tt.want)
		}
	}
}

// TestResumedShapes: what remains of a session begins with the hold's words, or in a
// breathe with the breath that was on, and a session that is lost there goes on there.
func TestResumedShapes(t *testing.T) {
	for _, h := range shapes(t) {
		for i, on := range h.plan.Phases {
			at := on.Start + (on.End-on.Start)*2/3
			rest, err := h.plan.From(at.Duration())
			if err != nil {
				t.Fatal(err)
			}
			from := h.plan.Phases[h.plan.leadIn(i)].Start
			if on.Name == PhaseBreathe {
				for _, b := range h.plan.Breaths {
					if b.In <= at {
						from = b.In
					}
				}
			}
			if got, want := rest.Length, h.plan.Length-from+rest.runIn; from > 0 && got != want || broken(rest) != "" {
				t.Errorf("%s, from %s %d: %v long, want %v; %s", h.r.Name, on.Name, i, got.Duration(), want.Duration(), broken(rest))
			}
			if first := slices.IndexFunc(rest.Events, func(e Event) bool { return e.Cue == "chime-hold" || e.Cue == "chime-release" }); from > 0 && first >= 0 && rest.Events[first].Cue == "chime-release" {
				t.Errorf("%s, from %s %d: the release chime of a hold that was before", h.r.Name, on.Name, i)
			}
			// And again from there, and lost there.
			c := NewCourse(h.r, h.s, h.lib, rest)
			back := c.From(rest.Length - (h.plan.Length - at))
			if again, err := h.plan.From(back); err != nil || from > 0 && again.Length != rest.Length {
				t.Errorf("%s, from %s %d, lost: again from %v, %v", h.r.Name, on.Name, i, back, err)
			}
		}
	}
}
