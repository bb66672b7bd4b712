package screen

import (
	"testing"
	"time"

	"uncramp/routine"
)

// TestLines: there is a line for each phase, each sentence, each change of state and for
// news, at its position. If lines are quiet, there are no sentences.
func TestLines(t *testing.T) {
	for file, quiet := range map[string]bool{"testdata/lines.golden": false, "testdata/quiet.golden": true} {
		f := newFixture(t, func(s *routine.Settings) { s.Rounds = 1 })
		l := lines{quiet: quiet}
		out := l.begin(f.course.Moment(0), true)
		until := func(end routine.Samples, at routine.Samples, news string) {
			for at < end {
				m := f.course.Moment(at)
				out += l.next(m, news)
				at = min(at+routine.SamplesIn(lookEvery), m.Until) // as the screen looks
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
