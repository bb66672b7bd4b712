package routine

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// walk gives a course commands and checks after each what must always hold.
type walk struct {
	t    testing.TB
	c    *Course
	keys []Samples
	last Verb
	log  []string
}

func newWalk(t testing.TB, change ...func(*Settings)) *walk {
	lib := fixture()
	lib.Bed = "breath"
	return session(t, parseBuiltin(t), lib, change...).walk(t)
}

// keyNames are the commands that [walk.press] knows, by name.
var keyNames = map[string]Verb{
	"space": Toggle, "pause": Pause, "go on": GoOn, "found": Found, "next": Next, "back": Again, "seek": GoTo, "say again": SayAgain, "where": WhereAmI,
	"louder": Louder, "softer": Softer, "stop": Stop, "silence": FadeAndPause, "lose": Lose, "woken": Woken,
	"sound back": SoundBack, "other side": OtherSide, "heard": Heard,
}

// press gives keys one after another, each so long after the one before: "5s space, 1m
// stop". It returns the offset of the last. A seek is to five seconds later.
func (w *walk) press(at Samples, keys string) Samples {
	w.t.Helper()
	for key := range strings.SplitSeq(keys, ", ") {
		after, name, _ := strings.Cut(key, " ")
		d, err := time.ParseDuration(after)
		if err != nil || keyNames[name] == 0 {
			w.t.Fatalf("no key: %q", key)
		}
		at += SamplesIn(d)
		w.do(Command{Verb: keyNames[name], To: at + 5*Rate}, at)
	}
	return at
}

// start returns where a phase begins, such as "hold 2".
func (w *walk) start(phase string) Samples { return w.phase(phase).Start }

func (w *walk) phase(name string) Phase {
	w.t.Helper()
	name, n, _ := strings.Cut(name, " ")
	number, _ := strconv.Atoi(n)
	return phase(w.t, w.c.last().plan, name, number)
}

// spokenFrom returns the cues that are spoken from an offset on, as far as so many.
func (w *walk) spokenFrom(at Samples, most int) string {
	var cues []string
	for _, e := range w.c.Plan().Events {
		if e.Bus == BusVoice && e.At >= at && len(cues) < most {
			cues = append(cues, e.Cue)
		}
	}
	return strings.Join(cues, " ")
}

func (w *walk) do(cmd Command, at Samples) {
	w.t.Helper()
	w.log = append(w.log, fmt.Sprintf("%v at %v", cmd, at))
	old, before := w.c.Plan(), w.c.Moment(at)
	p := w.c.Do(cmd, at)
	w.keys = append(w.keys, w.c.Edited())
	if fault := w.fault(old, p, cmd, at, before); fault != "" {
		w.t.Fatalf("%s\nafter %q", fault, w.log[max(0, len(w.log)-12):])
	}
	w.last = cmd.Verb
}

func (w *walk) fault(old, p *Plan, cmd Command, at Samples, before Moment) string {
	if fault := disordered(p); fault != "" {
		return fault
	}
	// What has begun is not changed, only cut off.
	begun := func(p *Plan) []Event {
		return slices.DeleteFunc(slices.Clone(p.Events), func(e Event) bool { return e.At >= at || e.Bus == BusBed })
	}
	was, is := begun(old), begun(p)
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
	within := SamplesIn(chimeEvery)
	if cmd.Verb == Toggle && w.last == Heard {
		within = SamplesIn(heardWithin)
	}
	answered := slices.ContainsFunc(p.Events, func(e Event) bool { return e.isKeyChime() && e.At <= at && at-e.At < within })
	asked := !slices.Contains([]Verb{FadeAndPause, Lose, Woken, SoundBack, Quit}, cmd.Verb) && !(before.State == Stopping && cmd.Verb == Stop)
	if asked && !answered {
		return "not answered"
	}
	m := w.c.Moment(at)
	if e := w.c.last(); e.state == Running && (p.Length != e.resume+e.plan.Length-e.position || m.Remaining != max(0, p.Length-at)) {
		return fmt.Sprintf("it ends at %d, and says %d is left", p.Length, m.Remaining)
	}
	if m.Position < 0 || m.Position > m.Length || m.On >= len(m.Phases) {
		return fmt.Sprintf("it is at %d of %d", m.Position, m.Length)
	}
	for from, n := at, 0; m.State == Running && from < p.Length && n < 3; n++ { // the phase that is on, and the next two
		on := w.c.Moment(from)
		end := from + on.PhaseRemaining
		if w.c.Moment(end-1).On != on.On || end < p.Length && w.c.Moment(end).On == on.On {
			return fmt.Sprintf("the phase at %d does not end at %d", from, end)
		}
		from = end
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
	now := w.c.now(at)
	isHold := func(n Samples) bool {
		return slices.ContainsFunc(now.plan.Phases, func(p Phase) bool { return p.Name == PhaseHold && p.End-p.Start == n })
	}
	before, start := Samples(-1), Samples(-1)
	for _, e := range p.Events {
		switch {
		case e.Cue == "chime-hold":
			before, start = start, e.At
		case e.At < at:
		case e.ends && start >= 0:
			from := start
			if start == e.At { // the next one begins as this one ends
				from = before
			}
			if from >= now.from && !isHold(e.At-from) {
				return fmt.Sprintf("a hold from %d to %d", from, e.At)
			}
		case e.Bus == BusVoice && e.Answers && start >= now.from && now.state == Running:
			if slices.ContainsFunc(p.Events, func(r Event) bool { return r.ends && r.At > e.At && r.At < e.End()+Rate }) {
				return fmt.Sprintf("%s speaks until %d, when a hold ends", e.Cue, e.End())
			}
		}
	}
	return ""
}

// TestWalk gives 10,000 random keys to sessions of all kinds.
func TestWalk(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	all := shapes(t)
	for n := range 12 {
		h := session(t, parseBuiltin(t), all[0].lib, func(s *Settings) {
			s.Side = []Side{Left, Right, Both}[n%3]
			s.Words = []Words{WordsFading, WordsFull, WordsFew}[n/3%3]
			s.Rounds = 1 + n%4
		})
		all = append(all, h)
	}
	for n, h := range all { // and what remains of them
		rest, err := h.plan.From((h.plan.Length / Samples(1+n%7)).Duration() - time.Second)
		if err != nil {
			t.Fatal(err)
		}
		h.plan = rest
		all = append(all, h)
	}
	for n := range 100 {
		keys := make([]byte, 200)
		for i := range keys {
			keys[i] = byte(random.IntN(255))
		}
		walkKeys(t, all[n%len(all)], keys)
	}
}

// FuzzCourse is the walk with the keys that a fuzzer finds, 12 at most: TestWalk
// walks on for longer. The first byte chooses the session.
func FuzzCourse(f *testing.F) {
	all := shapes(f)
	for i := range all {
		f.Add([]byte{byte(i), 0, 10, 11, 200, 4, 3, 4, 3, 0, 90, 12, 120, 10, 200, 6, 100, 0, 255, 0, 100})
	}
	f.Add([]byte{5, 5, 255, 5, 255, 10, 100, 10, 1, 20, 9, 20, 9})
	f.Fuzz(func(t *testing.T, keys []byte) {
		if len(keys) > 0 {
			walkKeys(t, all[int(keys[0])%len(all)], keys[1:min(len(keys), 25)])
		}
	})
}

// walkKeys gives a session keys, two bytes each: what, and after how long.
func walkKeys(t *testing.T, h heardSession, keys []byte) {
	verbs := []Verb{Toggle, Heard, OtherSide, Pause, GoOn, Found, Next, Next, Again, GoTo, SayAgain, SayAgain, WhereAmI, WhereAmI,
		Louder, Softer, SetVolume, FadeAndPause, Lose, Woken, SoundBack, Stop}
	w := h.walk(t)
	at := Samples(0)
	for ; len(keys) >= 2; keys = keys[2:] {
		at += Samples(keys[1]) * Samples(keys[1]) * Rate / 2000
		w.do(Command{Verb: verbs[int(keys[0])%len(verbs)], To: Samples(keys[1]) * Rate, Gain: -float64(keys[1])}, at)
	}
}

// TestManyKeys walks with keys that once brought words too late.
func TestManyKeys(t *testing.T) {
	walkKeys(t, shapes(t)[0], []byte("\x05\x05\xc6q"+strings.Repeat("\v", 59)+"\xeb\n\v\v\v"))
}
