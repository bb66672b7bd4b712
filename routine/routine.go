// Package routine knows what happens when in a session: its phases, breaths and
// words.
//
// Start with [Parse], which reads a routine file. [Routine.Plan] lays a session
// out in time; it is a pure function of the routine, the settings and the lengths
// of the recordings. [NewCourse] edits a plan as the listener asks, while it is
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
	Voice    string            // that speaks unless another is asked for: its name, or its folder relative to the file; empty for the default one
	Fallback string            // that speaks what the voice lacks: a name, or [NoFallback]; empty for the default one
	Sides    []Side            // left, right or both of them
	RunIn    time.Duration     // quiet before the first sound, while a Bluetooth link wakes up
	Defaults Settings
	Limits   Limits
	Opening  []Step
	Round    []Section
	Closing  []Step
}

// NoFallback is the fallback of a routine that only its voice may speak.
const NoFallback = none

// Section is one phase of a round.
type Section struct {
	Phase string
	Steps []Step
}

// Phases are the names that the phases of a round can have.
var Phases = []string{PhaseTake, PhaseAngle, PhaseHold, PhaseRelease, PhaseRest}

// The names of phases.
const (
	Opening      = "opening"
	PhaseTake    = "take"
	PhaseAngle   = "angle"
	PhaseHold    = "hold"
	PhaseRelease = "release"
	PhaseRest    = "rest"
	Closing      = "closing"
)

// Step is one step of a routine: a [Wait], [Chime], [Say], [Open], [Breathe],
// [Hold] or [Rest].
type Step interface{ base() Base }

// Base holds what all steps have in common.
type Base struct {
	Place  string   // file:line:column
	Before []Before // the openings that the step belongs to; empty for all
	After  []After  // the endings; empty for all
	When   When     // a condition; empty for none
}

func (b Base) base() Base { return b }

// applies reports whether the step belongs to a session.
func (b Base) applies(s Settings) bool {
	return (len(b.Before) == 0 || slices.Contains(b.Before, s.Before)) &&
		(len(b.After) == 0 || slices.Contains(b.After, s.After)) &&
		(b.When != WhenTooSoon || s.TooSoon) &&
		(b.When != WhenMoreCommon || s.MoreCommon) && (b.When != WhenNotMoreCommon || !s.MoreCommon)
}

// Wait is time without a new sound.
type Wait struct {
	Base
	For time.Duration
}

// Chime sounds a chime or a bell. The next step follows Then after its onset, or
// if Whole is set when it has rung out.
type Chime struct {
	Base
	Cue       string
	Then      time.Duration
	Whole     bool
	FromRound int // silent in the rounds before
}

// Say speaks clips one after another, with Gap between them. The next step
// follows Then after the last one. A step of which nothing is said takes no time.
type Say struct {
	Base
	Cues      []Spoken
	InTurn    bool // one of them: that of the settings' Tip, else the first
	Gap, Then time.Duration
}

// Open lasts until the listener is ready: the number of whole breaths that is
// nearest to For, with their chimes, or without chimes For. Words that are spoken
// in it begin Gap after its start, with Gap between them.
type Open struct {
	Base
	For    time.Duration
	Silent bool // without chimes
	Words  []Spoken
	Gap    time.Duration
}

// Breathe is a number of whole breaths with their chimes.
type Breathe struct {
	Base
	Count int
	Words BreathWords
}

// Hold is the stretch itself, from the onset of one chime to that of another, in
// whole breaths.
type Hold struct {
	Base
	For      Span
	From, To string // the chimes
	Words    BreathWords
}

// Rest is whole breaths. What comes next is said in its last third. After the
// session's last hold the rest is AfterLast breaths without words.
type Rest struct {
	Base
	For                Span
	Next, Last, Switch string // cues, with {side} in them
	AfterLast          int
}

// Span is a length of time: that of a setting, or Fixed if there is none.
type Span struct {
	Setting Setting
	Fixed   time.Duration
}

func (s Span) in(set Settings) time.Duration {
	switch s.Setting {
	case SettingHold:
		return set.Hold
	case SettingRest:
		return set.Rest
	}
	return s.Fixed
}

// Tips returns the cues that take turns from session to session.
func (r *Routine) Tips() (cues []string) {
	for _, steps := range [][]Step{r.Opening, r.Closing} {
		for _, step := range steps {
			if say, ok := step.(Say); ok && say.InTurn {
				for _, c := range say.Cues {
					cues = append(cues, c[levelFull])
				}
			}
		}
	}
	return cues
}

// HasOpenings reports whether the opening depends on [Settings].Before.
func (r *Routine) HasOpenings() bool {
	return slices.ContainsFunc(r.Opening, func(s Step) bool { return len(s.base().Before) > 0 })
}

// HasEndings reports whether the closing depends on [Settings].After.
func (r *Routine) HasEndings() bool {
	return slices.ContainsFunc(r.Closing, func(s Step) bool { return len(s.base().After) > 0 })
}
