package routine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/sounds"
)

// spokenFrom is what a listener hears said from an offset of the clock on: the
// cues of voices that begin there or later, as far as so many.
func (w *walk) spokenFrom(at Samples, most int) string {
	var cues []string
	for _, e := range w.c.Plan().Events {
		if e.Bus == BusVoice && e.At >= at && len(cues) < most {
			cues = append(cues, e.Cue)
		}
	}
	return strings.Join(cues, " ")
}

// nth is the start of a phase, counted from 1.
func (w *walk) nth(t *testing.T, name string, n int) Phase {
	t.Helper()
	for _, p := range w.c.last().plan.Phases {
		if p.Name == name {
			if n--; n == 0 {
				return p
			}
		}
	}
	t.Fatalf("no %s", name)
	return Phase{}
}

// TestAnswers gives keys at a time after a phase has begun, one after another,
// and looks at the words that follow the last of them.
func TestAnswers(t *testing.T) {
	type press struct {
		verb  Verb
		after time.Duration
	}
	for _, tt := range []struct {
		phase   string
		nth     int
		presses []press
		want    string
	}{
		// The words that stop a session depend on where the leg is.
		{PhaseHold, 1, []press{{Stop, 5 * time.Second}}, "stopping"},
		{PhaseRest, 1, []press{{Stop, 5 * time.Second}}, "stopping-rest"},
		{PhaseTake, 1, []press{{Stop, 2 * time.Second}}, "stopping"},
		{PhaseTake, 2, []press{{Stop, time.Second}}, "stopping-rest"}, // in the bell before its words
		{PhaseHold, 1, []press{{Again, 5 * time.Second}, {Stop, time.Second}}, "stopping"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {Stop, time.Second}}, "stopping"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {Stop, time.Minute}}, "stopping-rest"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {Toggle, 5 * time.Second}, {Stop, time.Second}}, "stopping"},
		// The opening is skipped, and a key ends an open step of it.
		{Opening, 1, []press{{Next, 20 * time.Second}}, "forward take-left"},
		{Opening, 1, []press{{Next, 8 * time.Second}}, "forward take-left"},
		{Opening, 1, []press{{Found, 8 * time.Second}}, "position stop-if-pain"},
		// The other side, in the opening alone.
		{Opening, 1, []press{{OtherSide, 6 * time.Second}}, "welcome-right-short stop-if-pain-short take-right angle-right"},
		{Opening, 1, []press{{OtherSide, 6 * time.Second}, {OtherSide, time.Second}}, "stop-if-pain-short take-right"},
		{Opening, 1, []press{{Toggle, 6 * time.Second}, {OtherSide, 2 * time.Second}, {Toggle, 9 * time.Second}}, "going-on take-right"},
		{PhaseTake, 1, []press{{OtherSide, time.Second}}, "angle-left"},
		// Going on.
		{PhaseHold, 2, []press{{Toggle, 5 * time.Second}, {Toggle, time.Minute}}, "going-on take-left-short angle-short hold-short"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {Next, time.Second}, {Toggle, 9 * time.Second}}, "going-on rest next-left"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {Next, time.Second}, {Next, 9 * time.Second}, {Toggle, 9 * time.Second}}, "going-on take-left-short angle-short"},
		{PhaseRest, 1, []press{{Toggle, 9 * time.Second}, {Toggle, time.Minute}}, "going-on next-left"},
		// An open step ends at a key, and the hold is not skipped by a second one.
		{PhaseAngle, 1, []press{{Found, 10 * time.Second}}, "hold breathe-in"},
		{PhaseAngle, 1, []press{{Next, 10 * time.Second}}, "hold breathe-in"},
		{PhaseAngle, 1, []press{{Next, 10 * time.Second}, {Next, 500 * time.Millisecond}}, "breathe-in breathe-out"},
		{PhaseAngle, 1, []press{{WhereAmI, 10 * time.Second}, {Found, 2 * time.Second}}, "hold breathe-in"},
		{PhaseAngle, 1, []press{{SayAgain, 10 * time.Second}, {Next, 2 * time.Second}}, "hold breathe-in"},
		{PhaseHold, 1, []press{{Found, 10 * time.Second}}, "steady"},
		// Back, and twice quickly to what was before.
		{PhaseHold, 1, []press{{Again, 10 * time.Second}}, "back hold"},
		{PhaseHold, 1, []press{{Again, 10 * time.Second}, {Again, time.Second}}, "back angle-left"},
		{PhaseHold, 1, []press{{Again, 10 * time.Second}, {Again, time.Second}, {Again, time.Second}}, "back take-left"},
		{PhaseHold, 1, []press{{Again, 10 * time.Second}, {Again, 5 * time.Second}}, "back hold"},
		{PhaseHold, 1, []press{{Again, 10 * time.Second}, {Next, time.Second / 2}, {Again, time.Second / 2}}, "back release-left"},
		// To a place later in what is on: forward is not back.
		{PhaseHold, 1, []press{{GoTo, 10 * time.Second}}, "steady last-breath"},
		// Where what was asked for, and in a pause.
		{PhaseHold, 1, []press{{WhereAmI, 10 * time.Second}}, "steady round-1-of-3 left-15"},
		{PhaseHold, 1, []press{{Toggle, 10 * time.Second}, {WhereAmI, time.Second}}, "where-left round-1-of-3 where-hold paused"},
		{PhaseRest, 1, []press{{Toggle, 10 * time.Second}, {WhereAmI, time.Second}}, "where-left round-1-of-3 where-rest"},
		{PhaseHold, 1, []press{{SayAgain, 10 * time.Second}}, "steady hold"},
		{PhaseRest, 1, []press{{Toggle, 10 * time.Second}, {SayAgain, 9 * time.Second}}, "still-paused"},
		// Said again from its beginning, once; in full, and what follows after it.
		{PhaseTake, 1, []press{{SayAgain, time.Second}}, "take-left angle-left"},
		{PhaseTake, 2, []press{{SayAgain, 3 * time.Second}}, "take-left angle-short"},
		{PhaseTake, 2, []press{{SayAgain, time.Second}}, "take-left angle-short"}, // in the bell before it
		{PhaseAngle, 1, []press{{SayAgain, 9 * time.Second}}, "angle-left hold"},
		{PhaseAngle, 3, []press{{SayAgain, 2 * time.Second}}, "angle-left hold-short"}, // where nothing is said any more
		{PhaseRest, 2, []press{{SayAgain, 15 * time.Second}}, "rest last-left take-left-short"},
		// In what is left of a rest there is no room: after the take's words, where those are short.
		{PhaseRest, 1, []press{{SayAgain, 29 * time.Second}}, "take-left-short take-left angle-short"},
		{PhaseRest, 1, []press{{WhereAmI, 29 * time.Second}}, "take-left-short where-left round-2-of-3 where-take angle-short"},
		// An aside that has not begun gives way, and leaves nothing behind.
		{PhaseRest, 1, []press{{WhereAmI, 29 * time.Second}, {SayAgain, 500 * time.Millisecond}}, "take-left-short take-left angle-short"},
		{PhaseRest, 1, []press{{WhereAmI, 29 * time.Second}, {Toggle, 500 * time.Millisecond}, {Toggle, 9 * time.Second}}, "going-on next-left take-left-short angle-short"},
		// A jump lets a leg down that is up, and the words of a stop know.
		{PhaseHold, 3, []press{{Next, 5 * time.Second}, {Next, 300 * time.Millisecond}}, "forward release-short done"},
		{PhaseHold, 1, []press{{GoTo, 5 * time.Second}, {Stop, 500 * time.Millisecond}}, "stopping"},
		{PhaseHold, 1, []press{{Toggle, 5 * time.Second}, {WhereAmI, 8 * time.Second}, {Stop, 7 * time.Second}}, "stopping-rest"},
		{PhaseRelease, 1, []press{{Stop, 6 * time.Second}}, "stopping-rest"}, // the leg is down, and rest is said
		{PhaseRelease, 1, []press{{SayAgain, 2 * time.Second}, {Stop, 8 * time.Second}}, "stopping-rest"},
		// In a pause it goes to where it can go on.
		{PhaseHold, 2, []press{{Toggle, 5 * time.Second}, {Next, 20 * time.Second}}, "forward where-left round-2-of-3 where-rest left-30 paused"},
		{PhaseHold, 2, []press{{Toggle, 5 * time.Second}, {Again, 20 * time.Second}}, "back where-left round-2-of-3 where-take paused"},
		// The words that lead to a hold belong to it, and a hold is not skipped by a key for them.
		{PhaseAngle, 1, []press{{Next, 13 * time.Second}}, "breathe-in"},
		{PhaseHold, 1, []press{{Again, 10 * time.Second}, {Again, 3 * time.Second}}, "back hold"},
		{PhaseAngle, 1, []press{{Next, time.Second}, {Next, time.Second}}, "forward release-left"}, // but by one that goes on
		{PhaseRest, 1, []press{{Louder, 5 * time.Second}}, "full-volume"},
	} {
		w := newWalk(t, func(*Settings) {})
		at := w.nth(t, tt.phase, tt.nth).Start
		for _, p := range tt.presses {
			at += SamplesIn(p.after)
			w.do(Command{Verb: p.verb, To: at + 5*Rate}, at)
		}
		if got := w.spokenFrom(at, len(strings.Fields(tt.want))); got != tt.want {
			t.Errorf("%s %d, %v: it says %q, want %q", tt.phase, tt.nth, tt.presses, got, tt.want)
		}
	}
}

// TestAnswersFrom: what a session that goes on from a time knows of what was
// before.
func TestAnswersFrom(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	rest, err := w.c.last().plan.From((w.nth(t, PhaseRest, 1).Start + 5*Rate).Duration())
	if err != nil {
		t.Fatal(err)
	}
	w.c = NewCourse(w.c.routine, w.c.settings, w.c.lib, rest)
	at := rest.runIn + 2*Rate
	w.do(Command{Verb: SayAgain}, at)
	if got := w.spokenFrom(at, 1); got != "rest" {
		t.Errorf("said again in a rest that it went on from: %q", got)
	}
	for _, want := range []string{sayAgain, sayStart} {
		at += Rate
		w.do(Command{Verb: Again}, at)
		if got := w.spokenFrom(at, 1); got != want {
			t.Errorf("back: %q, want %q", got, want)
		}
	}
}

// TestOtherSide: the session starts over on the other side, as if it had been for
// that from the start; after the opening and for both sides nothing changes.
func TestOtherSide(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	w.do(Command{Verb: OtherSide}, 6*Rate)
	m := w.c.Moment(10 * Rate)
	if m.Phase().Name != PhaseTake || m.Phase().Side != Right || w.c.Side() != Right {
		t.Errorf("it is in %+v", m.Phase())
	}
	whole := plan(t, func(s *Settings) { s.Side = Right })
	if at, want := w.c.From(w.c.Plan().Length-Rate), whole.Phases[len(whole.Phases)-1].Start; SamplesIn(at)-want >= Rate {
		t.Errorf("it resumes at %v, want %v", at, want.Duration())
	}
	for _, tt := range []struct {
		side Side
		at   Samples
	}{{Both, 6 * Rate}, {Left, 100 * Rate}} {
		w := newWalk(t, func(s *Settings) { s.Side = tt.side })
		length := w.c.Plan().Length
		w.do(Command{Verb: OtherSide}, tt.at)
		if w.c.Side() != tt.side || w.c.Plan().Length != length || count(w.c.Plan(), chimeRefused, tt.at) != 1 {
			t.Errorf("%s at %v: the side is %s", tt.side, tt.at.Duration(), w.c.Side())
		}
	}
}

// TestGivesWay: an aside that has not begun, and gives way, leaves nothing behind;
// one that has moved the rest of a session has moved all of it.
func TestGivesWay(t *testing.T) {
	lengths := []Samples{}
	for _, asked := range []bool{false, true} {
		w := newWalk(t, func(*Settings) {})
		at := w.nth(t, PhaseRest, 1).End - Rate
		if asked {
			w.do(Command{Verb: WhereAmI}, at)
		}
		w.do(Command{Verb: Toggle}, at+Rate/2)
		w.do(Command{Verb: Toggle}, at+9*Rate)
		lengths = append(lengths, w.c.Plan().Length)
	}
	if lengths[0] != lengths[1] {
		t.Errorf("a session lasts %v, and %v with an aside that gave way to a pause", lengths[0].Duration(), lengths[1].Duration())
	}

	w := newWalk(t, func(*Settings) {})
	w.do(Command{Verb: WhereAmI}, w.nth(t, PhaseRest, 1).End-Rate)
	s := w.c.last() // which waits for the answer in the take
	at := s.resume + w.nth(t, PhaseRest, 2).Start - s.position + 19*Rate
	w.do(Command{Verb: WhereAmI}, at) // what comes next would be said by then
	if got := w.spokenFrom(at, 5); got != "last-left round-2-of-3 left-5 take-left-short angle-short" {
		t.Errorf("it says %q", got)
	}
}

// TestStoppingIsQuiet: what the system does while a session stops is answered by
// nothing.
func TestStoppingIsQuiet(t *testing.T) {
	for _, v := range []Verb{Woken, SoundBack, FadeAndPause, Lose} {
		w := newWalk(t, func(*Settings) {})
		w.do(Command{Verb: Stop}, 60*Rate)
		before := len(w.c.Plan().Events)
		w.do(Command{Verb: v}, 61*Rate)
		if n := len(w.c.Plan().Events) - before; n != 0 {
			t.Errorf("verb %d: %d answers", v, n)
		}
	}
}

// TestOpens: every open step is one, and ends where the next words begin.
func TestOpens(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	opens := w.c.last().plan.opens
	if len(opens) != 4 { // a moment to let go, and an angle for each round
		t.Fatalf("%d open steps: %v", len(opens), opens)
	}
	for _, o := range opens {
		if d := o.To - o.From; d < 5*Rate {
			t.Errorf("%v is open for %v", o, d.Duration())
		}
		if !w.c.Moment(o.From).Open || w.c.Moment(o.To).Open {
			t.Errorf("%v: open at its start %v, at its end %v", o, w.c.Moment(o.From).Open, w.c.Moment(o.To).Open)
		}
	}
}

// TestPausedWhere: a session that is paused names the phase with which it goes
// on, and what is left of that, to the eye as to the ear.
func TestPausedWhere(t *testing.T) {
	for _, tt := range []struct {
		phase, is string
		at        time.Duration // after its start; before its end where negative
		left      time.Duration
	}{
		{PhaseRest, PhaseRest, 10 * time.Second, 20 * time.Second},
		{PhaseRelease, PhaseRelease, time.Second, 0},
		{PhaseRelease, PhaseRest, -time.Second, 30 * time.Second},
		{PhaseAngle, PhaseHold, -time.Second, 0},
		{PhaseHold, PhaseHold, 10 * time.Second, 0}, // from its take
	} {
		w := newWalk(t, func(*Settings) {})
		on := w.nth(t, tt.phase, 1)
		at := on.Start + SamplesIn(tt.at)
		if tt.at < 0 {
			at = on.End + SamplesIn(tt.at)
		}
		w.do(Command{Verb: Toggle}, at)
		if m := w.c.Moment(at); m.Phase().Name != tt.is || (m.PhaseRemaining-SamplesIn(tt.left)).Duration().Abs() > 3*time.Second {
			t.Errorf("paused in %s at %v: in %s, with %v left; want %s, %v", tt.phase, tt.at, m.Phase().Name, m.PhaseRemaining.Duration(), tt.is, tt.left)
		}
	}
}

// TestStoppingIsSilentAtItsEnd: a volume key does not take the fade away.
func TestStoppingIsSilentAtItsEnd(t *testing.T) {
	for _, later := range []time.Duration{time.Second, 5 * time.Second} {
		w := newWalk(t, func(*Settings) {})
		at := w.nth(t, PhaseHold, 1).Start + 5*Rate
		w.do(Command{Verb: Stop}, at)
		w.do(Command{Verb: Softer}, min(at+SamplesIn(later), w.c.Plan().Length-Rate/2))
		p := w.c.Plan()
		if last := p.Volume[len(p.Volume)-1]; last.DB != silence || last.At+last.Over > p.Length {
			t.Errorf("softer %v after stop: the last change of the volume is %v, of %d", later, last, p.Length)
		}
	}
}

// TestLeft: what is said to be left is what is left, in a pause and at a stop too.
func TestLeft(t *testing.T) {
	for _, phase := range []string{PhaseTake, PhaseAngle, PhaseHold, PhaseRelease, PhaseRest, Closing} {
		w := newWalk(t, func(*Settings) {})
		at := w.nth(t, phase, 1).Start + 3*Rate
		w.do(Command{Verb: Toggle}, at)
		paused := w.c.Moment(at + Rate).Remaining
		w.do(Command{Verb: Toggle}, at+2*Rate)
		if m := w.c.Moment(at + 2*Rate); m.Remaining != paused || m.Remaining != w.c.Plan().Length-m.Clock {
			t.Errorf("%s: %v left in the pause, %v after it, until %v", phase, paused.Duration(), m.Remaining.Duration(), (w.c.Plan().Length - m.Clock).Duration())
		}
		w.do(Command{Verb: Stop}, at+9*Rate)
		if m := w.c.Moment(at + 10*Rate); m.Remaining != w.c.Plan().Length-m.Clock {
			t.Errorf("%s: %v left of a session that stops in %v", phase, m.Remaining.Duration(), (w.c.Plan().Length - m.Clock).Duration())
		}
	}
}

// TestTally: how long was stretched, and which holds were whole.
func TestTally(t *testing.T) {
	for _, tt := range []struct {
		name       string
		pauses     []int // seconds into the next hold
		seconds    Samples
		whole, cut int
	}{
		{"untouched", nil, 90, 3, 0},
		{"a pause", []int{10}, 100, 3, 1},
		{"two in one hold", []int{10, 20}, 120, 3, 2},
	} {
		w := newWalk(t, func(*Settings) {})
		at := Samples(0)
		for _, s := range tt.pauses {
			p := w.c.Plan()
			i := slices.IndexFunc(p.Events, func(e Event) bool { return e.Cue == "chime-hold" && e.At > at })
			at = p.Events[i].At + Samples(s)*Rate
			w.do(Command{Verb: Toggle}, at)
			if m := w.c.Moment(at + Rate); m.Cut == 0 {
				t.Errorf("%s: a hold that is held is not cut", tt.name)
			}
			at += 20 * Rate
			w.do(Command{Verb: Toggle}, at)
		}
		m := w.c.Moment(w.c.Plan().Length)
		if m.HeldLeft != tt.seconds*Rate || m.HeldRight != 0 || m.Whole != tt.whole || m.Cut != tt.cut || m.State != Over {
			t.Errorf("%s: %v left, %v right, %d whole, %d cut, state %d", tt.name, m.HeldLeft.Duration(), m.HeldRight.Duration(), m.Whole, m.Cut, m.State)
		}
	}
}

// TestStorm: a thousand keys in a second are answered by ten chimes, and then
// by the words for the last.
func TestStorm(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	at := w.nth(t, PhaseHold, 1).Start + 5*Rate
	keys := []Verb{Louder, WhereAmI, Softer, SayAgain, Found}
	for i := range Samples(1000) {
		w.do(Command{Verb: keys[i%5]}, at+i*Rate/1000)
	}
	chimes, words := 0, 0
	for _, e := range w.c.Plan().Events {
		switch {
		case e.Cue == chimeKey || e.Cue == chimeRefused:
			chimes++
		case e.Bus == BusVoice && e.Answers && e.At >= at:
			words++
		}
	}
	if chimes > 11 || chimes < 9 || words > 4 {
		t.Errorf("%d chimes and %d words for a thousand keys", chimes, words)
	}
}

// TestHeard: a key that is yet to be told from one that is held down is answered
// by a chime alone, and what it turns out to be by its word alone, but where both
// are done at once.
func TestHeard(t *testing.T) {
	for _, tt := range []struct {
		verb   Verb
		after  time.Duration // than Heard
		chimes int
		words  string
	}{
		{Heard, 50 * time.Millisecond, 1, ""}, // the next one of a key that is held down
		{Toggle, 120 * time.Millisecond, 1, sayPaused},
		{Toggle, 0, 1, sayPaused},
		{Toggle, time.Second, 2, sayPaused},
		{Stop, 120 * time.Millisecond, 2, sayStopping},
	} {
		w := newWalk(t, func(*Settings) {})
		at := w.nth(t, PhaseHold, 1).Start + 5*Rate
		length := w.c.Plan().Length
		w.do(Command{Verb: Heard}, at)
		if w.c.Plan().Length != length {
			t.Error("the session is another one for a key that was heard")
		}
		w.do(Command{Verb: tt.verb}, at+SamplesIn(tt.after))
		chimes, words := 0, ""
		for _, e := range w.c.Plan().Events {
			switch {
			case e.At < at:
			case e.Cue == chimeKey:
				chimes++
			case e.Bus == BusVoice && e.Answers && words == "":
				words = e.Cue
			}
		}
		if chimes != tt.chimes || words != tt.words {
			t.Errorf("verb %d %v after it was heard: %d chimes and %q, want %d and %q", tt.verb, tt.after, chimes, words, tt.chimes, tt.words)
		}
	}
}

// TestReminders: a pause is told of after a minute, and then every five.
func TestReminders(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	at := w.nth(t, PhaseRest, 1).Start + 3*Rate
	w.do(Command{Verb: Toggle}, at)
	word := at + SamplesIn(answerWord) + Rate // until "paused" is said
	var got []Samples
	for _, e := range w.c.Plan().Events {
		if e.Cue == sayStill && len(got) < 4 {
			got = append(got, (e.At-word)/Rate)
		}
	}
	if want := []Samples{60, 360, 660, 960}; !slices.Equal(got, want) {
		t.Errorf("it says so after %v s, want %v", got, want)
	}
	w.do(Command{Verb: Toggle}, at+100*Rate)
	if strings.Contains(w.spokenFrom(at+100*Rate, 99), sayStill) {
		t.Error("it still says so when it goes on")
	}
}

// TestGoingOnFrom: after a loss the session goes on from the start of what was on, also
// one that had been cut short before, and one whose plan was edited.
func TestGoingOnFrom(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	whole := w.c.last().plan
	for i, on := range whole.Phases {
		rest, err := whole.From(on.Start.Duration() + time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]*Course{
			"whole": NewCourse(w.c.routine, w.c.settings, w.c.lib, whole),
			"rest":  NewCourse(w.c.routine, w.c.settings, w.c.lib, rest),
		} {
			at := c.last().plan.Length
			for _, ph := range c.last().plan.Phases {
				if ph.Name == on.Name && ph.Round == on.Round {
					at = ph.Start + 2*Rate
				}
			}
			c.Do(Command{Verb: Toggle}, at)
			c.Do(Command{Verb: Toggle}, at+20*Rate)
			from := c.From(at)
			if got := whole.PhaseAt(SamplesIn(from)); got != i || from%time.Second != 0 {
				t.Errorf("%s, lost in %s %d: from %v, which is %v", name, on.Name, on.Round, from, whole.Phases[got])
			}
		}
	}
}

// TestLastBell: a pause in the last bell is followed by all of it.
func TestLastBell(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	events := w.c.last().plan.Events
	bell := events[slices.IndexFunc(events, func(e Event) bool { return e.Cue == "bell-final" })]
	w.do(Command{Verb: Toggle}, bell.At+Rate)
	w.do(Command{Verb: Toggle}, bell.At+10*Rate)
	p := w.c.Plan()
	last := p.Events[len(p.Events)-1]
	if last.Cue != "bell-final" || last.Length != bell.Length || last.End() != p.Length {
		t.Errorf("the last is %v until %d, of %d", last, last.End(), p.Length)
	}
}

// TestAnswersOfAPoorVoice: a question for which there are no words is refused.
func TestAnswersOfAPoorVoice(t *testing.T) {
	w := newWalk(t, func(*Settings) {})
	w.c.lib.Spoken = map[string]Clip{}
	for i, phase := range []string{PhaseHold, PhaseRest, Closing} {
		at := w.nth(t, phase, 1).Start + 2*Rate
		for k, v := range []Verb{WhereAmI, SayAgain} {
			at := at + Samples(k)*Rate
			w.do(Command{Verb: v}, at)
			if !slices.ContainsFunc(w.c.Plan().Events, func(e Event) bool { return e.Cue == chimeRefused && e.At == at }) {
				t.Error(fmt.Sprint(i, v, ": not refused"))
			}
		}
	}
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
		if gap := e.At - heard; gap > SamplesIn(maxSilence) && w.c.lib.Bed == "" {
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
			left := m.PhaseRemaining
			for _, o := range w.c.last().plan.opens {
				if o.From <= m.Position && m.Position < o.To {
					left = o.To - m.Position
				}
			}
			if left < Samples(seconds)*Rate || left >= Samples(seconds+16)*Rate && seconds < 60 {
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
	all := append(shapes(t)[1:],
		newSession(t, "heart", func(*Settings) {}),
		newSession(t, "michael", func(s *Settings) { s.Words = WordsFull; s.Rounds = 1 }),
		newSession(t, "heart", func(s *Settings) { s.Side, s.Rest, s.Rounds, s.After = Both, 20*time.Second, 2, AfterNone }),
		newSession(t, "heart", func(s *Settings) { s.Words, s.After = WordsFew, AfterNone }))
	for _, h := range all {
		for _, verb := range []Verb{SayAgain, WhereAmI} {
			atOnce, asked := 0, 0
			for at := Rate / 4 * Samples(1); at < h.plan.Length-Rate; at += Rate / 2 {
				w := h.walk(t)
				on := w.c.Moment(at).Phase()
				w.do(Command{Verb: verb}, at)
				if fault := w.untrue(at); fault != "" && (verb == WhereAmI || h.r.Name == Default) { // where no rest is told, the release is said again in it
					t.Fatalf("%v, verb %d %v into the %s, %d of %d at %v: %s\n%s", h.s, verb, (at - on.Start).Duration(), on.Name, on.Round, h.s.Rounds, at.Duration(), fault,
						w.story(at))
				}
				asked++
				if verb == WhereAmI && h.r.Name == Default && !slices.ContainsFunc(w.c.Plan().Events, func(e Event) bool { return e.Bus == BusVoice && e.Answers && e.At >= at }) {
					t.Fatalf("%v into the %s nothing is said", (at - on.Start).Duration(), on.Name)
				}
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
			if h.r.Name != Default {
				continue // breaths have few words there
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
