package routine

import (
	"slices"
	"strings"
	"testing"
)

// TestPaused: a session that is paused names the phase with which it goes on, what is
// left of that, and what is left in all, which is so when it goes on, and when it stops.
func TestPaused(t *testing.T) {
	for _, tt := range []struct {
		phase, keys, is string
		left            Samples // seconds
	}{
		{"take 1", "3s space", PhaseTake, 6},   // with its words
		{"angle 1", "3s space", PhaseAngle, 0}, // from the take
		{"angle 1", "15s space", PhaseHold, 0},
		{"hold 1", "10s space", PhaseHold, 0},
		{"release 1", "1s space", PhaseRelease, 0},
		{"release 1", "6s space", PhaseRest, 30},
		{"rest 1", "10s space", PhaseRest, 20},
		{"closing 1", "3s space", Closing, 25},
	} {
		w := newWalk(t)
		at := w.press(w.start(tt.phase), tt.keys)
		paused := w.c.Moment(at)
		if left := paused.PhaseRemaining / Rate; paused.Phase().Name != tt.is || left != tt.left {
			t.Errorf("%s, %s: in the %s with %d s left, want %s, %d s", tt.phase, tt.keys, paused.Phase().Name, left, tt.is, tt.left)
		}
		at = w.press(at, "2s space")
		if left := w.c.Moment(at).Remaining; left != paused.Remaining || left != w.c.Plan().Length-at {
			t.Errorf("%s, %s: %v left in the pause, %v after it, until %v", tt.phase, tt.keys, paused.Remaining.Duration(), left.Duration(), (w.c.Plan().Length - at).Duration())
		}
		at = w.press(at, "7s stop")
		if left := w.c.Moment(at + Rate).Remaining; left != w.c.Plan().Length-at-Rate {
			t.Errorf("%s, %s: %v left of a session that stops in %v", tt.phase, tt.keys, left.Duration(), (w.c.Plan().Length - at - Rate).Duration())
		}
	}
}

// TestSkippedInPause: a bell that still sounds does not bring an opening back that was
// skipped in a pause.
func TestSkippedInPause(t *testing.T) {
	w := session(t, parseRoutine(t, "breathing"), fixture(), func(s *Settings) { s.Before = BeforeNone }).walk(t)
	at := w.press(w.start("opening 1"), "3s space, 1s next, 9s where")
	if got := w.spokenFrom(at, 2); got != "left-more paused" {
		t.Errorf("it is at %q", got)
	}
	at = w.press(at, "9s space")
	if got := w.spokenFrom(at, 2); got != "going-on breathe-in" {
		t.Errorf("it says %q", got)
	}
}

// TestReminders: a pause is told of after a minute, and then every five.
func TestReminders(t *testing.T) {
	w := newWalk(t)
	at := w.press(w.start("rest 1"), "3s space")
	said := at + SamplesIn(answerWord) + Rate // that it is paused
	var got []Samples
	for _, e := range w.c.Plan().Events {
		if e.Cue == sayStill && len(got) < 4 {
			got = append(got, (e.At-said)/Rate)
		}
	}
	if want := []Samples{60, 360, 660, 960}; !slices.Equal(got, want) {
		t.Errorf("it says so after %v s, want %v", got, want)
	}
	if at = w.press(at, "100s space"); strings.Contains(w.spokenFrom(at, 99), sayStill) {
		t.Error("it still says so when it goes on")
	}
}

// TestLastBell: a pause in the last bell is followed by all of it.
func TestLastBell(t *testing.T) {
	w := newWalk(t)
	bell := w.c.Plan().Events[len(w.c.Plan().Events)-1]
	w.do(Command{Verb: Toggle}, bell.At+Rate)
	w.do(Command{Verb: Toggle}, bell.At+10*Rate)
	p := w.c.Plan()
	if last := p.Events[len(p.Events)-1]; last.Cue != "bell-final" || last.Length != bell.Length || last.End() != p.Length {
		t.Errorf("the last is %v until %d, of %d", last, last.End(), p.Length)
	}
}
