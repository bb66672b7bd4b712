package routine

import (
	"fmt"
	"slices"
	"time"
)

// Settings are what a listener chooses for one session.
type Settings struct {
	Side   Side
	Rounds int // per side
	Hold   time.Duration
	Rest   time.Duration
	Breath Breath
	Words  Words
	Before Before
	After  After
	Tip    string // the one of [Routine.Tips] that is in turn; empty for the first

	// What earlier sessions tell: the last one ended less than three hours ago, and
	// they have become much more frequent.
	TooSoon, MoreCommon bool
}

// Setting names a setting that has limits.
type Setting string

const (
	SettingRounds Setting = "rounds"
	SettingHold   Setting = "hold"
	SettingRest   Setting = "rest"
	SettingBreath Setting = "breath"
)

// Limit is the range of a setting, both ends included, and the reason for it.
type Limit[T int | time.Duration] struct {
	From, To T
	Why      string
}

// Limits are the ranges of the settings.
type Limits struct {
	Rounds Limit[int]
	Hold   Limit[time.Duration]
	Rest   Limit[time.Duration]
	Breath Limit[time.Duration] // each way
}

// check returns a [Fault] with the value, the range and its reason if the value is
// out of range.
func (l Limit[T]) check(name Setting, v T, text string) error {
	if v >= l.From && v <= l.To {
		return nil
	}
	return &Fault{
		Fact:   fmt.Sprintf("%s %s: must be %s to %s: %s", name, text, setting(l.From), setting(l.To), l.Why),
		Remedy: "for another value copy the routine: uncramp routine show > mine.yaml",
	}
}

// setting returns a value in the form in which it is given: 60s, and not 1m0s.
func setting(v any) string {
	if d, ok := v.(time.Duration); ok {
		return fmt.Sprintf("%gs", d.Seconds())
	}
	return fmt.Sprint(v)
}

// Check returns a [Fault] with the offending value, the legal ones and the reason
// for settings that the routine does not allow.
func (r *Routine) Check(s Settings) error {
	for _, side := range s.Side.each() {
		if !slices.Contains(r.Sides, side) {
			return &Fault{Fact: fmt.Sprintf("side %q: the routine %q has %s", s.Side, r.Name, joinSides(r.Sides))}
		}
	}
	if _, err := ParseWords(string(s.Words)); err != nil {
		return err
	}
	if _, err := ParseBefore(string(s.Before)); err != nil {
		return err
	}
	if _, err := ParseAfter(string(s.After)); err != nil {
		return err
	}
	for _, err := range []error{
		r.Limits.Rounds.check(SettingRounds, s.Rounds, setting(s.Rounds)),
		r.Limits.Hold.check(SettingHold, s.Hold, setting(s.Hold)),
		r.Limits.Rest.check(SettingRest, s.Rest, setting(s.Rest)),
		r.Limits.Breath.check(SettingBreath, s.Breath.In, s.Breath.String()),
		r.Limits.Breath.check(SettingBreath, s.Breath.Out, s.Breath.String()),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func joinSides(sides []Side) string {
	if len(sides) == 1 {
		return "only " + string(sides[0])
	}
	return string(sides[0]) + " and " + string(sides[1])
}
