package live

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"uncramp/audio"
	"uncramp/routine"
)

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
				synctest.Test(t, func(t *testing.T) {
					p := New(f.course(), f.session(), nil)
					var log []asked
					p.did = func(cmd routine.Command, at routine.Samples) { log = append(log, asked{cmd: cmd, at: at}) }
					const lead = routine.Rate
					p.base = max(0, place-lead)
					p.seek(p.base)
					from := int(place - p.base)
					var when []int
					out := &clocked{ahead: routine.Rate, given: given[:0]}
					give := func(at int, v routine.Verb) {
						time.AfterFunc(audio.Rate.D(at), func() {
							when = append(when, out.Position())
							p.Do(routine.Command{Verb: v})
						})
					}
					give(from, verb)
					give(from+3*routine.Rate/2, routine.WhereAmI)
					give(from+4*routine.Rate, verb)
					give(from+7*routine.Rate, routine.GoOn)
					give(from+13*routine.Rate, routine.Stop)
					announced := routine.Samples(0)
					time.AfterFunc(audio.Rate.D(from+14*routine.Rate), func() {
						p.mu.Lock()
						defer p.mu.Unlock()
						announced = p.course.Plan().Length
					})
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
