// Package routine knows what happens when in a session: its phases, breaths and
// words.
//
// Start with [Parse], which reads a routine file. [Routine.Plan] lays a session
// out in time; it is a pure function of the routine, the settings and the lengths
// of the recordings. [NewCourse] edits a plan as the listener asks, while it is
// played. The package knows no clock, no terminal and no sound: a recording is a
// name, its words and a length.
package routine

import "time"

// Routine is a stretch as its file describes it. It is legal, every cue in it is
// known, and nothing changes it once it is parsed.
type Routine struct {
	Name     string
	Title    string
	Sides    []Side        // left, right or both of them
	RunIn    time.Duration // quiet before the first sound, while a Bluetooth link wakes up
	Defaults Settings
	Limits   Limits
	Opening  []Step
	Round    []Section
	Closing  []Step
}

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
type Step interface{ place() string }

// Place is a step's place in its file, as file:line:column.
type Place string

func (p Place) place() string { return string(p) }

// Wait is time without a new sound.
type Wait struct {
	Place
	For time.Duration
}

// Chime sounds a chime or a bell. The next step follows Then after its onset, or
// if Whole is set when it has rung out.
type Chime struct {
	Place
	Cue       string
	Then      time.Duration
	Whole     bool
	FromRound int // silent in the rounds before
}

// Say speaks clips one after another, with Gap between them. The next step
// follows Then after the last one. A step of which nothing is said takes no time.
type Say struct {
	Place
	Cues      []Spoken
	Gap, Then time.Duration
	After     []After // the endings it belongs to; empty for all
}

// Open lasts For, or until the listener is ready. Breath chimes run through it.
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

// Hold is the stretch itself, from the onset of one chime to that of another, in
// whole breaths.
type Hold struct {
	Place
	For      Span
	From, To string // the chimes
	Words    BreathWords
}

// Rest is whole breaths. What comes next is said in its last third. After the
// session's last hold the rest is AfterLast breaths without words.
type Rest struct {
	Place
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
