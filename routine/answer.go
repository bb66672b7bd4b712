package routine

import (
	"math"
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
	legDown     = 10 * time.Second // after that a leg that was up is down, told or not
	legLowers   = 2 * time.Second  // for a leg that is told to

	// TwiceWithin is how soon a second Again goes to the phase before.
	TwiceWithin = 1500 * time.Millisecond
	// Answers closer than this share one chime.
	chimeEvery = 100 * time.Millisecond
	// a Toggle that comes this soon after Heard is what was heard.
	heardWithin = 300 * time.Millisecond

	keepPast = 30 * time.Second // of what has been heard, for who looks back
)

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

// chime is the one that answers: none where one has just begun to sound.
func (c *Course) chime(at Samples, cue string, cut bool) []Event {
	clip, ok := c.lib.Chimes[cue]
	fresh := at-c.lastChime < SamplesIn(chimeEvery)
	if cut && c.lastChime == at {
		fresh = false // what is cut off here goes with it
	}
	if !ok || fresh {
		return nil
	}
	c.lastChime = at
	return []Event{{At: at, Length: clip.Length, Bus: BusChime, Cue: cue, Answers: true}}
}

// voice is a spoken answer.
func (c *Course) voice(at Samples, cue string) (Event, bool) {
	clip, ok := c.lib.Spoken[cue]
	return Event{At: at, Length: clip.Length, Bus: BusVoice, Cue: cue, Text: clip.Words, Pan: Pan(cue), tie: tieNone}, ok
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
