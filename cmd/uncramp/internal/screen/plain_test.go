package screen

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"uncramp/routine"
)

// TestPlain: one line a phase, one for each change of state, one for news.
func TestPlain(t *testing.T) {
	f := newFixture(t, func(s *routine.Settings) { s.Rounds = 1 })
	var out bytes.Buffer
	p := newPlain(nil, &out, style{})
	until := func(end routine.Samples, at routine.Samples, news string) {
		for ; at < end; at += routine.Rate / 20 {
			p.show(f.course.Moment(at), news)
		}
	}
	hold := f.at(t, "hold", 1, 5*time.Second)
	until(hold, 0, "")
	f.course.Do(routine.Command{Verb: routine.Toggle}, hold)
	until(hold+10*routine.Rate, hold, "")
	f.course.Do(routine.Command{Verb: routine.Toggle}, hold+10*routine.Rate)
	until(hold+30*routine.Rate, hold+10*routine.Rate, "the bed’s file\x1b[2J went away")
	f.course.Do(routine.Command{Verb: routine.Stop}, hold+30*routine.Rate)
	until(f.course.Plan().Length+routine.Rate, hold+30*routine.Rate, "")
	golden(t, "testdata/plain.golden", out.String())
}

// TestPlainGoesOn: a line tells where a session goes on, which is not where the
// phase began.
func TestPlainGoesOn(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	var out bytes.Buffer
	p := newPlain(nil, &out, style{})
	at := f.at(t, "opening", 1, 7*time.Second) // its sentence begins at 0:05
	look := func(after time.Duration) {
		at += routine.SamplesIn(after)
		p.show(f.course.Moment(at), "")
	}
	toggle := func() { f.course.Do(routine.Command{Verb: routine.Toggle}, at) }
	look(0)
	toggle()
	look(time.Second)
	toggle()
	look(time.Second)
	look(20 * time.Second)
	p.anew()
	look(0)
	const want = "0:07  opening\n0:07  paused: opening\n0:05  opening\n0:24  opening\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestPlainEnds: a reader that is gone stops the session, and is told of.
func TestPlainEnds(t *testing.T) {
	s := &stub{now: func() routine.Moment { return routine.Moment{} }}
	gone := errors.New("gone")
	p := newPlain(s, failing{gone}, style{})
	p.write("a line")
	p.write("another")
	if want := []routine.Verb{routine.Stop}; !slices.Equal(s.verbs(), want) || !errors.Is(p.err(), gone) {
		t.Errorf("asked for %v, error %v; want %v, %v", s.verbs(), p.err(), want, gone)
	}
}

// TestPlainPanic: what goes wrong with a look ends nothing.
func TestPlainPanic(t *testing.T) {
	var out bytes.Buffer
	p := newPlain(&stub{now: func() routine.Moment { panic("no moment") }}, &out, style{})
	go p.run()
	p.close()
	if got := out.String(); got != "" {
		t.Errorf("it says %q", got)
	}
}

// TestPlainStopsOnce: a reader that is gone does not stop a session at once that
// is stopping as it should.
func TestPlainStopsOnce(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	s := &stub{}
	p := newPlain(s, failing{errors.New("gone")}, style{})
	f.course.Do(routine.Command{Verb: routine.Stop}, routine.Rate)
	p.show(f.course.Moment(2*routine.Rate), "")
	if got := s.verbs(); len(got) > 0 {
		t.Errorf("asked for %v", got)
	}
}

type failing struct{ why error }

func (f failing) Write([]byte) (int, error) { return 0, f.why }
