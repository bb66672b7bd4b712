package routine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Settings are what a listener chooses for one session. Those that the routine has
// no use for are zero.
type Settings struct {
	Side    Side
	Rounds  int // per side
	Hold    time.Duration
	Rest    time.Duration
	Minutes int
	Breath  Breath
	Words   Words
	Before  Before
	After   After
	Tip     string // the one of [Routine.Tips] that is in turn; empty for the first

	// What earlier sessions tell: the last one ended less than three hours ago, and
	// they have become much more frequent.
	TooSoon, MoreCommon bool
}

// Setting names a setting that has limits.
type Setting string

const (
	SettingRounds  Setting = "rounds"
	SettingHold    Setting = "hold"
	SettingRest    Setting = "rest"
	SettingMinutes Setting = "minutes"
	SettingBreath  Setting = "breath"
)

// Limit is the range of a setting, both ends included, and the reason for it, which
// is empty if the file sets no range. It is zero for a setting that the routine has no
// use for.
type Limit[T int | time.Duration] struct {
	From, To T
	Why      string
}

// Limits are the ranges of the settings.
type Limits struct {
	Rounds  Limit[int]
	Hold    Limit[time.Duration]
	Rest    Limit[time.Duration]
	Minutes Limit[int]
	Breath  Limit[time.Duration] // each way
	Pause   time.Duration        // the longest one in a breath
}

// check returns a [Fault] with the setting, the range and its reason if a value is out
// of range, else nil.
func (l Limit[T]) check(r *Routine, name Setting, text string, values ...T) *Fault {
	switch {
	case slices.Min(values) >= l.From && slices.Max(values) <= l.To:
		return nil
	case l.To == 0:
		return &Fault{of: name, Fact: fmt.Sprintf("%s %s: the routine %q has no use for it", name, text, r.Name)}
	}
	legal := setting(l.From)
	if l.From < l.To {
		legal += " to " + setting(l.To)
	}
	fact := strings.TrimSuffix(fmt.Sprintf("%s %s: must be %s: %s", name, text, legal, l.Why), ": ")
	return &Fault{of: name, Fact: fact, Remedy: r.otherwise()}
}

// otherwise returns a hint at how to have another value than the limits allow.
func (r *Routine) otherwise() string {
	if slices.Contains(Builtin(), r.Name) {
		return "for another value copy the routine: " + strings.Replace("uncramp routine show "+r.Name, " "+Default, "", 1) + " > mine.yaml"
	}
	return "its file says so, under limits"
}

// setting returns a value in the form in which it is given: 60s, and not 1m0s.
func setting(v any) string {
	if d, ok := v.(time.Duration); ok {
		return fmt.Sprintf("%gs", d.Seconds())
	}
	return fmt.Sprint(v)
}

// Check returns nil, or a [Fault] for the first setting that the routine does not
// allow: its value, the legal ones and the reason.
func (r *Routine) Check(s Settings) error {
	if all := r.check(s); len(all) > 0 {
		return all[0]
	}
	return nil
}

// check returns a [Fault] for every setting that the routine does not allow.
func (r *Routine) check(s Settings) (all []*Fault) {
	if !slices.Contains(r.Sessions(), s.Side) {
		has := "left and right"
		switch len(r.Sides) {
		case 0:
			has = "no sides"
		case 1:
			has = "only " + string(r.Sides[0])
		}
		all = append(all, &Fault{of: "side", Fact: fmt.Sprintf("side %q: the routine %q has %s", s.Side, r.Name, has)})
	}
	l := r.Limits
	all = append(all,
		l.Rounds.check(r, SettingRounds, setting(s.Rounds), s.Rounds),
		l.Hold.check(r, SettingHold, setting(s.Hold), s.Hold),
		l.Rest.check(r, SettingRest, setting(s.Rest), s.Rest),
		l.Minutes.check(r, SettingMinutes, setting(s.Minutes), s.Minutes),
		cmp.Or(l.Breath.check(r, SettingBreath, s.Breath.String(), s.Breath.In, s.Breath.Out), l.checkPauses(r, s.Breath)))
	return slices.DeleteFunc(all, func(f *Fault) bool { return f == nil })
}

func (l Limits) checkPauses(r *Routine, b Breath) *Fault {
	switch {
	case min(b.Full, b.Empty) >= 0 && max(b.Full, b.Empty) <= l.Pause:
		return nil
	case l.Pause == 0:
		return &Fault{of: SettingBreath, Fact: fmt.Sprintf("breath %s: the routine %q has no pauses in its breaths: must be in and out, such as %s", b, r.Name, r.Defaults.Breath)}
	}
	return &Fault{of: SettingBreath, Fact: fmt.Sprintf("breath %s: a pause must be %s at most: %s", b, setting(l.Pause), l.Breath.Why), Remedy: r.otherwise()}
}
