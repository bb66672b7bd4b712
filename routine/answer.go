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
	answerWord   = 350 * time.Millisecond // from a key's chime to the word
	answerGap    = 300 * time.Millisecond // between an aside and a planned voice
	answerJoin   = 150 * time.Millisecond // between the clips of one answer
	settle       = 700 * time.Millisecond // from an answer's words to what goes on
	cutFade      = 50 * time.Millisecond  // of the volume, at a key
	stopFade     = 2 * time.Second        // of a session that is stopped
	firstRemind  = time.Minute            // from a pause to the first reminder of it
	nextRemind   = 5 * time.Minute        // from one reminder to the next
	longestPause = 12 * time.Hour         // then the session ends
	legDown      = 10 * time.Second       // then a leg that was up is down, told or not
	legLowers    = 2 * time.Second        // for a leg to come down when it is told to

	// twiceWithin is how soon a second Again goes to the phase before.
	twiceWithin = 1500 * time.Millisecond
	// chimeEvery: answers closer than this share one chime.
	chimeEvery = 100 * time.Millisecond
	// heardWithin: a Toggle this soon after Heard is the same key.
	heardWithin = 300 * time.Millisecond
)

// VolumeChange moves the volume from wherever it is to a value, evenly to the
// ear, over a time.
type VolumeChange struct {
	At   Samples
	Over Samples
	DB   float64 // negative infinity is silence
}

var silence = math.Inf(-1)

// changeVolume plans a change and drops those that are yet to come.
func (c *Course) changeVolume(at Samples, over time.Duration, dB float64) {
	p := *c.plan
	begun := slices.DeleteFunc(slices.Clone(p.Volume), func(v VolumeChange) bool { return v.At > at })
	p.Volume = append(begun, VolumeChange{at, SamplesIn(over), dB})
	c.plan = &p
}

// setVolume changes the volume, or says that it is full.
func (c *Course) setVolume(at Samples, dB float64) {
	dB = min(MaxVolume, max(MinVolume, dB))
	if math.IsNaN(dB) || dB == c.volume {
		var words []Event
		if dB == MaxVolume {
			words = c.atOnce(at, sayFull)
		}
		c.answer(at, chimeRefused, words...)
		return
	}
	c.volume = dB
	c.changeVolume(at, cutFade, dB)
	c.answer(at, chimeKey)
}

// answer plays a chime, and words if there are any, and changes nothing else.
func (c *Course) answer(at Samples, chime string, words ...Event) {
	c.edit(at, false, append(c.chime(at, chime), words...), c.plan)
}

// isKeyChime reports whether an event is the chime that answers a key. Nothing cuts it
// off.
func (e Event) isKeyChime() bool { return e.Answers && e.Bus == BusChime }

// chime returns the chime that answers; none if one has just begun to sound, or there is
// no recording.
func (c *Course) chime(at Samples, cue string) []Event {
	clip, ok := c.lib.Chimes[cue]
	sounds := func(e Event) bool { return e.isKeyChime() && at-e.At < SamplesIn(chimeEvery) }
	if !ok || slices.ContainsFunc(c.plan.Events, sounds) {
		return nil
	}
	return []Event{{At: at, Length: clip.Length, Bus: BusChime, Cue: cue, Answers: true}}
}

// words returns cues that are spoken one after another from an offset on, those
// that there are recordings of, and the offset at which the last one ends.
func (c *Course) words(from Samples, cues ...string) (all []Event, end Samples) {
	end = from
	for _, cue := range cues {
		clip, ok := c.lib.Spoken[cue]
		if !ok {
			continue
		}
		if len(all) > 0 {
			from = end + SamplesIn(answerJoin)
		}
		e := Event{At: from, Length: clip.Length, Bus: BusVoice, Cue: cue, Text: clip.Words, Pan: Pan(cue), Answers: true}
		all, end = append(all, e), e.End()
	}
	return all, end
}

// say returns the chime that answers at an offset, with cues that are spoken after
// it, and the offset at which the words end.
func (c *Course) say(at Samples, chime string, cues ...string) (all []Event, end Samples) {
	words, end := c.words(at+SamplesIn(answerWord), cues...)
	if len(words) == 0 {
		end = at
	}
	return append(c.chime(at, chime), words...), end
}

// known returns the cues that there are recordings of.
func (c *Course) known(cues ...string) (all []string) {
	for _, cue := range cues {
		if _, ok := c.lib.Spoken[cue]; ok {
			all = append(all, cue)
		}
	}
	return all
}
