package routine

import (
	"testing"
	"time"
)

// TestFrom: what remains begins with the take of a hold that was cut short, or with the
// phase that was on.
func TestFrom(t *testing.T) {
	w := newWalk(t, func(s *Settings) { s.Side, s.Rounds = Both, 2 })
	whole, runIn := w.c.Plan(), Samples(2*Rate)
	for in, back := range map[string]string{
		"take 2": "take 2", "angle 2": "take 2", "hold 3": "take 3", "release 1": "take 1", "rest 2": "rest 2", "closing 1": "closing 1",
	} {
		in, back := w.phase(in), w.phase(back)
		for _, at := range []Samples{in.Start, (in.Start + in.End) / 2, in.End - 1} {
			p, err := whole.From(at.Duration() + time.Nanosecond) // rounds to this sample
			if err != nil {
				t.Fatal(err)
			}
			first, second := p.Phases[0], p.Phases[1]
			if fault := broken(p); fault != "" || p.Length != whole.Length-back.Start+runIn || p.Events[1].At < runIn ||
				first.Name != Opening || first.End != runIn || !second.sameAs(back) {
				t.Errorf("%s %d, from sample %d: %d samples remain, beginning with %v, %v: %s", in.Name, in.Round, at, p.Length, first, second, fault)
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
