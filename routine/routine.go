// Package routine knows what happens when: a routine with its sides, rounds,
// breaths and words, and the plan of one session of it.
//
// [Parse] reads a routine file. [Routine.Plan] lays a session out in time, a
// pure function of the routine, the settings and the lengths of the
// recordings. The package knows no clock, no terminal and no sound: a
// recording is a name, its words and a length here.
package routine

import "time"

// Routine is a stretch as its file says it: legal in itself, and every cue in
// it known. It is a value; nothing changes it once it is parsed.
type Routine struct {
	Name     string
	Title    string
	Sides    []Side        // that it can be done on
	RunIn    time.Duration // quiet before the first sound, for links that sleep
	Defaults Settings
	Limits   Limits
	Opening  []Step
	Round    []Section
	Closing  []Step
}

// Section is the steps of one phase of a round.
type Section struct {
	Phase string
	Steps []Step
}

// Phases are the names that a round's phases can have, beside [Opening] and
// [Closing]; for each of them there are words to tell a listener what is on.
var Phases = []string{PhaseTake, PhaseAngle, PhaseHold, PhaseRelease, PhaseRest}

// The phases that the planner itself starts.
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
type Step interface{ place() string }

// Place is where a step stands in its file, as file:line:column.
type Place string

func (p Place) place() string { return string(p) }

// Wait is time without a new sound.
type Wait struct {
	Place
	For time.Duration
}

// Chime sounds a chime or a bell. The next step follows Then after its onset,
// or when it has rung out where Whole is set.
type Chime struct {
	Place
	Cue       string
	Then      time.Duration
	Whole     bool
	FromRound int // silent in the rounds before
}

// Say speaks clips one after another, with Gap between them; the next step
// follows Then after the last one. Where the words have thinned out so far
// that nothing is left of it, the step takes no time at all.
type Say struct {
	Place
	Cues      []Spoken
	Gap, Then time.Duration
	After     []After // the endings it belongs to; all where empty
}

// Open lasts For, or until the listener is ready; breath chimes run through it
// and are cut off at its end.
type Open struct {
	Place
	For time.Duration
}

// Breathe is a number of whole breaths with their chimes.
type Breathe struct {
	Place
	Count int
	Words BreathWords
}

// Hold is the stretch itself: from the onset of one chime to that of another,
// in whole breaths.
type Hold struct {
	Place
	For      Span
	From, To string // the chimes
	Words    BreathWords
}

// Rest is whole breaths, with the word of what comes next in its last third.
// After the session's last hold it is AfterLast breaths without words.
type Rest struct {
	Place
	For                Span
	Next, Last, Switch string // cues, with {side} in them
	AfterLast          int
}

// Span is a length of time: that of a setting, or one of its own.
type Span struct {
	Setting Setting // none: Fixed
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
