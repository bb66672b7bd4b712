package live

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/gopxl/beep/v2"

	"uncramp/audio/device"
	"uncramp/routine"
)

// fake is an output without a clock. It holds as much ahead as a server does, and
// plays as fast as it is given samples.
type fake struct {
	heard  int
	given  [][2]float64
	recall bool
	when   map[int]func() // called when so many samples have been heard

	position atomic.Int64 // as Position returns it, to the player's watch too
}

const (
	fakeAhead  = 48000 // 1 s
	fakeMargin = 1440  // 30 ms
	fakeStep   = 480
)

func (f *fake) Play(_ context.Context, s beep.Streamer) error {
	ended := false
	buf := make([][2]float64, fakeStep)
	for {
		if f.recall && len(f.given) > f.heard { // a server may want more before Recall reaches it
			n, _ := s.Stream(buf)
			f.given = append(f.given, buf[:n]...)
			f.recall = false
			if n := f.heard + fakeMargin; n < len(f.given) {
				s.(device.Rewinder).Rewind(n)
				f.given = f.given[:n]
				ended = false
			}
			f.publish()
		}
		for !ended && len(f.given) < f.heard+fakeAhead {
			n, ok := s.Stream(buf)
			f.given = append(f.given, buf[:n]...)
			ended = !ok
			f.publish()
		}
		if ended && f.heard >= len(f.given) {
			return s.Err()
		}
		for range fakeStep {
			f.heard++
			f.publish()
			if act := f.when[f.heard]; act != nil {
				act()
			}
		}
	}
}

func (f *fake) publish()      { f.position.Store(int64(min(f.heard, len(f.given)))) }
func (f *fake) Position() int { return int(f.position.Load()) }
func (f *fake) Recall() bool  { f.recall = true; return true }
func (*fake) Cork(bool)       {}
func (*fake) Name() string    { return "fake" }
func (*fake) Muted() string   { return "" }
func (*fake) Close() error    { return nil }

// TestMatrix gives each key in each phase, and others after it. Each is answered
// within 100 ms, no two voices speak at once, every sample is as it should be, and
// the session ends when it was last announced to.
func TestMatrix(t *testing.T) {
	f := newFixture(t, func(s *routine.Settings) { s.Rounds, s.After = 2, routine.AfterNone })
	places := map[string]routine.Samples{"run-in": routine.Rate}
	for _, ph := range f.plan.Phases {
		name := ph.Name
		if ph.Round == 2 {
			name += " 2"
		}
		places[name] = (ph.Start + ph.End) / 2
		if testing.Short() {
			continue
		}
		places[name+", its words"] = ph.Start + routine.Rate
		places[name+", its end"] = ph.End - 2*routine.Rate
	}
	keys := map[string]routine.Verb{"pause": routine.Toggle, "found": routine.Found, "next": routine.Next, "again": routine.Again,
		"say again": routine.SayAgain, "where": routine.WhereAmI, "louder": routine.Louder, "softer": routine.Softer, "heard": routine.Heard, "other side": routine.OtherSide, "stop": routine.Stop}
	given, want := make([][2]float64, 0, 30*routine.Rate), make([][2]float64, 0, 30*routine.Rate)
	nth := 0
	for _, where := range slices.Sorted(maps.Keys(places)) {
		place := places[where]
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			verb := keys[key]
			if nth++; testing.Short() && nth%8 != 0 { // the race detector is slow
				continue
			}
			t.Run(where+"/"+key, func(t *testing.T) {
				p := New(f.course(), f.session(), nil)
				var log []asked
				p.did = func(cmd routine.Command, at routine.Samples) { log = append(log, asked{cmd: cmd, at: at}) }
				const lead = routine.Rate
				p.base = max(0, place-lead)
				p.seek(p.base)
				from := int(place - p.base)
				var when []int
				out := &fake{when: map[int]func(){}, given: given[:0]}
				give := func(at int, v routine.Verb) {
					out.when[at] = func() {
						when = append(when, out.heard)
						p.Do(routine.Command{Verb: v})
					}
				}
				give(from, verb)
				give(from+3*routine.Rate/2, routine.WhereAmI)
				give(from+4*routine.Rate, verb)
				give(from+7*routine.Rate, routine.GoOn)
				give(from+13*routine.Rate, routine.Stop)
				announced := routine.Samples(0)
				out.when[from+14*routine.Rate] = func() { announced = p.course.Plan().Length }
				if err := p.Play(t.Context(), out); err != nil {
					t.Fatal(err)
				}
				for i, a := range log {
					if late := int(a.at-p.base) - when[i]; late > routine.Rate/10 || late < 0 {
						t.Errorf("%v given at %d is answered at %d", a.cmd, when[i], a.at-p.base)
					}
				}
				if end := p.base + routine.Samples(len(out.given)); announced > 0 && end != announced {
					t.Errorf("it ends at %d, announced %d", end, announced)
				}
				if fault := f.voices(p.course.Plan()); fault != "" {
					t.Error(fault)
				}
				want = f.replayFrom(t, p.base, log, want[:0], nil)
				given = out.given
				if !slices.Equal(out.given, want) {
					t.Errorf("%d samples were given, %d should be, and they differ", len(out.given), len(want))
				}
			})
		}
	}
	t.Logf("%d places, %d keys", len(places), len(keys))
}

// voices describes the first two voices of a plan that speak at once.
func (f *fixture) voices(p *routine.Plan) string {
	var before routine.Event
	for _, e := range p.Events {
		if e.Bus != routine.BusVoice {
			continue
		}
		if e.At < before.End() {
			return fmt.Sprintf("%s speaks until %d, %s begins at %d", before.Cue, before.End(), e.Cue, e.At)
		}
		before = e
	}
	return ""
}
