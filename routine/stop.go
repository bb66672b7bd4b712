package routine

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, chimeKey, word)
	fade := end + SamplesIn(answerGap)
	c.changeVolume(fade, stopFade, silence)
	c.begin(segment{from: at, place: c.now(at).at(at), state: Stopping, end: fade + SamplesIn(stopFade)}, words)
}

// quit ends the session with a fade that is too short to be heard as one.
func (c *Course) quit(at Samples) {
	c.changeVolume(at, cutFade, silence)
	c.begin(segment{from: at, place: c.now(at).at(at), state: Stopping, end: min(c.plan.Length, at+SamplesIn(cutFade))}, nil)
}
