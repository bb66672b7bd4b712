package routine

import "math"

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
	aside   aside

	edited    Samples // nothing before is changed any more
	lastChime Samples
	heardAt   Samples // the offset of the last Heard
	again     int     // the phase that the last Again went to
	againAt   Samples
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
	jumped bool    // because the listener wants to be there
	lifted Samples // of the clock: when a leg was up last
	before tally   // of all eras before

	// Of a session that is held: what is left of it if it goes on, the words that
	// say so included, and of the phase that is on, if it goes on in that.
	left, onLeft Samples
}

// at is the place at an offset of the clock.
func (e era) at(clock Samples) Samples {
	return min(e.score.Length, e.place+max(0, clock-e.resume))
}

// NewCourse begins a session of a plan that the routine made with these settings
// and recordings. Without a routine it can be paused and stopped, and nothing
// else.
func NewCourse(r *Routine, s Settings, lib Library, p *Plan) *Course {
	c := &Course{routine: r, settings: s, lib: lib, base: p, lastChime: -never, heardAt: -never, againAt: -never}
	first := *p
	first.speech, first.bed = p.Speech(), p.BedLevel()
	c.plan = &first
	c.eras = []era{{score: p, lifted: -never}}
	return c
}

// Plan is what was and will be heard, by the clock. It lasts until the
// session's announced end, and is never changed: each edit makes another. What
// was over half a minute before the last edit is no longer in it.
func (c *Course) Plan() *Plan { return c.plan }

// PausedByListener tells whether the listener has paused the session.
func (c *Course) PausedByListener() bool { return c.now().state == Paused && c.byUser }

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
	chime := chimeKey
	if cmd.Verb == Toggle && at > c.heardAt && at-c.heardAt < SamplesIn(heardWithin) {
		chime = "" // it has been answered
	}
	c.heardAt = -never
	if cmd.Verb == Heard {
		c.heardAt = at
	}
	if c.hushed && cmd.Verb != FadeAndPause && cmd.Verb != Lose {
		c.hushed = false
		c.volumes = c.volumes.then(at, SamplesIn(cutFade), 1, gain(c.volume))
	}
	switch e := c.now(); {
	case cmd.Verb == Quit, e.state == Stopping && cmd.Verb == Stop:
		c.stopNow(at)
	case e.state == Stopping && !cmd.Verb.asked():
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
	case cmd.Verb == Heard:
		c.only(at, chimeKey)
	case cmd.Verb == Toggle && e.state == Running, cmd.Verb == Pause:
		c.byUser = true
		c.pause(at, chime, sayPaused)
	case cmd.Verb == Woken:
		c.byUser = true
		c.pause(at, "", sayPaused)
	case cmd.Verb == FadeAndPause, cmd.Verb == Lose:
		if cmd.Verb == FadeAndPause {
			c.hushed = true
			c.volumes = c.volumes.then(at, SamplesIn(cutFade), 1, 0)
		}
		c.byUser = c.byUser && e.state == Paused
		c.pause(at, "", "")
	case cmd.Verb == Toggle, cmd.Verb == GoOn:
		c.goOn(at, chime, sayGoingOn)
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
