package routine

import (
	"math"
	"slices"
	"time"
)

// The cues that answer a listener.
const (
	chimeKey     = "chime-key"
	chimeRefused = "chime-refused"
	sayPaused    = "paused"
	sayStill     = "still-paused"
	sayGoingOn   = "going-on"
	sayNext      = "forward"
	sayAgain     = "back"
	sayStart     = "at-start"
	sayStopping  = "stopping"      // with a leg lifted
	sayStopped   = "stopping-rest" // elsewhere
	saySoundBack = "sound-back"
	sayFull      = "full-volume"
)

// How answers are timed.
const (
	answerWord  = 350 * time.Millisecond // a word after its chime, which has rung by then
	answerGap   = 300 * time.Millisecond // between an aside and a planned voice
	answerJoin  = 150 * time.Millisecond // between the clips of one aside
	settle      = 700 * time.Millisecond // from an answer's words to what goes on
	cutFade     = 50 * time.Millisecond  // of what an answer cuts off
	stopFade    = 2 * time.Second        // of a session that is stopped
	bedBack     = time.Second            // of a bed that was going out
	firstRemind = time.Minute            // that the session is paused
	nextRemind  = 5 * time.Minute
	longestHalt = 12 * time.Hour   // a pause ends the session after that
	legDown     = 10 * time.Second // into a pause a lifted leg is down

	// TwiceWithin is how soon a second Again goes to the phase before.
	TwiceWithin = 1500 * time.Millisecond
	// held keys repeat faster than this, and fingers do not.
	keyRepeat = 100 * time.Millisecond

	keepPast = 30 * time.Second // of what has been heard, for who looks back
)

// never is an offset that no session reaches.
const never Samples = math.MaxInt64 / 4

// Course is a session under way. What a listener asks for edits its plan from
// an offset of its clock on; what comes before that is never changed, so that
// whoever streams the plan streams on without a seam. It is a value of plans
// and times alone: it knows no sound and no clock but the offsets it is given.
// It is not safe for concurrent use.
type Course struct {
	routine  *Routine // nil: it can be paused, but not led
	settings Settings
	lib      Library

	base    *Plan // the session as planned
	plan    *Plan // what was and will be heard, by the clock
	eras    []era // since when which part of which plan is on
	overlay []Event
	aside   Interval // of the clock, the last one
	asked   Verb     // what that was for

	edited    Samples // nothing before is changed any more
	lastChime Samples
	lastVerb  Verb
	lastAt    Samples
	again     int // the phase that the last Again went to
	againAt   Samples
	found     Samples // when an open step was ended last
	volume    float64 // dB
	volumes   Ramps
	byUser    bool // paused by the listener
	hushed    bool // so that not even the bed is heard
}

// era is a stretch of the clock over which a session runs on, or is held.
type era struct {
	from   Samples // of the clock
	score  *Plan   // the session, in places
	place  Samples // that is on from there
	resume Samples // of the clock: the place moves from then on; never, where it is held
	state  State
	lifted bool    // a leg, when the era began
	ahead  Samples // of a session that is held: what is left when it goes on
	before tally   // of all eras before
}

// at is the place at an offset of the clock.
func (e era) at(clock Samples) Samples {
	return min(e.score.Length, e.place+max(0, clock-e.resume))
}

// NewCourse begins a session of a plan that the routine made with these settings
// and recordings. Without a routine it can be paused and stopped, and nothing
// else.
func NewCourse(r *Routine, s Settings, lib Library, p *Plan) *Course {
	c := &Course{routine: r, settings: s, lib: lib, base: p, lastChime: -never, lastAt: -never, againAt: -never, found: -never}
	first := *p
	first.speech, first.bed = p.Speech(), p.BedLevel()
	c.plan = &first
	c.eras = []era{{score: p}}
	return c
}

// Plan is what was and will be heard, by the clock. It lasts until the
// session's announced end, and is never changed: each edit makes another. What
// was over half a minute before the last edit is no longer in it.
func (c *Course) Plan() *Plan { return c.plan }

// Resting tells whether the listener has paused the session.
func (c *Course) Resting() bool { return c.now().state == Paused && c.byUser }

// Stopping tells whether the session is on its way to an early end.
func (c *Course) Stopping() bool { return c.now().state == Stopping }

// Edited is the offset before which nothing is changed any more.
func (c *Course) Edited() Samples { return c.edited }

func (c *Course) now() era { return c.eras[len(c.eras)-1] }

// Do edits the plan for a command that is given at an offset of the clock; at
// the earliest at the offset of the edit before.
func (c *Course) Do(cmd Command, at Samples) *Plan {
	at = max(at, c.edited)
	if at >= c.plan.Length {
		return c.plan
	}
	held := c.repeats(cmd.Verb, at)
	c.lastVerb, c.lastAt = cmd.Verb, at
	if held {
		return c.plan
	}
	if c.hushed && cmd.Verb != Hush && cmd.Verb != Lose {
		c.hushed = false
		c.volumes = c.volumes.then(at, SamplesIn(cutFade), 1, gain(c.volume))
	}
	switch e := c.now(); {
	case e.state == Stopping && cmd.Verb == Stop:
		c.stopNow(at)
	case e.state == Stopping && cmd.Verb == Hush, e.state == Stopping && cmd.Verb == Lose:
		// The end is near, heard or not.
	case e.state == Stopping:
		c.only(at, chimeRefused)
	case cmd.Verb == Louder:
		c.turn(at, c.volume+VolumeStep)
	case cmd.Verb == Softer:
		c.turn(at, c.volume-VolumeStep)
	case cmd.Verb == SetVolume:
		c.turn(at, cmd.Gain)
	case cmd.Verb == Stop:
		c.stop(at)
	case cmd.Verb == Pause && e.state == Paused:
		c.byUser = true
		c.only(at, chimeKey)
	case cmd.Verb == GoOn && e.state == Running:
		c.only(at, chimeKey)
	case cmd.Verb == Toggle && e.state == Running, cmd.Verb == Pause:
		c.byUser = true
		c.pause(at, chimeKey, sayPaused)
	case cmd.Verb == Woken:
		c.byUser = true
		c.pause(at, "", sayPaused)
	case cmd.Verb == Hush, cmd.Verb == Lose:
		if cmd.Verb == Hush {
			c.hushed = true
			c.volumes = c.volumes.then(at, SamplesIn(cutFade), 1, 0)
		}
		c.byUser = c.byUser && e.state == Paused
		c.pause(at, "", "")
	case cmd.Verb == Toggle, cmd.Verb == GoOn:
		c.goOn(at, chimeKey, sayGoingOn)
	case cmd.Verb == SoundBack && e.state == Paused && c.byUser:
		c.pause(at, "", sayPaused)
	case cmd.Verb == SoundBack && e.state == Paused:
		c.goOn(at, "", saySoundBack)
	case cmd.Verb == SayAgain:
		c.sayAgain(at)
	case cmd.Verb == WhereAmI:
		c.whereAmI(at)
	case cmd.Verb == Next, cmd.Verb == Found:
		c.next(at, cmd.Verb)
	case cmd.Verb == Again:
		c.back(at)
	case cmd.Verb == GoTo:
		c.goTo(at, cmd.To)
	}
	return c.plan
}

// repeats tells a key that is held down.
func (c *Course) repeats(v Verb, at Samples) bool {
	switch v {
	case Louder, Softer, SetVolume, GoTo, Lose, SoundBack:
		return false
	}
	return v == c.lastVerb && at-c.lastAt < SamplesIn(keyRepeat)
}

// only answers with a chime, and nothing else changes.
func (c *Course) only(at Samples, cue string) {
	c.apply(c.seamless(at), c.chime(at, cue, false))
}

// turn sets the volume.
func (c *Course) turn(at Samples, dB float64) {
	dB = min(MaxVolume, max(MinVolume, dB))
	if math.IsNaN(dB) || dB == c.volume {
		if dB == MaxVolume && c.tell(at, sayFull) {
			return
		}
		c.only(at, chimeRefused)
		return
	}
	c.volume = dB
	c.volumes = c.volumes.then(at, SamplesIn(cutFade), 1, gain(dB))
	c.only(at, chimeKey)
}

// gain is the ratio of amplitudes that a number of dB is.
func gain(dB float64) float64 { return math.Pow(10, dB/20) }

// pause holds the session. Where it is held already, it is said again.
func (c *Course) pause(at Samples, chime, word string) {
	e := c.now()
	words, end := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{
		at: at, cut: true, score: e.score, place: e.at(at), resume: never, state: Paused,
	}, append(words, c.reminders(end)...))
}

// reminders say every now and then that the session is paused.
func (c *Course) reminders(from Samples) []Event {
	var all []Event
	for at := from + SamplesIn(firstRemind); at < from+SamplesIn(longestHalt-firstRemind); at += SamplesIn(nextRemind) {
		if e, ok := c.voice(at, sayStill); ok {
			all = append(all, e)
		}
	}
	return all
}

// goOn goes on from what was cut off; where a leg was lifted, from the take of
// that round in short words, for it is down by now.
func (c *Course) goOn(at Samples, chime, word string) {
	score, place := c.onward(c.now())
	if score != c.now().score {
		c.base = score
	}
	c.byUser = false
	words, end := c.say(at, c.chime(at, chime, true), word)
	c.apply(edit{at: at, cut: true, score: score, place: place, resume: end + SamplesIn(settle)}, words)
}

// onward is where a session that is held goes on.
func (c *Course) onward(e era) (*Plan, Samples) {
	switch on := e.score.Phases[e.score.leading(e.place)]; on.Name {
	case PhaseAngle, PhaseHold, PhaseRelease:
		return c.redo(on)
	case PhaseTake:
		return e.score, e.score.said(on, e.place)
	}
	return e.score, e.score.unit(e.place)
}

// leading is the phase that is on at a place, or the next one where its words
// are on already, or about to be.
func (p *Plan) leading(place Samples) int {
	on := p.PhaseAt(place)
	if on+1 < len(p.Phases) && place >= p.Phases[on+1].Lead {
		on++
	}
	return on
}

// redo is the session with the round of a phase in short words, and the place
// where that round begins.
func (c *Course) redo(on Phase) (*Plan, Samples) {
	score := c.base
	if c.routine != nil {
		if p, err := c.routine.planWith(c.settings, c.lib, anew{on.Side, on.Round}); err == nil {
			score = p.tail(c.base.skipped)
		}
	}
	for _, p := range score.Phases {
		if p.Side == on.Side && p.Round == on.Round {
			return score, p.Start
		}
	}
	return score, 0
}

// From is the time to begin the whole session at, by [Plan.From], to go on from
// an offset of the clock: of its plan without what a listener made of it.
func (c *Course) From(at Samples) time.Duration {
	m := c.Moment(at)
	if c.routine == nil {
		return m.Place.Duration()
	}
	whole, err := c.routine.Plan(c.settings, c.lib)
	if err != nil {
		return m.Place.Duration()
	}
	on := m.On
	if n := c.base.skipped; n > 0 {
		if c.base.runIn > 0 {
			on-- // the run-in that stands for what was skipped
		}
		on = n + max(0, on)
	}
	// To a whole second in that phase.
	return (whole.Phases[min(on, len(whole.Phases)-1)].Start + Rate - 1).Duration().Truncate(time.Second)
}

// said is the place of the first words of a phase, if they had begun at a place.
func (p *Plan) said(on Phase, place Samples) Samples {
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At >= on.Start && e.At <= place {
			return e.At
		}
	}
	return place
}

// unit is where what is on at a place begins: the sentence and the breath; where
// there is neither, a bell; where there is nothing, the place itself.
func (p *Plan) unit(place Samples) Samples {
	begin := place
	for _, e := range p.Events {
		if e.Bus == BusVoice && e.At <= place && e.End() > place {
			begin = min(begin, e.At)
		}
	}
	for _, b := range p.Breaths {
		if b.In <= place && b.End > place {
			begin = min(begin, b.In)
		}
	}
	if begin < place {
		return begin
	}
	for _, e := range p.Events {
		if e.Bus == BusChime && e.At <= place && e.End() > place {
			begin = min(begin, e.At)
		}
	}
	return begin
}

// lifted tells whether a leg is, at an offset of the clock that is not before
// the last edit.
func (c *Course) lifted(at Samples) bool {
	e := c.now()
	switch {
	case e.state == Paused:
		return e.lifted && at-e.from < SamplesIn(legDown)
	case e.resume > at:
		return e.lifted
	}
	place := e.at(at)
	switch on := e.score.Phases[e.score.PhaseAt(place)]; on.Name {
	case PhaseAngle, PhaseHold, PhaseRelease:
		return true
	case PhaseTake:
		return e.score.said(on, place) < place
	}
	return false
}

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	e := c.now()
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), word)
	fade := end + SamplesIn(answerGap)
	c.volumes = c.volumes.then(fade, SamplesIn(stopFade), 1, 0)
	c.apply(edit{
		at: at, cut: true, score: e.score, place: e.at(at), resume: never, state: Stopping, end: fade + SamplesIn(stopFade),
	}, words)
}

func (c *Course) stopNow(at Samples) {
	e := c.now()
	fade := SamplesIn(cutFade)
	c.volumes = c.volumes.then(at, fade, 1, 0)
	c.apply(edit{
		at: at, score: e.score, place: e.place, resume: never, state: Stopping, end: min(c.plan.Length, at+fade),
	}, nil)
}

// chime is the one that answers: none where one has just begun to sound.
func (c *Course) chime(at Samples, cue string, cut bool) []Event {
	clip, ok := c.lib.Chimes[cue]
	fresh := at-c.lastChime < SamplesIn(keyRepeat)
	if cut && c.lastChime == at {
		fresh = false // what is cut off here goes with it
	}
	if !ok || fresh {
		return nil
	}
	c.lastChime = at
	e := Event{At: at, Length: clip.Length, Bus: BusChime, Cue: cue, Forward: true}
	if !cut {
		for _, v := range c.plan.Events {
			if v.Bus == BusVoice && v.At < e.End() && v.End() > at {
				e.Forward = false
			}
		}
	}
	return []Event{e}
}

// voice is a spoken answer.
func (c *Course) voice(at Samples, cue string) (Event, bool) {
	clip, ok := c.lib.Spoken[cue]
	return Event{At: at, Length: clip.Length, Bus: BusVoice, Cue: cue, Text: clip.Words, Pan: pan(cue), tie: tieNone}, ok
}

// say speaks cues after a chime, and returns where the last one ends: where
// the chime does, if none is known.
func (c *Course) say(at Samples, after []Event, cues ...string) (all []Event, end Samples) {
	all, end = after, at
	for _, e := range after {
		end = max(end, e.End())
	}
	next := at + SamplesIn(answerWord)
	for _, cue := range cues {
		if e, ok := c.voice(next, cue); ok {
			all, end = append(all, e), e.End()
			next = end + SamplesIn(answerJoin)
		}
	}
	return all, end
}

// sorted puts events in the order of their onsets.
func sorted(events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int {
		return int(max(-1, min(1, a.At-b.At)))
	})
	return events
}
