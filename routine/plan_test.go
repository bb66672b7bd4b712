package routine

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPlanGolden holds the layout of whole sessions, second by second, to
// tables that a person has checked against the design.
func TestPlanGolden(t *testing.T) {
	for name, change := range map[string]func(*Settings){
		"left":  func(*Settings) {},
		"both":  func(s *Settings) { s.Side, s.Rounds, s.Hold, s.After = Both, 2, 20*time.Second, AfterShort },
		"few":   func(s *Settings) { s.Side, s.Rounds, s.Words, s.After = Right, 1, WordsFew, AfterNone },
		"full":  func(s *Settings) { s.Rounds, s.Words, s.Hold, s.Rest = 2, WordsFull, 25*time.Second, 20*time.Second },
		"tip":   func(s *Settings) { s.Before, s.After, s.Tip = BeforeShort, AfterTip, "water" },
		"none":  func(s *Settings) { s.Side, s.Rounds, s.Before = Both, 1, BeforeNone },
		"short": func(s *Settings) { s.Rounds, s.Breath = 1, Breath{In: 8 * time.Second, Out: 8 * time.Second} },
	} {
		t.Run(name, func(t *testing.T) {
			p := plan(t, change)
			if b := broken(p); b != "" {
				t.Error(b)
			}
			var got strings.Builder
			events := p.Events
			for _, ph := range p.Phases {
				fmt.Fprintf(&got, "%9.3f %9.3f %s %s %d\n", ph.Start.Duration().Seconds(), ph.End.Duration().Seconds(), ph.Name, ph.Side, ph.Round)
				for len(events) > 0 && events[0].At < ph.End {
					e := events[0]
					fmt.Fprintf(&got, "  %9.3f %7.3f %s %s %+.1f\n", e.At.Duration().Seconds(), e.Length.Duration().Seconds(), e.Bus, e.Cue, e.Pan)
					events = events[1:]
				}
			}
			golden := filepath.Join("testdata", "plan-"+name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("plan differs from %s (go test -update writes it anew):\n%s", golden, got.String())
			}
		})
	}
}

// TestHoldsAndRests checks what the listener counts on, for every length.
func TestHoldsAndRests(t *testing.T) {
	for hold := 20; hold <= 30; hold++ {
		for _, side := range []Side{Left, Right, Both} {
			rest := hold + 13
			p := plan(t, func(s *Settings) {
				s.Side, s.Hold, s.Rest = side, time.Duration(hold)*time.Second, time.Duration(rest)*time.Second
			})
			if b := broken(p); b != "" {
				t.Errorf("%s, %d s: %s", side, hold, b)
			}
			var got, want []string
			for _, ph := range p.Phases {
				if ph.Name == PhaseHold || ph.Name == PhaseRest {
					got = append(got, fmt.Sprintf("%s %g", ph.Name, (ph.End-ph.Start).Duration().Seconds()))
				}
				if from, to := onsets(p, "chime-hold"), onsets(p, "chime-release"); ph.Name == PhaseHold && !(slices.Contains(from, ph.Start.Duration().Seconds()) && slices.Contains(to, ph.End.Duration().Seconds())) {
					t.Errorf("%s, %d s: a hold from %v to %v, chimes at %v and %v", side, hold, ph.Start, ph.End, from, to)
				}
			}
			for range 3 * len(side.each()) {
				want = append(want, fmt.Sprint("hold ", hold), fmt.Sprint("rest ", rest))
			}
			want[len(want)-1] = "rest 10" // a breath, after the very last hold
			if !slices.Equal(got, want) {
				t.Errorf("%s, %d s: %q, want %q", side, hold, got, want)
			}
		}
	}
}

func TestSidesMirror(t *testing.T) {
	left, right := plan(t, func(s *Settings) { s.Side = Left }), plan(t, func(s *Settings) { s.Side = Right })
	mirror := strings.NewReplacer("left", "right")
	if len(left.Events) != len(right.Events) {
		t.Fatalf("left has %d events, right %d", len(left.Events), len(right.Events))
	}
	for i, l := range left.Events {
		r := right.Events[i]
		if r.Cue != mirror.Replace(l.Cue) || r.At != l.At || r.Pan != -l.Pan {
			t.Errorf("left %v, right %v", l, r)
		}
		if sided := l.Cue != r.Cue; sided != (l.Pan == -sidePan) {
			t.Errorf("%s has pan %v", l.Cue, l.Pan)
		}
	}
}

func TestBreathsFit(t *testing.T) {
	for _, tt := range []struct {
		breath string
		time   time.Duration
		want   int64
	}{
		{"4-6", 30 * time.Second, 3},
		{"4-6", 20 * time.Second, 2},
		{"4-6", 25 * time.Second, 3}, // 25/30 is nearer to 1 than 25/20
		{"4-6", 24 * time.Second, 2}, // 24/20 = 1.2, 30/24 = 1.25
		{"4-6", 24495 * time.Millisecond, 3},
		{"4-6", 24494 * time.Millisecond, 2}, // the square root of 6 is 2.44949
		{"8-8", 20 * time.Second, 1},
		{"8-8", 30 * time.Second, 2},
		{"2-2", 30 * time.Second, 8}, // 30/28 = 1.071, 32/30 = 1.067
		{"4-6", time.Second, 1},
	} {
		b, err := ParseBreath(tt.breath)
		if err != nil {
			t.Fatal(err)
		}
		got := b.fit(tt.time)
		if got != tt.want {
			t.Errorf("%s in %v: %d breaths, want %d", tt.breath, tt.time, got, tt.want)
		}
	}
}

// inhaled returns the offset of a breath in that follows a breath in, but where a
// key cut the one before; -1 if there is none.
func inhaled(p *Plan, keys ...Samples) Samples {
	last := Samples(-1)
	for _, e := range p.Events {
		switch {
		case e.Cue == chimeOut:
			last = -1
		case e.Cue == chimeIn:
			if last >= 0 && !slices.ContainsFunc(keys, func(key Samples) bool { return last <= key && key <= e.At }) {
				return e.At
			}
			last = e.At
		}
	}
	return -1
}

// everySetting calls do with all combinations of settings that change the layout
// of breaths and words, for each built-in routine.
func everySetting(t *testing.T, do func(r *Routine, s Settings)) {
	for _, name := range Builtin() {
		r := parseRoutine(t, name)
		for _, side := range r.Sessions() {
			for _, before := range []Before{BeforeFull, BeforeShort, BeforeNone} {
				for _, words := range []Words{WordsFull, WordsFading, WordsFew} {
					for _, breath := range []string{"2-2", "4-6", "5-7.5", "2-8", "8-2", "8-8"} {
						s := r.Defaults
						s.Side, s.Before, s.Words = side, before, words
						s.Breath, _ = ParseBreath(breath)
						s.Rounds = min(1+len(breath)%3, r.Limits.Rounds.To)
						do(r, s)
					}
				}
			}
		}
	}
}

// TestBreathOutFollowsBreathIn: in every plan, and in every rest of one, a breath
// out lies between two breaths in; and a hold begins after a breath out.
func TestBreathOutFollowsBreathIn(t *testing.T) {
	lib := fixture()
	lib.Bed = "breath" // so that slow breaths are no silence
	everySetting(t, func(r *Routine, s Settings) {
		p, err := r.Plan(s, lib)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		if at := inhaled(p); at >= 0 {
			t.Errorf("%s, %+v: breathed in twice, at %v", r.Name, s, at.Duration())
		}
		for i, ph := range p.Phases {
			rest, err := p.From(ph.Start.Duration() + time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			if at := inhaled(rest); at >= 0 {
				t.Errorf("%s, %+v from %s: breathed in twice, at %v", r.Name, s, ph.Name, at.Duration())
			}
			if ph.Name != PhaseHold {
				continue
			}
			last := ""
			for _, e := range p.Events {
				if e.At >= p.Phases[i-1].Start && e.At < ph.Start && (e.Cue == chimeIn || e.Cue == chimeOut) {
					last = e.Cue
				}
			}
			if last != chimeOut {
				t.Errorf("%s, %+v: the hold of round %d follows %q", r.Name, s, ph.Round, last)
			}
		}
	})
}

// TestChimesAreExplained: nobody who gets the chimes explained hears one before.
func TestChimesAreExplained(t *testing.T) {
	for _, name := range Builtin() {
		r := parseRoutine(t, name)
		p, err := r.Plan(r.Defaults, fixture())
		if err != nil {
			t.Fatal(err)
		}
		told, heard := onsets(p, "chimes"), onsets(p, chimeIn)
		if len(told) != 1 || heard[0] < told[0]+2 {
			t.Errorf("%s: explained at %v, first heard at %v", name, told, heard[0])
		}
	}
}

// TestExpectations: rounds and minutes are said, the minutes within a fifth of the
// length, and nothing if there is no recording near it.
func TestExpectations(t *testing.T) {
	for _, tt := range []struct {
		side   Side
		rounds int
		lacks  []string
		want   string
	}{
		{Left, 3, nil, "rounds-3 minutes-5"},
		{Both, 2, nil, "rounds-2-each minutes-7"},
		{Both, 4, nil, "rounds-4-each minutes-13"},
		{Left, 3, []string{"minutes-5"}, "rounds-3 minutes-6"},
		{Left, 3, []string{"minutes-5", "minutes-6"}, "rounds-3"},
		{Left, 3, []string{"rounds-3"}, "minutes-5"},
	} {
		r, lib := parseBuiltin(t), fixture()
		for _, cue := range tt.lacks {
			delete(lib.Spoken, cue)
		}
		s := r.Defaults
		s.Side, s.Rounds = tt.side, tt.rounds
		p, err := r.Plan(s, lib)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, e := range p.Events {
			if strings.HasPrefix(e.Cue, "rounds-") || strings.HasPrefix(e.Cue, "minutes-") {
				said = append(said, e.Cue)
			}
		}
		if got := strings.Join(said, " "); got != tt.want {
			t.Errorf("%s, %d rounds, without %v, %v long: says %q, want %q", tt.side, tt.rounds, tt.lacks, p.Length.Duration(), got, tt.want)
		}
	}
}

// TestOpeningAndClosing: what is told before and after, which tip, and what earlier
// sessions tell: too soon after the welcome, more common instead of a tip.
func TestOpeningAndClosing(t *testing.T) {
	for _, tt := range []struct {
		before           Before
		after            After
		tip              string
		earlier          bool
		opening, closing string
	}{
		{BeforeFull, AfterFull, "water", false, "welcome-left rounds-3", "done again-later causes doctor food water open-eyes"},
		{BeforeShort, AfterTip, "", false, "welcome-left-short stop-if-pain-short", "done again-later causes open-eyes"},
		{BeforeNone, AfterTip, "food", false, "stop-if-pain-short", "done again-later food open-eyes"},
		{BeforeNone, AfterTip, "none of them", false, "stop-if-pain-short", "done again-later causes open-eyes"},
		{BeforeNone, AfterShort, "food", false, "stop-if-pain-short", "done again-later open-eyes"},
		{BeforeNone, AfterNone, "", false, "stop-if-pain-short", "done open-eyes"},
		{BeforeFull, AfterFull, "", true, "welcome-left too-soon", "done again-later more-common causes doctor food water open-eyes"},
		{BeforeShort, AfterTip, "", true, "welcome-left-short too-soon stop-if-pain-short", "done again-later more-common open-eyes"},
		{BeforeNone, AfterShort, "", true, "too-soon stop-if-pain-short", "done again-later more-common open-eyes"},
		{BeforeNone, AfterNone, "", true, "too-soon stop-if-pain-short", "done open-eyes"},
	} {
		p := plan(t, func(s *Settings) {
			s.Before, s.After, s.Tip, s.TooSoon, s.MoreCommon = tt.before, tt.after, tt.tip, tt.earlier, tt.earlier
		})
		opening := strings.Join(cuesIn(p, phase(t, p, Opening, 1), BusVoice), " ")
		if closing := strings.Join(cuesIn(p, phase(t, p, Closing, 1), BusVoice), " "); !strings.HasPrefix(opening, tt.opening) || closing != tt.closing {
			t.Errorf("%+v: says %q and %q", tt, opening, closing)
		}
	}
	if got, want := parseBuiltin(t).Tips(), []string{"causes", "doctor", "food", "water"}; !slices.Equal(got, want) {
		t.Errorf("the tips are %v, want %v", got, want)
	}
}

func TestSettingsOutsideLimits(t *testing.T) {
	for _, tt := range []struct {
		change func(*Settings)
		want   string
	}{
		{func(s *Settings) { s.Rounds = 5 }, "rounds 5: must be 1 to 4: the exercise is done three or four times"},
		{func(s *Settings) { s.Rounds = 0 }, "rounds 0: must be 1 to 4: the exercise is done three or four times"},
		{func(s *Settings) { s.Hold = 19 * time.Second }, "hold 19s: must be 20s to 30s: a stretch is held for 20 to 30 seconds"},
		{func(s *Settings) { s.Rest = 2 * time.Minute }, "rest 120s: must be 20s to 60s: a rest is about 30 seconds"},
		{func(s *Settings) { s.Breath.In = time.Second }, "breath 1-6: must be 2s to 8s: breaths are deep and steady"},
		{func(s *Settings) { s.Side = "middle" }, `side "middle": the routine "buttock" has left and right`},
	} {
		r := parseBuiltin(t)
		s := r.Defaults
		tt.change(&s)
		_, err := r.Plan(s, fixture())
		if f := (*Fault)(nil); !errors.As(err, &f) || f.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}
