package routine

import (
	"strings"
	"testing"
)

// TestAnswers gives keys after a phase has begun, each so long after the one before,
// and looks at the words that follow the last of them.
func TestAnswers(t *testing.T) {
	for _, tt := range []struct{ phase, keys, want string }{
		// The words that stop a session depend on where the leg is.
		{"hold 1", "5s stop", "stopping"},
		{"rest 1", "5s stop", "stopping-rest"},
		{"take 1", "2s stop", "stopping"},
		{"take 2", "1s stop", "stopping-rest"}, // in the bell before its words
		{"hold 1", "5s back, 1s stop", "stopping"},
		{"hold 1", "5s space, 1s stop", "stopping"},
		{"hold 1", "5s space, 1m stop", "stopping-rest"},
		{"hold 1", "5s space, 5s space, 1s stop", "stopping"},
		// The opening is skipped, and a key ends an open step of it.
		{"opening 1", "20s next", "forward take-left"},
		{"opening 1", "8s next", "forward take-left"},
		{"opening 1", "8s found", "position stop-if-pain"},
		// The other side, in the opening alone.
		{"opening 1", "6s other side", "welcome-right-short stop-if-pain-short take-right angle-right"},
		{"opening 1", "6s other side, 1s other side", "stop-if-pain-short take-right"},
		{"opening 1", "6s space, 2s other side, 9s space", "going-on take-right"},
		{"take 1", "1s other side", "angle-left"},
		// Going on.
		{"hold 2", "5s space, 1m space", "going-on take-left-short angle-short hold-short"},
		{"hold 1", "5s space, 1s next, 9s space", "going-on rest next-left"},
		{"hold 1", "5s space, 1s next, 9s next, 9s space", "going-on take-left-short angle-short"},
		{"rest 1", "9s space, 1m space", "going-on next-left"},
		// An open step ends at a key, and the hold is not skipped by a second one.
		{"angle 1", "10s found", "hold breathe-in"},
		{"angle 1", "10s next", "hold breathe-in"},
		{"angle 1", "10s next, 0.5s next", "breathe-in breathe-out"},
		{"angle 1", "10s where, 2s found", "hold breathe-in"},
		{"angle 1", "10s say again, 2s next", "hold breathe-in"},
		{"hold 1", "10s found", "steady"},
		// Back, and twice quickly to what was before.
		{"hold 1", "10s back", "back hold"},
		{"hold 1", "10s back, 1s back", "back angle-left"},
		{"hold 1", "10s back, 1s back, 1s back", "back take-left"},
		{"hold 1", "10s back, 5s back", "back hold"},
		{"hold 1", "10s back, 0.5s next, 0.5s back", "back release-left"},
		// To a place later in what is on: forward is not back.
		{"hold 1", "10s seek", "steady last-breath"},
		// Where what was asked for, and in a pause.
		{"hold 1", "10s where", "steady round-1-of-3 left-15"},
		{"hold 1", "10s space, 1s where", "where-left round-1-of-3 where-hold paused"},
		{"rest 1", "10s space, 1s where", "where-left round-1-of-3 where-rest"},
		{"hold 1", "10s say again", "steady hold"},
		{"rest 1", "10s space, 9s say again", "still-paused"},
		// Said again from its beginning, once; in full, and what follows after it.
		{"take 1", "1s say again", "take-left angle-left"},
		{"take 2", "3s say again", "take-left angle-short"},
		{"take 2", "1s say again", "take-left angle-short"}, // in the bell before it
		{"angle 1", "9s say again", "angle-left hold"},
		{"angle 3", "2s say again", "angle-left hold-short"}, // where nothing is said any more
		{"rest 2", "15s say again", "rest last-left take-left-short"},
		// In what is left of a rest there is no room: after the take's words, where those are short.
		{"rest 1", "29s say again", "take-left-short take-left angle-short"},
		{"rest 1", "29s where", "take-left-short where-left round-2-of-3 where-take angle-short"},
		// An aside that has not begun gives way, and leaves nothing behind.
		{"rest 1", "29s where, 0.5s say again", "take-left-short take-left angle-short"},
		{"rest 1", "29s where, 0.5s space, 9s space", "going-on next-left take-left-short angle-short"},
		// A jump lets a leg down that is up, and the words of a stop know.
		{"hold 3", "5s next, 0.3s next", "forward release-short done"},
		{"hold 1", "5s seek, 0.5s stop", "stopping"},
		{"hold 1", "5s space, 8s where, 7s stop", "stopping-rest"},
		{"release 1", "6s stop", "stopping-rest"}, // the leg is down, and rest is said
		{"release 1", "2s say again, 8s stop", "stopping-rest"},
		// In a pause it goes to where it can go on.
		{"hold 2", "5s space, 20s next", "forward where-left round-2-of-3 where-rest left-30 paused"},
		{"hold 2", "5s space, 20s back", "back where-left round-2-of-3 where-take paused"},
		// The words that lead to a hold belong to it, and a hold is not skipped by a key for them.
		{"angle 1", "13s next", "breathe-in"},
		{"hold 1", "10s back, 3s back", "back hold"},
		{"angle 1", "1s next, 1s next", "forward release-left"}, // but by one that goes on
		// What is full is said if there is room for it, before a hold ends too.
		{"rest 1", "5s louder", "full-volume"},
		{"rest 1", "5s space, 9s louder", "full-volume"},
		{"hold 1", "28.2s louder", "release-left"},
		{"closing 1", "27.5s louder", ""},
		// The system pauses, and goes on unless the listener has paused.
		{"rest 1", "5s lose, 9s sound back", "sound-back"},
		{"rest 1", "5s lose, 1s pause, 9s sound back", "paused"},
		{"rest 1", "5s pause, 1s silence, 9s sound back", "paused"},
		{"rest 1", "5s woken", "paused"},
	} {
		w := newWalk(t)
		at := w.press(w.start(tt.phase), tt.keys)
		if got := w.spokenFrom(at, len(strings.Fields(tt.want))); got != tt.want {
			t.Errorf("%s, %s: it says %q, want %q", tt.phase, tt.keys, got, tt.want)
		}
	}
}

// TestAnswersFrom: what a session that goes on from a time knows of what was before.
func TestAnswersFrom(t *testing.T) {
	for _, tt := range []struct{ keys, want string }{
		{"2s say again", "rest"},
		{"2s back", "back"},
		{"2s back, 1s back", "at-start"},
	} {
		w := newWalk(t)
		rest, err := w.c.Plan().From((w.start("rest 1") + 5*Rate).Duration())
		if err != nil {
			t.Fatal(err)
		}
		w.c = NewCourse(w.c.routine, w.c.settings, w.c.lib, rest)
		if got := w.spokenFrom(w.press(w.start("rest 1"), tt.keys), 1); got != tt.want {
			t.Errorf("%s: it says %q, want %q", tt.keys, got, tt.want)
		}
	}
}

// TestAnswersOfAPoorVoice: a question for which there are no words is refused.
func TestAnswersOfAPoorVoice(t *testing.T) {
	for _, phase := range []string{"hold 1", "rest 1", "closing 1"} {
		for _, keys := range []string{"2s where", "2s say again"} {
			w := newWalk(t)
			w.c.lib.Spoken = map[string]Clip{}
			if at := w.press(w.start(phase), keys); count(w.c.Plan(), chimeRefused, at) != 1 {
				t.Errorf("%s, %s: not refused", phase, keys)
			}
		}
	}
}

// TestOtherSide: the session starts over on the other side, as if it had been for
// that from the start; after the opening and for both sides nothing changes.
func TestOtherSide(t *testing.T) {
	w := newWalk(t)
	w.press(w.start("opening 1"), "6s other side")
	m := w.c.Moment(10 * Rate)
	if m.Phase().Name != PhaseTake || m.Phase().Side != Right || w.c.Side() != Right {
		t.Errorf("it is in %+v", m.Phase())
	}
	whole := plan(t, func(s *Settings) { s.Side = Right })
	if at, want := w.c.From(w.c.Plan().Length-Rate), whole.Phases[len(whole.Phases)-1].Start; SamplesIn(at)-want >= Rate {
		t.Errorf("it resumes at %v, want %v", at, want.Duration())
	}
	for _, tt := range []struct {
		side  Side
		phase string
	}{{Both, "opening 1"}, {Left, "hold 1"}} {
		w := newWalk(t, func(s *Settings) { s.Side = tt.side })
		length := w.c.Plan().Length
		at := w.press(w.start(tt.phase), "6s other side")
		if w.c.Side() != tt.side || w.c.Plan().Length != length || count(w.c.Plan(), chimeRefused, at) != 1 {
			t.Errorf("%s in %s: the side is %s", tt.side, tt.phase, w.c.Side())
		}
	}
}
