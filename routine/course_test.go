package routine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// walk gives a course commands and checks after each what must always hold.
type walk struct {
	t     testing.TB
	c     *Course
	holds []Samples // their lengths
	keys  []Samples
	log   []string

	last   Verb
	lastAt Samples
}

func newWalk(t testing.TB, change func(*Settings)) *walk {
	r := parseBuiltin(t)
	s := r.Defaults
	change(&s)
	lib := fixture()
	lib.Bed = "breath"
	p, err := r.Plan(s, lib)
	if err != nil {
		t.Fatal(err)
	}
	return heardSession{r, s, lib, p}.walk(t)
}

func (w *walk) do(cmd Command, at Samples) {
	w.log = append(w.log, fmt.Sprintf("%v at %v", cmd, at))
	old, before := w.c.Plan(), w.c.Moment(at)
	held := cmd.Verb == Toggle && w.last == Heard && at > w.lastAt && at-w.lastAt < SamplesIn(heardWithin) // Heard was answered
	w.last, w.lastAt = cmd.Verb, at
	p := w.c.Do(cmd, at)
	w.keys = append(w.keys, w.c.Edited())
	if fault := w.fault(old, p, cmd, at, before, held); fault != "" {
		w.t.Helper()
		from := max(0, len(w.log)-12)
		w.t.Fatalf("%s\nafter %q", fault, w.log[from:])
	}
}

func (w *walk) fault(old, p *Plan, cmd Command, at Samples, before Moment, held bool) string {
	// One voice at a time, in order, and within the plan.
	voice := Samples(-Rate)
	for i, e := range p.Events {
		switch {
		case i > 0 && e.At < p.Events[i-1].At:
			return fmt.Sprintf("%s at %d is not sorted", e.Cue, e.At)
		case e.Length <= 0:
			return fmt.Sprintf("%s at %d lasts %d", e.Cue, e.At, e.Length)
		case e.End() > p.Length && e.Bus == BusVoice:
			return fmt.Sprintf("%s speaks until %d, after the end at %d", e.Cue, e.End(), p.Length)
		case e.Bus == BusVoice && e.At < voice:
			return fmt.Sprintf("%s at %d begins while another voice speaks, until %d", e.Cue, e.At, voice)
		case e.Bus == BusVoice:
			voice = e.End()
		}
	}
	// What has begun is not changed, only cut off.
	var was, is []Event
	for _, e := range old.Events {
		if e.At < at && e.Bus != BusBed {
			was = append(was, e)
		}
	}
	for _, e := range p.Events {
		if e.At < at && e.Bus != BusBed {
			is = append(is, e)
		}
	}
	if !slices.EqualFunc(was, is, func(a, b Event) bool {
		return a.At == b.At && a.Cue == b.Cue && (a.Length == b.Length && a.Cut == b.Cut || b.End() == at && b.Cut)
	}) {
		return fmt.Sprintf("what has been is changed, from\n%v to\n%v", was, is)
	}
	if at := inhaled(p, w.keys...); at >= 0 {
		return fmt.Sprintf("breathed in twice, at %d", at)
	}
	if before.State == Over {
		return ""
	}
	// Every key is answered, with no more delay than a chime that is sounding.
	switch cmd.Verb {
	case FadeAndPause, Lose, Woken, SoundBack:
	default:
		second := before.State == Stopping && cmd.Verb == Stop || cmd.Verb == Quit
		answered := slices.ContainsFunc(p.Events, func(e Event) bool {
			return (e.Cue == chimeKey || e.Cue == chimeRefused) && e.At <= at && at-e.At < SamplesIn(chimeEvery)
		})
		if !second && !answered && !held {
			return "not answered"
		}
	}
	m := w.c.Moment(at)
	if e := w.c.last(); e.state == Running && p.Length != e.resume+e.plan.Length-e.position {
		return fmt.Sprintf("it ends at %d, and says %d is left", p.Length, m.Remaining)
	}
	if m.Position < 0 || m.Position > m.Length || m.On >= len(m.Phases) {
		return fmt.Sprintf("it is at %d of %d", m.Position, m.Length)
	}
	if last := w.c.Moment(m.Until - 1); m.State != Over &&
		(m.Until <= at || last.State != m.State || last.On != m.On || last.Breathing != m.Breathing || last.Words != m.Words) {
		return fmt.Sprintf("at %d something is to change at %d next, but it changes earlier", at, m.Until)
	}
	return w.wholeHolds(p, at)
}

// wholeHolds checks the holds that are planned: each as long as it should be, with
// its words in it and its release in time.
func (w *walk) wholeHolds(p *Plan, at Samples) string {
	before, start := Samples(-1), Samples(-1)
	for _, e := range p.Events {
		switch {
		case e.Cue == "chime-hold":
			before, start = start, e.At
		case e.At < at:
		case e.Cue == "chime-release" && start >= 0:
			from := start
			if start == e.At { // the next one begins as this one ends
				from = before
			}
			if from >= w.c.last().from && !slices.Contains(w.holds, e.At-from) {
				return fmt.Sprintf("a hold from %d to %d", from, e.At)
			}
		case e.Bus == BusVoice && e.Answers && start >= w.c.last().from && w.c.last().state == Running:
			// An aside in a hold.
			for _, r := range p.Events {
				if r.Cue == "chime-release" && r.At > e.At && r.At < e.End()+Rate {
					return fmt.Sprintf("%s speaks until %d, the release is at %d", e.Cue, e.End(), r.At)
				}
			}
		}
	}
	return ""
}

// TestQuit: whatever is on, it is over at once, and where it was is known.
func TestQuit(t *testing.T) {
	const at = 115 * Rate // in the first hold
	for name, before := range map[string][]Verb{
		"running": nil, "paused": {Pause}, "stopping": {Stop}, "an answer": {SayAgain}, "a jump": {Next}, "silent": {FadeAndPause},
	} {
		w := newWalk(t, func(*Settings) {})
		for _, v := range before {
			w.do(Command{Verb: v}, at)
		}
		on := w.c.Moment(at + Rate/2)
		w.do(Command{Verb: Quit}, at+Rate/2)
		if left := w.c.Plan().Length - (at + Rate/2); left != SamplesIn(cutFade) || !w.c.Stopping() {
			t.Errorf("%s: %d samples are left, stopping %v", name, left, w.c.Stopping())
		}
		m := w.c.Moment(at + Rate)
		if m.State != Over || m.Phase() != on.Phase() {
			t.Errorf("%s: it ends in %+v, and was in %+v", name, m.Phase(), on.Phase())
		}
	}
}

func asks() []Verb {
	return []Verb{Toggle, Heard, OtherSide, Pause, GoOn, Found, Next, Next, Again, GoTo, SayAgain, SayAgain, WhereAmI, WhereAmI,
		Louder, Softer, SetVolume, FadeAndPause, Lose, Woken, SoundBack}
}

// TestWalk gives 10,000 random commands to sessions that run.
func TestWalk(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	other := shapes(t)
	var w *walk
	at := Samples(0)
	for n, sessions := 0, 0; n < 10_000; n++ {
		if w == nil || w.c.Moment(at).State == Over || n%500 == 499 {
			sessions++
			w = newWalk(t, func(s *Settings) {
				s.Side = []Side{Left, Right, Both}[sessions%3]
				s.Words = []Words{WordsFading, WordsFull, WordsFew}[sessions/3%3]
				s.Rounds = 1 + sessions%4
			})
			if sessions%2 == 0 {
				w = other[sessions/2%len(other)].walk(t)
				if sessions%3 == 0 {
					rest, err := w.c.last().plan.From((w.c.last().plan.Length / Samples(1+sessions%7)).Duration() - time.Second)
					if err != nil {
						t.Fatal(err)
					}
					w.c = NewCourse(w.c.routine, w.c.settings, w.c.lib, rest)
				}
			}
			at = Samples(random.IntN(60 * Rate))
		}
		v := asks()[random.IntN(len(asks()))]
		if n%100 == 99 {
			v = Stop
		}
		w.do(Command{Verb: v, To: Samples(random.IntN(500 * Rate)), Gain: -random.Float64() * 40}, at)
		switch random.IntN(4) {
		case 0:
			at += Samples(random.IntN(Rate / 10))
		case 1:
			at += Samples(random.IntN(2 * Rate))
		default:
			at += Samples(random.IntN(20 * Rate))
		}
	}
}

// FuzzCourse is the walk with the keys that a fuzzer finds, 16 at most: TestWalk
// walks on for longer.
func FuzzCourse(f *testing.F) {
	all := shapes(f)
	for i := range all {
		f.Add([]byte{byte(i), 255, 0, 10, 11, 200, 4, 3, 4, 3, 0, 90, 12, 120, 10, 200, 6, 100, 0, 255, 0, 100})
	}
	f.Add([]byte{0, 10, 11, 200, 4, 3, 4, 3, 0, 90, 12, 120})
	f.Add([]byte{5, 255, 5, 255, 5, 255, 10, 100, 10, 1, 20, 9, 20, 9})
	f.Fuzz(func(t *testing.T, keys []byte) { walkKeys(t, all, keys[:min(len(keys), 34)]) })
}

// walkKeys gives a session keys, two bytes each: what, and after how long. If the
// second byte is 255, the first pair chooses the session, else it is the first one.
func walkKeys(t *testing.T, all []heardSession, keys []byte) {
	at, shape := Samples(0), 0
	if len(keys) > 2 && keys[1] == 255 {
		shape, keys = int(keys[0])%len(all), keys[2:]
	}
	w := all[shape].walk(t)
	verbs := append(asks(), Stop)
	for ; len(keys) >= 2; keys = keys[2:] {
		at += Samples(keys[1]) * Samples(keys[1]) * Rate / 2000
		w.do(Command{Verb: verbs[int(keys[0])%len(verbs)], To: Samples(keys[1]) * Rate, Gain: -float64(keys[1])}, at)
	}
}

// TestManyKeys walks with keys that once brought words too late.
func TestManyKeys(t *testing.T) {
	walkKeys(t, shapes(t), []byte("\x05\x05\xc6q"+strings.Repeat("\v", 59)+"\xeb\n\v\v\v"))
}
