package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"uncramp/cmd/uncramp/internal/sessionlog"
	"uncramp/routine"
)

// ago is a session of three holds on the left side that ended so long ago.
func ago(d time.Duration, said ...string) sessionlog.Session {
	end := time.Now().Add(-d)
	return sessionlog.Session{ID: end.String(), Start: end.Add(-6 * time.Minute), End: end, Routine: "buttock", Side: "left", HeldLeft: 90, Whole: 3, Ended: sessionlog.Done, Said: said}
}

// TestAuto opens sessions after others, and reads what they say.
func TestAuto(t *testing.T) {
	const day = 24 * time.Hour
	often := []sessionlog.Session{ago(70 * day)}
	for i := range 9 {
		often = append(often, ago(time.Duration(9-i)*day))
	}
	for _, tt := range []struct {
		name string
		log  []sessionlog.Session
		args string
		says string // of the cues that depend on the log, in their order
	}{
		{"the first", nil, "", "welcome-left causes doctor food water"},
		{"the third", []sessionlog.Session{ago(9 * day), ago(8 * day)}, "", "welcome-left causes doctor food water"},
		{"the fourth", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(7 * day)}, "", "welcome-left-short causes"},
		{"the fifth", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(7 * day), ago(6*day, "causes")}, "", "welcome-left-short doctor"},
		{"after water", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(7 * day), ago(6*day, "water")}, "", "welcome-left-short causes"},
		{"after food, and more often", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(7*day, "food"), ago(6*day, sessionlog.MoreCommon)}, "", "welcome-left-short water"},
		{"as asked for", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(7 * day)}, "--before full --after none", "welcome-left"},
		{"without a log", []sessionlog.Session{ago(9 * day), ago(8 * day), ago(time.Hour)}, "--no-log", "welcome-left causes doctor food water"},
		{"too soon", []sessionlog.Session{ago(3*time.Hour - time.Minute)}, "", "welcome-left too-soon causes doctor food water"},
		{"not too soon", []sessionlog.Session{ago(3*time.Hour + time.Minute)}, "", "welcome-left causes doctor food water"},
		{"the other side", []sessionlog.Session{ago(time.Minute)}, "right", "welcome-right causes doctor food water"},
		{"both sides", []sessionlog.Session{ago(time.Minute)}, "both", "welcome-both too-soon causes doctor food water"},
		{"resumed", []sessionlog.Session{ago(time.Minute)}, "--from 1:30", "causes doctor food water"},
		{"more often", often, "", "welcome-left-short more-common"},
		{"more often, said before", append(often[:9:9], ago(day, sessionlog.MoreCommon)), "", "welcome-left-short causes"},
		{"more often, in few words", often, "--after short", "welcome-left-short more-common"},
	} {
		path := home(t)
		for _, s := range tt.log {
			if err := sessionlog.Append(path, s); err != nil {
				t.Fatal(err)
			}
		}
		s := openSession(t, strings.Fields(tt.args)...)
		var says []string
		for _, e := range s.plan.Events {
			if strings.HasPrefix(e.Cue, "welcome-") || remembered(e.Cue) {
				says = append(says, e.Cue)
			}
		}
		if got := strings.Join(says, " "); got != tt.says {
			t.Errorf("%s: says %q, want %q", tt.name, got, tt.says)
		}
		if soon := slices.Contains(says, "too-soon"); soon != (s.tooSoon != "") {
			t.Errorf("%s: says %q, shows %q", tt.name, says, s.tooSoon)
		}
	}
}

// TestResumedAsItWas resumes the third session when it is in the log, and one that
// came too soon: at the time that is named, the same phase is on.
func TestResumedAsItWas(t *testing.T) {
	for name, log := range map[string][]sessionlog.Session{
		"the third": {ago(50 * time.Hour), ago(40 * time.Hour)},
		"too soon":  {ago(50 * time.Hour), ago(40 * time.Hour), ago(30 * time.Hour), ago(time.Minute)},
	} {
		path := home(t)
		for _, s := range log {
			if err := sessionlog.Append(path, s); err != nil {
				t.Fatal(err)
			}
		}
		s := openSession(t)
		course := routine.NewCourse(s.routine, s.settings, s.library, s.plan)
		for _, phase := range s.plan.Phases {
			if phase.Name != routine.PhaseRest {
				continue
			}
			end := course.Moment(phase.Start + routine.Rate)
			said := s.howToResume(course, end)
			_, command, _ := strings.Cut(said, "uncramp ")
			if err := sessionlog.Append(path, ago(0)); err != nil {
				t.Fatal(err)
			}
			again := openSession(t, strings.Fields(command)...)
			first := again.plan.Phases[0]
			if first.Name == routine.Opening {
				first = again.plan.Phases[1]
			}
			if first.Name != phase.Name || first.Round != phase.Round {
				t.Errorf("%s: %s begins with %s, round %d; want %s, round %d", name, said, first.Name, first.Round, phase.Name, phase.Round)
			}
		}
	}
}
