package screen

import (
	"strings"
	"testing"
	"time"

	"uncramp/routine"
)

// TestLines: there is a line for each phase, each sentence, each change of state and for
// news. After a pause it has the position at which the session goes on. If lines are
// quiet, there are no sentences.
func TestLines(t *testing.T) {
	for file, quiet := range map[string]bool{"testdata/lines.golden": false, "testdata/quiet.golden": true} {
		f := newFixture(t, func(s *routine.Settings) { s.Rounds = 1 })
		l := lines{quiet: quiet}
		out := l.begin(f.course.Moment(0), true)
		until := func(end routine.Samples, at routine.Samples, news string) {
			for ; at < end; at += routine.Rate / 10 {
				out += l.next(f.course.Moment(at), news)
			}
		}
		hold := f.at(t, "hold", 1, 5*time.Second)
		until(hold, 0, "")
		f.course.Do(routine.Command{Verb: routine.Toggle}, hold)
		until(hold+10*routine.Rate, hold, "")
		l.again()
		until(hold+11*routine.Rate, hold+10*routine.Rate, "")
		f.course.Do(routine.Command{Verb: routine.Toggle}, hold+11*routine.Rate)
		until(hold+30*routine.Rate, hold+11*routine.Rate, "the bed’s file\x1b[2J went away")
		f.course.Do(routine.Command{Verb: routine.Stop}, hold+30*routine.Rate)
		until(f.course.Plan().Length+routine.Rate, hold+30*routine.Rate, "")
		golden(t, file, out)
	}
}

// TestEverySentence: each sentence of a session is printed once.
func TestEverySentence(t *testing.T) {
	f := newFixture(t, func(*routine.Settings) {})
	var l lines
	var want []string
	for _, e := range f.course.Plan().Events {
		if e.Bus == routine.BusVoice {
			want = append(want, l.style.clean(quoted(e.Text)))
		}
	}
	var got []string
	for at := routine.Samples(0); at < f.course.Plan().Length; at += routine.SamplesIn(linesEvery) {
		for line := range strings.Lines(l.next(f.course.Moment(at), "")) {
			if _, text, _ := strings.Cut(strings.TrimSpace(line), "  "); strings.HasPrefix(text, `"`) {
				got = append(got, text)
			}
		}
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}
