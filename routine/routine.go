// Package routine knows what happens when in a session: its phases, breaths and
// words.
//
// Start with [Parse], which reads a routine file. [Routine.Plan] lays a session
// out in time; it is a pure function of the routine, the settings and the lengths
// of the recordings. A [Course] edits the plan as the listener asks, while it is
// played. The package knows no clock, no terminal and no sound: a recording is a
// name, its words and a length.
package routine

import (
	"slices"
	"time"
)

// Routine is a stretch as its file describes it. It is legal, every cue in it is
// known, and nothing changes it once it is parsed.
type Routine struct {
	Name     string
	Title    string
	Words    map[string]string // the file's own sentences, by cue
	Voice    string            // the voice that speaks unless another is asked for: a name, or a folder relative to the file; empty for the default one
	Fallback string            // the voice that speaks what Voice lacks: a name, or [NoFallback]; empty for the default one
	Sides    []Side            // left, right or both of them; none if the routine has no sides
	RunIn    time.Duration     // quiet before the first sound, while a Bluetooth link wakes up
	Defaults Settings
	Limits   Limits
	Opening  []Step
	Warmup   []Section // once, before the rounds
	Round    []Section
	Closing  []Step
}

// NoFallback is the fallback of a routine that only its voice may speak.
const NoFallback = none

// Section is one phase of a round or of the warm-up.
type Section struct {
	Phase string
	Title string // the listener's own name for it, empty for none
	Steps []Step
}

// The names of phases.
const (
	Opening      = "opening"
	Warmup       = "warmup"
	PhaseReady   = "ready" // steps that belong to no other phase
	PhaseTake    = "take"
	PhaseAngle   = "angle"
	PhaseHold    = "hold"
	PhaseRelease = "release"
	PhaseRest    = "rest"
	PhaseBreathe = "breathe"
	Closing      = "closing"
)

// marked are the phases that a file begins with "phase:".
var marked = []string{PhaseTake, PhaseAngle, PhaseRelease}

// The verbs. A step has exactly one.
const (
	doPhase   = "phase"   // begins the phase Cue
	doWait    = "wait"    // For without a new sound
	doChime   = "chime"   // a chime or bell
	doSay     = "say"     // recordings
	doOpen    = "open"    // until the listener is ready
	doBreathe = "breathe" // whole breaths
	doHold    = "hold"    // the stretch, in whole breaths from one chime to another
	doRest    = "rest"    // whole breaths
)

// Step is one step of a routine. Which fields count depends on Do.
type Step struct {
	Place  string   // file:line:column
	Do     string   // the verb
	Before []Before // the openings that the step belongs to; empty for all
	After  []After  // the endings; empty for all
	When   When     // a condition; empty for none

	Name string // of a phase, hold, rest or breathe, as the listener sees it
	Cue  string // the chime, or the name of the phase
	Cues []Spoken
	For  Span // how long the step lasts

	Gap       time.Duration // between clips; in an open step before the first, too
	Then      time.Duration // from a chime's onset, or the last clip's end, to the next step
	Whole     bool          // the next step waits until the chime has rung out
	FromRound int           // a chime is silent in the rounds before
	InTurn    bool          // one clip: that of the settings' Tip, else the first
	Silent    bool          // an open step without chimes

	Breath Breath // the step's own; zero for that of the settings

	// Words on the first, the second and the last breath: none, or those with the
	// breath in and with the breath out.
	First, Second, Last []Spoken

	At       []Timed // words at times
	From, To string  // a hold's chimes

	// The cues that say in the last third of a rest what comes next: a round or hold,
	// the last round, or the other side. After the session's last hold a rest is
	// AfterLast breaths without words.
	Next, LastRound, Switch string
	AfterLast               int
}

// onBreath returns the words of breath i of n, counted from 0.
func (s *Step) onBreath(i, n int) []Spoken {
	switch i {
	case 0:
		return s.First
	case n - 1:
		return s.Last
	case 1:
		return s.Second
	}
	return nil
}

// applies reports whether the step belongs to a session.
func (s *Step) applies(set Settings) bool {
	return (len(s.Before) == 0 || slices.Contains(s.Before, set.Before)) &&
		(len(s.After) == 0 || slices.Contains(s.After, set.After)) &&
		(s.When != WhenTooSoon || set.TooSoon) &&
		(s.When != WhenMoreCommon || set.MoreCommon) && (s.When != WhenNotMoreCommon || !set.MoreCommon)
}

// Span is a length of time: that of a setting, Fixed, or a number of breaths.
type Span struct {
	Setting Setting
	Fixed   time.Duration
	Breaths int
}

// in returns the length of time with these settings, 0 for a number of breaths.
func (s Span) in(set Settings) time.Duration {
	switch s.Setting {
	case SettingHold:
		return set.Hold
	case SettingRest:
		return set.Rest
	case SettingMinutes:
		return time.Duration(set.Minutes) * time.Minute
	}
	return s.Fixed
}

// each calls do with every step and the sides that the step can be for.
func (r *Routine) each(do func(step *Step, sides []Side)) {
	all := func(steps []Step, sides []Side) {
		for i := range steps {
			do(&steps[i], sides)
		}
	}
	all(r.Opening, r.Sessions())
	for _, section := range r.Warmup {
		all(section.Steps, r.Sessions())
	}
	for _, section := range r.Round {
		all(section.Steps, r.eachSide())
	}
	all(r.Closing, r.Sessions())
}

// eachSide returns the routine's sides, or "" for one that has none.
func (r *Routine) eachSide() []Side {
	if len(r.Sides) == 0 {
		return []Side{""}
	}
	return r.Sides
}

// Sessions returns what sessions can be for: the sides, and both if there are two.
func (r *Routine) Sessions() []Side {
	if len(r.Sides) > 1 {
		return append(slices.Clone(r.Sides), Both)
	}
	return r.eachSide()
}

// Tips returns the cues that take turns from session to session.
func (r *Routine) Tips() (cues []string) {
	r.each(func(step *Step, _ []Side) {
		if step.InTurn {
			for _, c := range step.Cues {
				cues = append(cues, c[levelFull])
			}
		}
	})
	return cues
}

// HasOpenings reports whether the opening depends on [Settings].Before.
func (r *Routine) HasOpenings() bool {
	return slices.ContainsFunc(r.Opening, func(s Step) bool { return len(s.Before) > 0 })
}

// HasEndings reports whether the closing depends on [Settings].After.
func (r *Routine) HasEndings() bool {
	return slices.ContainsFunc(r.Closing, func(s Step) bool { return len(s.After) > 0 })
}
