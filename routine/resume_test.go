package routine

import (
	"testing"
	"time"
)

func TestFrom(t *testing.T) {
	whole := plan(t, func(s *Settings) { s.Side, s.Rounds = Both, 2 })
	at := func(name string, n int) Phase { return phase(t, whole, name, n) }
	runIn := SamplesIn(2 * time.Second)
	for _, tt := range []struct {
		name string
		in   Phase // the phase that is on
		back Phase // the one that the rest begins with
	}{
		{"take", at("take", 2), at("take", 2)},
		{"angle goes back to the take", at("angle", 2), at("take", 2)},
		{"hold goes back to the take", at(PhaseHold, 3), at("take", 3)},
		{"release goes back to the take", at("release", 1), at("take", 1)},
		{"rest stays", at(PhaseRest, 2), at(PhaseRest, 2)},
		{"closing stays", at(Closing, 1), at(Closing, 1)},
	} {
		for _, moment := range []Samples{tt.in.Start, (tt.in.Start + tt.in.End) / 2, tt.in.End - 1} {
			p, err := whole.From(moment.Duration() + time.Nanosecond) // rounds to this sample
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if b := broken(p); b != "" {
				t.Errorf("%s: %s", tt.name, b)
			}
			if want := whole.Length - tt.back.Start + runIn; p.Length != want {
				t.Errorf("%s, from sample %d: %d samples remain, want %d", tt.name, moment, p.Length, want)
			}
			first, second := p.Phases[0], p.Phases[1]
			if first.Name != Opening || first.End != runIn || second.Name != tt.back.Name || second.Round != tt.back.Round || second.Side != tt.back.Side {
				t.Errorf("%s: begins with %v, %v", tt.name, first, second)
			}
			if p.Events[0].At < runIn {
				t.Errorf("%s: %s sounds in the run-in", tt.name, p.Events[0].Cue)
			}
		}
	}
	if p, err := whole.From(10 * time.Second); err != nil || p != whole {
		t.Errorf("from the opening: %v, want the whole plan", err)
	}
	if _, err := whole.From(whole.Length.Duration() + time.Second); err == nil {
		t.Error("from after the end: no error")
	}
}

func TestPhaseAt(t *testing.T) {
	p := plan(t, func(*Settings) {})
	last := len(p.Phases) - 1
	for at, want := range map[Samples]int{-5: 0, 0: 0, p.Phases[3].Start - 1: 2, p.Phases[3].Start: 3, p.Length - 1: last, p.Length + 5: last} {
		if got := p.PhaseAt(at); got != want {
			t.Errorf("phase at %d is %d, want %d", at, got, want)
		}
	}
}

// TestResumeAfterTooSoon resumes a session that said that it was too soon, at the
// times of one that does not say so.
func TestResumeAfterTooSoon(t *testing.T) {
	without := plan(t, func(s *Settings) { s.TooSoon = false })
	w := newWalk(t, func(s *Settings) { s.TooSoon = true })
	for i, p := range w.c.Plan().Phases[1:] {
		want := without.Phases[i+1].Start.Duration()
		if got := w.c.From(p.Start + Rate); got < want || got > want+time.Second {
			t.Errorf("%s, round %d: from %v, want %v", p.Name, p.Round, got, want)
		}
	}
}

// TestLostAfterPause: a session that was paused, went on and is lost goes on with the
// phase that was on, also one that had been cut short before.
func TestLostAfterPause(t *testing.T) {
	whole := newWalk(t).c.Plan()
	for i, on := range whole.Phases {
		rest, err := whole.From(on.Start.Duration() + time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []*Plan{whole, rest} {
			w := newWalk(t)
			w.c = NewCourse(w.c.routine, w.c.settings, w.c.lib, p)
			at := p.Phases[max(0, p.find(on))].Start
			w.press(at, "2s space, 20s space")
			from := w.c.From(at + 2*Rate)
			if got := whole.PhaseAt(SamplesIn(from)); got != i || from%time.Second != 0 {
				t.Errorf("lost in %s %d: from %v, which is %v", on.Name, on.Round, from, whole.Phases[got])
			}
			if from := w.c.From(0); p == rest && whole.PhaseAt(SamplesIn(from)) != whole.leadIn(i) {
				t.Errorf("lost in the run-in before %s %d: from %v", on.Name, on.Round, from)
			}
			if got, want := len(w.c.Moment(at+Rate*30).Phases), len(p.Phases); got != want {
				t.Errorf("paused in %s %d: %d phases, want %d", on.Name, on.Round, got, want)
			}
		}
	}
}
