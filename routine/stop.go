package routine

// stop says that the session stops, and ends it with a fade.
func (c *Course) stop(at Samples) {
	plan, position := c.current(at)
	word := sayStopped
	if c.lifted(at) {
		word = sayStopping
	}
	words, end := c.say(at, c.chime(at, chimeKey, true), word)
	fade := end + SamplesIn(answerGap)
	c.changeVolume(fade, stopFade, silence)
	c.apply(edit{at: at, cut: true, plan: plan, position: position, resume: never, state: Stopping, end: fade + SamplesIn(stopFade)}, words)
}

// quit ends the session with a fade that is too short to be heard as one.
func (c *Course) quit(at Samples) {
	plan, position := c.current(at)
	c.changeVolume(at, cutFade, silence)
	c.apply(edit{
		at: at, plan: plan, position: position, resume: never, state: Stopping, end: min(c.plan.Length, at+SamplesIn(cutFade)),
	}, nil)
}
