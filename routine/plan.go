package routine

import (
	"slices"
	"sort"
	"time"
)

// Rate is the number of samples of a session in a second.
const Rate = 48000

// Samples is a length of time, or an offset from the start of a session, in
// samples at [Rate].
type Samples int64

// SamplesIn returns the samples in d, rounded to the nearest one. Whole
// milliseconds are exact.
func SamplesIn(d time.Duration) Samples {
	return Samples((int64(d)*Rate + int64(time.Second)/2) / int64(time.Second))
}

// Duration returns the time that n samples take, rounded down to a nanosecond.
func (n Samples) Duration() time.Duration {
	return time.Duration(n/Rate)*time.Second + time.Duration(n%Rate)*time.Second/Rate
}

// Bus is one of the three groups of sounds that are levelled together.
type Bus string

const (
	BusVoice Bus = "voice"
	BusChime Bus = "chime"
	BusBed   Bus = "bed"
)

// Clip is a recording, as far as a plan needs to know it.
type Clip struct {
	Length Samples
	Words  string // empty for a chime
}

// Library lists the recordings that a session can use, by cue.
type Library struct {
	Voice  string // its name
	Spoken map[string]Clip
	Chimes map[string]Clip
	Bed    string // the cue that lies under the whole session; empty for none
}

// Event is one recording at its position in a session.
type Event struct {
	At     Samples `json:"at"`     // onset
	Length Samples `json:"length"` // as far as it is heard; the recording may be longer
	Bus    Bus     `json:"bus"`
	Cue    string  `json:"cue"`
	Pan    float64 `json:"pan"`  // -1 left ear, 0 middle, 1 right ear
	Text   string  `json:"text"` // the words; empty for a chime
	Gain   float64 `json:"-"`    // dB over the designed mix; 0 in every session

	ends bool // a hold is over at its onset

	// These are set while a session is under way.
	Cut     bool `json:"-"` // a key cut it off at its end
	Answers bool `json:"-"` // it answers a listener
}

// instruction is a cue that tells the listener what to do, in full and as it is when
// words thin out. It is said over the interval; one that is left out has an empty one.
type instruction struct {
	Interval
	full, short string
}

// Interval reaches from one offset up to another, which is not in it.
type Interval struct{ From, To Samples }

// End returns the offset at which the event is over.
func (e Event) End() Samples { return e.At + e.Length }

// Audible returns how long an event is heard: a voice to its end, a chime for the
// part of its recording that stays over -60 dBFS at the lowest level.
func (e Event) Audible() Samples {
	if e.Bus == BusChime {
		return e.Length * 3 / 10
	}
	return e.Length
}

// Phase is a part of a session with a name.
type Phase struct {
	Name  string  `json:"name"`
	Title string  `json:"title,omitempty"` // of the file's own
	Side  Side    `json:"side"`
	Round int     `json:"round"` // from 1, per side; 0 outside the rounds
	Start Samples `json:"start"`
	End   Samples `json:"end"`
	Lead  Samples `json:"-"` // the onset of the words that lead to it, Start at the latest

	part  int  // the index of its section in the round or the warm-up; see standIn
	lifts bool // a leg is up in it, or is to be
}

// Plan is one session laid out in time. Events are sorted by onset, at most
// one voice sounds at a time, and phases follow one another without gaps from
// 0 to Length.
type Plan struct {
	Routine string  `json:"routine"`
	Side    Side    `json:"side"`
	Rounds  int     `json:"rounds"`
	Voice   string  `json:"voice"`
	Rate    int     `json:"sample_rate"`
	Length  Samples `json:"length_samples"`
	Events  []Event `json:"events"`
	Phases  []Phase `json:"phases"`

	// Breaths are the breaths that are planned, in order and without overlap.
	Breaths []PlannedBreath `json:"-"`

	// Warnings name words that come at a bad time, at most once for each step: words of
	// an open step that end after it, for which the session waits; words after a hold
	// that begin upon the release chime, or more than three seconds after it; words at
	// a time that the step does not reach, which are left out.
	Warnings []*Fault `json:"-"`

	runIn Samples
	opens []Interval    // the open steps
	told  []instruction // in order

	// These are set while a session is under way. Before Edited the plan equals the
	// one that was edited. The volume starts at 0 dB and moves by Volume, in order.
	Edited Samples        `json:"-"`
	Volume []VolumeChange `json:"-"`
}

// PlannedBreath is one breath of a session: the onset of the breath in, of the pause
// after it, of the breath out, of the pause after that, and the end. If there is no
// pause, its onset is that of what follows. A Cut that is not 0 is the offset at which
// a key ended the breath.
type PlannedBreath struct{ In, Full, Out, Empty, End, Cut Samples }

// sameAs reports whether two phases of two plans are the same one.
func (p Phase) sameAs(q Phase) bool {
	return p.Name == q.Name && p.Side == q.Side && p.Round == q.Round && p.part == q.part
}

// exact reports whether a phase lasts as long as was announced, so that nothing in
// it can wait.
func (p Phase) exact() bool {
	return p.Name == PhaseHold || p.Name == PhaseRest || p.Name == PhaseBreathe
}

// find returns the index of another plan's phase in this plan, -1 if it is not there.
func (p *Plan) find(q Phase) int { return slices.IndexFunc(p.Phases, q.sameAs) }

// PhaseAt returns the index of the phase that is on at an offset: the first one
// before the start, the last one from the end on.
func (p *Plan) PhaseAt(at Samples) int {
	after := sort.Search(len(p.Phases), func(i int) bool { return p.Phases[i].Start > at })
	return max(0, after-1)
}
