package routine

import "fmt"

// sayAgain repeats the last instruction in full.
func (c *Course) sayAgain(at Samples) {
	e := c.now()
	cue := ""
	place := e.at(at)
	for _, ev := range e.score.Events {
		if ev.At <= place && ev.full != "" {
			cue = ev.full
		}
	}
	var cues []string
	if _, ok := c.lib.Spoken[cue]; ok {
		cues = []string{cue}
	}
	c.speakAside(at, SayAgain, func(Samples) []string { return cues })
}

// whereAmI says where the session is by the time it is said: in full, or in
// short words in a hold and where those come much sooner.
func (c *Course) whereAmI(at Samples) {
	c.speakAside(at, WhereAmI,
		func(at Samples) []string { return c.where(at, false) },
		func(at Samples) []string { return c.where(at, true) })
}

// where is the cues for what is on at an offset of the clock.
func (c *Course) where(at Samples, short bool) []string {
	e := c.now()
	on := e.score.Phases[e.score.PhaseAt(e.at(at))]
	var cues []string
	add := func(cue string) {
		if _, ok := c.lib.Spoken[cue]; ok {
			cues = append(cues, cue)
		}
	}
	short = short || on.Name == PhaseHold && e.state == Running
	if !short && on.Round > 0 {
		add("where-" + string(on.Side))
	}
	if on.Round > 0 {
		add(fmt.Sprintf("round-%d-of-%d", on.Round, e.score.Rounds))
	}
	if !short {
		add("where-" + on.Name)
	}
	anew := e.state == Paused && e.ahead != e.score.Length-e.place // it will not go on from here
	if on.Round > 0 && !anew {
		// Of the time at which it will be said.
		then := at
		for _, cue := range cues {
			then += c.lib.Spoken[cue].Length + SamplesIn(answerJoin)
		}
		if place := e.at(then); place < on.End {
			add(timeLeft(on.End - place))
		}
	}
	if e.state == Paused {
		add(sayPaused)
	}
	return cues
}

// timeLeft is the cue for a time, rounded down to what there are cues for; none
// for less than five seconds.
func timeLeft(n Samples) string {
	if n > 60*Rate {
		return "left-more"
	}
	for _, s := range []Samples{60, 45, 30, 25, 20, 15, 10, 5} {
		if n >= s*Rate {
			return fmt.Sprintf("left-%d", s)
		}
	}
	return ""
}
