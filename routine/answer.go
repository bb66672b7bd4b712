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
	answerWord   = 350 * time.Millisecond // from a key's chime to the word
	answerGap    = 300 * time.Millisecond // between an aside and a planned voice
	answerJoin   = 150 * time.Millisecond // between the clips of one answer
	settle       = 700 * time.Millisecond // from an answer's words to what goes on
	cutFade      = 50 * time.Millisecond  // of the volume, at a key
	stopFade     = 2 * time.Second        // of a session that is stopped
	firstRemind  = time.Minute            // that the session is paused
	nextRemind   = 5 * time.Minute
	longestPause = 12 * time.Hour   // then the session ends
	legDown      = 10 * time.Second // then a leg that was up is down, told or not
	legLowers    = 2 * time.Second  // for a leg that is told to

	// TwiceWithin is how soon a second Again goes to the phase before.
	TwiceWithin = 1500 * time.Millisecond
	// chimeEvery: answers closer than this share one chime.
	chimeEvery = 100 * time.Millisecond
	// heardWithin: a Toggle this soon after Heard is the same key.
	heardWithin = 300 * time.Millisecond

	keepPast = 30 * time.Second // of what was heard stays in the plan
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
	for n := len(c.volumeMoves); n > 0 && c.volumeMoves[n-1].At > at; n-- {
		c.volumeMoves = c.volumeMoves[:n-1]
	}
	c.volumeMoves = append(c.volumeMoves, VolumeChange{at, SamplesIn(over), dB})
}

// setVolume changes the volume, or says that it cannot be louder.
func (c *Course) setVolume(at Samples, dB float64) {
	dB = min(MaxVolume, max(MinVolume, dB))
	if math.IsNaN(dB) || dB == c.volume {
		if dB != MaxVolume || !c.sayNow(at, sayFull) {
			c.chimeOnly(at, chimeRefused)
		}
		return
	}
	c.volume = dB
	c.changeVolume(at, cutFade, dB)
	c.chimeOnly(at, chimeKey)
}

// chimeOnly answers with a chime, and changes nothing else.
func (c *Course) chimeOnly(at Samples, cue string) {
	c.apply(c.seamless(at), c.chime(at, cue, false))
}

// chime returns the chime that answers: none if one has just begun to sound. A
// chime that began at this very sample does not count if it is cut off.
func (c *Course) chime(at Samples, cue string, cut bool) []Event {
	clip, ok := c.lib.Chimes[cue]
	fresh := at-c.lastChime < SamplesIn(chimeEvery) && !(cut && c.lastChime == at)
	if !ok || fresh {
		return nil
	}
	c.lastChime = at
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

// say returns a chime that begins at an offset, if there is one, with cues that
// are spoken after it, and where all of it ends.
func (c *Course) say(at Samples, chime []Event, cues ...string) (all []Event, end Samples) {
	words, end := c.words(at+SamplesIn(answerWord), cues...)
	if len(words) == 0 {
		end = at
		for _, e := range chime {
			end = max(end, e.End())
		}
	}
	return append(chime, words...), end
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
