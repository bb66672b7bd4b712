package routine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAsides asks at every half second of a session, with the recordings'
// lengths: every answer is true when it is heard, no instruction is heard once
// what it is for is over, none twice in a row, none is left out, and most come at once.
func TestAsides(t *testing.T) {
	all := append(shapes(t)[1:],
		newSession(t, "heart", func(*Settings) {}),
		newSession(t, "michael", func(s *Settings) { s.Words = WordsFull; s.Rounds = 1 }),
		newSession(t, "heart", func(s *Settings) { s.Side, s.Rest, s.Rounds, s.After = Both, 20*time.Second, 2, AfterNone }),
		newSession(t, "heart", func(s *Settings) { s.Words, s.After = WordsFew, AfterNone }))
	for _, h := range all {
		builtIn := h.r.Name == Default
		for _, verb := range []Verb{SayAgain, WhereAmI} {
			atOnce, asked := 0, 0
			for at := Rate / 4 * Samples(1); at < h.plan.Length-Rate; at += Rate / 2 {
				w := h.walk(t)
				on := w.c.Moment(at).Phase()
				w.do(Command{Verb: verb}, at)
				fault := w.untrue(at)
				if verb == SayAgain && !builtIn {
					fault = "" // where no rest is told, the release is said again in it
				}
				was, _ := spoken(h.plan, at)
				planned, answers := spoken(w.c.Plan(), at)
				if verb == SayAgain {
					planned += answers // an instruction that is to come may be said now instead
				}
				if planned < was {
					fault = "planned words are left out"
				}
				if verb == WhereAmI && builtIn && answers == 0 {
					fault = "nothing is said"
				}
				if fault != "" {
					t.Fatalf("%v, verb %d %v into the %s, %d of %d: %s", h.s, verb, (at - on.Start).Duration(), on.Name, on.Round, h.s.Rounds, fault)
				}
				asked++
				if slices.ContainsFunc(w.c.Plan().Events, func(e Event) bool {
					return e.Bus == BusVoice && e.At >= at && e.At <= at+SamplesIn(answerWord)
				}) {
					atOnce++
				}
			}
			if builtIn && atOnce < asked*3/4 { // breaths have few words elsewhere
				t.Errorf("%v, verb %d: only %d of %d answers come at once", h.s, verb, atOnce, asked)
			}
		}
	}
}

// spoken returns how many clips are spoken from an offset on, as planned and as answers.
func spoken(p *Plan, from Samples) (planned, answers int) {
	for _, e := range p.Events {
		switch {
		case e.Bus != BusVoice || e.At < from:
		case e.Answers:
			answers++
		default:
			planned++
		}
	}
	return planned, answers
}

// instructs are the phases in which an instruction may be heard, by how its cue begins.
var instructs = map[string][]string{
	"take-": {PhaseTake}, "angle-": {PhaseAngle}, "hold": {PhaseAngle, PhaseHold}, "release-": {PhaseRelease},
	"rest": {PhaseRelease, PhaseRest}, "next-": {PhaseRest}, "last-left": {PhaseRest}, "last-right": {PhaseRest}, "switch-": {PhaseRest},
}

// untrue returns the first thing that a listener hears after a key and that is not
// true, or "".
func (w *walk) untrue(key Samples) string {
	heard := Samples(0)
	said := "" // the whole sentence before
	for _, e := range w.c.Plan().Events {
		if e.Bus == BusBed {
			continue
		}
		if gap := e.At - heard; e.End() > key && gap > SamplesIn(maxSilence) && w.c.lib.Bed == "" {
			return fmt.Sprintf("nothing is heard for %v before %s", gap.Duration(), e.Cue)
		}
		heard = max(heard, e.At+e.Audible())
		if e.Bus != BusVoice || e.At < key {
			continue
		}
		m := w.c.Moment(e.At)
		on, next := m.Phase(), m.Phases[min(m.On+1, len(m.Phases)-1)]
		for stem, in := range instructs {
			if !strings.HasPrefix(e.Cue, stem) {
				continue
			}
			if !slices.Contains(in, on.Name) {
				return fmt.Sprintf("%q is said in the %s", e.Cue, on.Name)
			}
			if e.Cue == said && e.Cue != "hold" {
				return fmt.Sprintf("%q is said twice", e.Cue)
			}
			said = e.Cue
		}
		name, ok := strings.CutPrefix(e.Cue, "where-")
		announced := m.Position >= next.Lead && name == next.Name
		if ok && !announced && !slices.Contains([]string{string(Left), string(Right), on.Name}, name) {
			return fmt.Sprintf("%q is said in the %s, %v before its end", e.Cue, on.Name, (on.End - m.Position).Duration())
		}
		var round, seconds Samples
		if n, _ := fmt.Sscanf(e.Cue, "round-%d-", &round); n == 1 && round != Samples(on.Round) {
			return fmt.Sprintf("%q is said in round %d", e.Cue, on.Round)
		}
		if n, _ := fmt.Sscanf(e.Cue, "left-%d", &seconds); n == 1 {
			left := m.PhaseRemaining
			if o, open := w.c.now(e.At).waits(e.At); open {
				left = o.To - m.Position
			}
			if left < seconds*Rate || left >= (seconds+16)*Rate && seconds < 60 {
				return fmt.Sprintf("%q is said when %v of the %s are left", e.Cue, left.Duration(), on.Name)
			}
		}
	}
	return ""
}

// TestGivesWay: an aside that has not begun, and gives way, leaves nothing behind;
// one that has moved the rest of a session has moved all of it.
func TestGivesWay(t *testing.T) {
	lengths := []Samples{}
	for _, keys := range []string{"29.5s space, 9s space", "29s where, 0.5s space, 9s space"} {
		w := newWalk(t)
		w.press(w.start("rest 1"), keys)
		lengths = append(lengths, w.c.Plan().Length)
	}
	if lengths[0] != lengths[1] {
		t.Errorf("a session lasts %v, and %v with an aside that gave way to a pause", lengths[0].Duration(), lengths[1].Duration())
	}

	w := newWalk(t)
	w.press(w.start("rest 1"), "29s where")
	s := w.c.last()                                                   // it waits for the answer in the take
	at := w.press(s.resume+w.start("rest 2")-s.position, "19s where") // what comes next would be said by then
	if got := w.spokenFrom(at, 5); got != "last-left round-2-of-3 left-5 take-left-short angle-short" {
		t.Errorf("it says %q", got)
	}
}
