package routine

import (
	"math"
	"slices"
)

// never is an offset that no session reaches.
const never Samples = math.MaxInt64 / 4

// Course is a session under way. [Course.Do] edits its plan for what a listener
// asks, from an offset of the session's clock on. The clock counts the samples
// that were heard since the start, pauses and answers included. Nothing before
// an edit is changed, so whoever streams the plan streams on without a seam.
//
// A course answers every command. It is the caller's to drop the repeats of a
// key that is held down. A Course is not safe for concurrent use.
type Course struct {
	routine  *Routine // nil: the session can be paused and stopped, nothing else
	settings Settings
	lib      Library

	plan     *Plan     // what was and will be heard, by the clock
	segments []segment // in order; the last one may be yet to come
	aside    aside     // the last one

	heardAt    Samples // of a Heard that was the last command; else -never
	byListener bool    // paused by the listener
	silenced   bool    // by FadeAndPause, the bed too
	volume     float64 // dB
}

// NewCourse begins a session of a plan that the routine made with these settings
// and recordings. Without a routine it can be paused and stopped, and nothing
// else.
func NewCourse(r *Routine, s Settings, lib Library, p *Plan) *Course {
	return &Course{
		routine: r, settings: s, lib: lib, plan: p,
		segments: []segment{{place: place{plan: p}, end: p.Length}},
		heardAt:  -never,
	}
}

// Plan returns what was and will be heard, by the clock, up to the session's
// announced end. A plan is never changed: each edit makes another one.
func (c *Course) Plan() *Plan { return c.plan }

// PausedByListener reports whether the listener has paused the session.
func (c *Course) PausedByListener() bool { return c.last().state == Paused && c.byListener }

// Side returns the side that the session is for.
func (c *Course) Side() Side { return c.last().plan.Side }

// Stopping reports whether the session is on its way to an early end.
func (c *Course) Stopping() bool { return c.last().state == Stopping }

// Edited returns the offset of the clock before which nothing is changed any
// more.
func (c *Course) Edited() Samples { return c.plan.Edited }

// Do edits the plan for a command that is given at an offset of the clock, and returns
// it. An offset before the last edit counts as that of the last edit; one at the end or
// after it changes nothing.
func (c *Course) Do(cmd Command, at Samples) *Plan {
	at = max(at, c.Edited())
	if at >= c.plan.Length {
		return c.plan
	}
	chime := chimeKey
	if cmd.Verb == Toggle && at-c.heardAt < SamplesIn(heardWithin) {
		chime = "" // Heard was answered
	}
	c.heardAt = -never
	if c.silenced && cmd.Verb != FadeAndPause && cmd.Verb != Lose {
		c.silenced = false
		c.changeVolume(at, cutFade, c.volume)
	}
	state := c.now(at).state
	switch {
	case cmd.Verb == Quit, state == Stopping && cmd.Verb == Stop:
		c.quit(at)
	case state == Stopping && slices.Contains([]Verb{FadeAndPause, Lose, Woken, SoundBack}, cmd.Verb):
		// The end is near, heard or not.
	case state == Stopping, c.routine == nil && slices.Contains([]Verb{Found, Next, Again, GoTo, OtherSide}, cmd.Verb):
		c.answer(at, chimeRefused)
	default:
		c.do(cmd, at, chime)
	}
	return c.plan
}

// do does a command, or refuses it if there is nothing to do.
func (c *Course) do(cmd Command, at Samples, chime string) {
	paused, done := c.now(at).state == Paused, true
	switch cmd.Verb {
	case Louder:
		c.setVolume(at, c.volume+VolumeStep)
	case Softer:
		c.setVolume(at, c.volume-VolumeStep)
	case SetVolume:
		c.setVolume(at, cmd.Gain)
	case Stop:
		c.stop(at)
	case Heard:
		c.answer(at, chimeKey)
		c.heardAt = at
	case Woken:
		c.byListener = true
		c.pause(at, "", sayPaused)
	case FadeAndPause, Lose:
		if cmd.Verb == FadeAndPause {
			c.silenced = true
			c.changeVolume(at, cutFade, silence)
		}
		c.pause(at, "", "")
	case Pause, GoOn, Toggle:
		switch {
		case !paused && cmd.Verb == GoOn, paused && cmd.Verb == Pause:
			c.byListener = paused
			c.answer(at, chimeKey)
		case paused:
			c.goOn(at, chime, sayGoingOn)
		default:
			c.byListener = true
			c.pause(at, chime, sayPaused)
		}
	case SoundBack:
		switch {
		case c.byListener:
			c.pause(at, "", sayPaused)
		case paused:
			c.goOn(at, "", saySoundBack)
		}
	case SayAgain:
		done = c.sayAgain(at)
	case WhereAmI:
		done = c.whereAmI(at)
	case Next, Found:
		done = c.next(at, cmd.Verb)
	case Again:
		c.goBack(at)
	case GoTo:
		done = c.goTo(at, cmd.To)
	case OtherSide:
		done = c.otherSide(at)
	}
	if !done {
		c.answer(at, chimeRefused)
	}
}
