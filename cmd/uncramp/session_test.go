package main

import (
	"strings"
	"testing"
	"time"

	"uncramp/routine"
)

// TestAsCalled: the command for resuming has the flags of the session, quoted for a
// shell.
func TestAsCalled(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "uncramp"},
		{[]string{"right", "--hold=20s"}, "uncramp right --hold 20s"},
		{[]string{"--from", "1:00", "--rounds", "4", "--plain"}, "uncramp --rounds 4 --plain"},
		{[]string{"--plain=false"}, "uncramp"},
		{[]string{"both", "--bed", "my rain.mp3"}, "uncramp both --bed " + shellWord("my rain.mp3")},
	} {
		c := playCommand("play")
		if err := c.ParseFlags(tt.args); err != nil {
			t.Fatal(err)
		}
		if got := asCalled(c, c.Flags().Args()); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.args, got, tt.want)
		}
	}
}

// TestTitle: the title has the side that is on.
func TestTitle(t *testing.T) {
	for args, want := range map[string]string{
		"left": "Right side, 3 rounds of 30 s, voice heart", "right": "Right side, 3 rounds of 30 s, voice heart", "both": "Left side, then right, 3 rounds of 30 s, voice heart",
	} {
		shown := &shownSession{session: openSession(t, args)}
		if got := shown.Title(routine.Moment{Phases: []routine.Phase{{Name: routine.Opening, Side: routine.Right}}}); got != want {
			t.Errorf("%s, on the right side: %s, want %s", args, got, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ word, unix, windows string }{
		{"rain.mp3", "rain.mp3", "rain.mp3"},
		{"my rain.mp3", "'my rain.mp3'", `"my rain.mp3"`},
		{"{a,b}.mp3", "'{a,b}.mp3'", `"{a,b}.mp3"`},
		{"it's $5.mp3", `'it'\''s $5.mp3'`, "'it''s $5.mp3'"},
		{`C:\Users\anna\rain.mp3`, `'C:\Users\anna\rain.mp3'`, `C:\Users\anna\rain.mp3`},
		{`C:\my voice\`, `'C:\my voice\'`, `"C:\my voice\\"`},
	} {
		if unix, windows := quote("linux", tt.word), quote("windows", tt.word); unix != tt.unix || windows != tt.windows {
			t.Errorf("%s: %s and %s, want %s and %s", tt.word, unix, windows, tt.unix, tt.windows)
		}
	}
}

// TestHowToResume: a session that is stopped says how to go on from there, and what
// it says does.
func TestHowToResume(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		from  string
		phase string
		round int
		want  string // TIME is the phase's start in the session from its start, in whole seconds
	}{
		{nil, "0:00", routine.Opening, 0, "to start again: uncramp"},
		{[]string{"right", "--words", "few"}, "0:00", routine.Opening, 0, "to start again: uncramp right --words few"},
		{nil, "0:00", routine.PhaseTake, 1, "to resume: uncramp --from TIME"},
		{nil, "0:00", routine.PhaseHold, 1, "to resume: uncramp --from TIME"},
		{nil, "0:00", routine.PhaseRest, 1, "to resume: uncramp --from TIME"},
		{nil, "1:59", routine.PhaseRest, 1, "to resume: uncramp --from TIME"},
		{[]string{"both"}, "0:00", routine.Closing, 0, "to resume: uncramp both --from TIME"},
	} {
		for _, p := range openSession(t, tt.args...).plan.Phases {
			if p.Name == tt.phase && p.Round == tt.round {
				tt.want = strings.Replace(tt.want, "TIME", routine.FormatTime((p.Start + routine.Rate - 1).Duration().Truncate(time.Second)), 1)
			}
		}
		for _, twice := range []bool{false, true} {
			s := openSession(t, append(tt.args, "--from", tt.from)...)
			c := routine.NewCourse(s.routine, s.settings, s.library, s.plan)
			var at routine.Samples
			for _, p := range s.plan.Phases {
				if p.Name == tt.phase && p.Round == tt.round {
					at = p.Start + 3*routine.Rate
				}
			}
			c.Do(routine.Command{Verb: routine.Stop}, at)
			if twice {
				c.Do(routine.Command{Verb: routine.Stop}, at+routine.SamplesIn(500*time.Millisecond))
			}
			if !c.Stopping() {
				t.Errorf("%q, %s: not stopping", tt.args, tt.phase)
			}
			if got := s.howToResume(c, c.Moment(c.Plan().Length)); got != tt.want {
				t.Errorf("%q, stopped in %s %d, twice %v: %s, want %s", tt.args, tt.phase, tt.round, twice, got, tt.want)
			}
		}
	}
}
