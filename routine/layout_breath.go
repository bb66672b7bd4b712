package routine

import (
	"slices"
	"time"
)

// The chimes that breaths are made of.
const (
	chimeIn    = "chime-in"
	chimePause = "chime-pause"
	chimeOut   = "chime-out"
)

// breath returns the breath of the step that is on.
func (l *layout) breath() Breath {
	if l.step.Breath != (Breath{}) {
		return l.step.Breath
	}
	return l.settings.Breath
}

// divide returns n breaths that fill the time t from the present offset on. Their
// parts keep the ratio of the breath.
func (l *layout) divide(t time.Duration, n int64) []PlannedBreath {
	var (
		b     = l.breath()
		whole = int64(SamplesIn(t))
		total = b.length().Milliseconds()
		in    = b.In.Milliseconds()
		full  = in + b.Full.Milliseconds()
		out   = full + b.Out.Milliseconds()
	)
	// part/(n*total) of the whole, rounded to a sample once.
	offset := func(part int64) Samples { return l.at + Samples((2*whole*part+n*total)/(2*n*total)) }
	all := make([]PlannedBreath, n)
	for i := range n {
		start := i * total
		all[i] = PlannedBreath{In: offset(start), Full: offset(start + in), Out: offset(start + full), Empty: offset(start + out), End: offset(start + total)}
	}
	return all
}

// whole returns n breaths of their own length.
func (l *layout) whole(n int64) []PlannedBreath {
	return l.divide(time.Duration(n)*l.breath().length(), n)
}

// stretched returns as many breaths as fill a time with the least change of their
// length.
func (l *layout) stretched(t time.Duration) []PlannedBreath {
	return l.divide(t, l.breath().fit(t))
}

// breathing plans breaths with their chimes, and with the words that a step has on them
// and at times between them.
func (l *layout) breathing(all []PlannedBreath, s *Step) {
	l.breaths = append(l.breaths, all...)
	start, end := l.at, all[len(all)-1].End
	for i, b := range all {
		l.sound(chimeIn, b.In)
		if b.Full < b.Out {
			l.sound(chimePause, b.Full)
		}
		l.sound(chimeOut, b.Out)
		if b.Empty < b.End {
			l.sound(chimePause, b.Empty)
		}
		onsets := []Samples{b.In, b.Out}
		for k, word := range s.onBreath(i, len(all)) {
			if cue := l.fill(word[l.level()], l.side); cue != "" {
				l.speak(cue, onsets[k]+SamplesIn(wordAfterChime), end)
			}
		}
	}
	for _, t := range s.At {
		cue := l.fill(t.Cue[l.level()], l.side)
		switch position, ok := t.in(start, end); {
		case cue == "":
		case ok:
			l.speak(cue, afterChime(all, position), end)
		default:
			l.warn("%q is not said: its time is not within %s", cue, inSeconds(end-start))
		}
	}
	l.at = end
}

// afterChime returns the first position, from one on, that leaves each chime of the
// breaths before it to be heard.
func afterChime(all []PlannedBreath, position Samples) Samples {
	for _, b := range all {
		for _, onset := range []Samples{b.In, b.Full, b.Out, b.Empty} {
			if onset <= position {
				position = max(position, onset+SamplesIn(wordAfterChime))
			}
		}
	}
	return position
}

func (l *layout) open(s *Step) {
	start, length := l.at, SamplesIn(s.For.Fixed)
	if !s.Silent {
		l.breathing(l.whole(l.breath().fit(s.For.Fixed)), s)
		length = l.at - start
	}
	if len(s.Cues) > 0 {
		l.at = start + SamplesIn(s.Gap)
		l.words(s.Cues, s.Gap)
		if late := l.at - start - length; late > 0 {
			l.warn("the words are over %s after the time to do it", inSeconds(late))
		}
	}
	l.at = max(l.at, start+length)
	l.opens = append(l.opens, Interval{start, l.at})
}

func (l *layout) breathe(s *Step) {
	n := int64(s.For.Breaths)
	if n == 0 {
		n = l.breath().fit(s.For.in(l.settings))
	}
	l.breathing(l.whole(n), s)
}

func (l *layout) hold(s *Step) {
	l.sound(s.From, l.at)
	l.breathing(l.stretched(s.For.in(l.settings)), s)
	if l.sound(s.To, l.at) > 0 {
		l.events[len(l.events)-1].ends = true
	}
	l.released = l.at
}

// rest lays out a rest with the words for what comes next, or, after the session's last
// hold, a few breaths without words.
func (l *layout) rest(s *Step) {
	sides := l.settings.Side.each()
	lastRound, lastSide := l.round == l.settings.Rounds, l.side == sides[len(sides)-1]
	between := l.round > 0 && l.routine.holds(l.phases[len(l.phases)-1].part+1) // a hold of the round follows
	if lastRound && lastSide && !between && l.routine.holds(0) {
		if s.AfterLast > 0 {
			l.breathing(l.whole(int64(s.AfterLast)), &Step{})
		}
		return
	}
	start := l.at
	all := l.stretched(s.For.in(l.settings))
	l.breathing(all, s)

	cue, side := s.Next, l.side
	switch {
	case between || l.round == 0:
	case lastRound && lastSide:
		cue = ""
	case lastRound:
		cue, side = s.Switch, sides[len(sides)-1]
	case l.round == l.settings.Rounds-1:
		cue = s.LastRound
	}
	if cue = l.fill(cue, side); cue == "" {
		return
	}
	// In the last third, after the first breath chime there if there is time.
	word, end := start+Samples((2*int64(l.at-start)+2)/3), l.at-SamplesIn(nextBeforeEnd)
	for _, b := range all {
		if i := slices.IndexFunc([]Samples{b.In, b.Out}, func(onset Samples) bool { return onset >= word }); i >= 0 {
			after := []Samples{b.In, b.Out}[i] + SamplesIn(wordAfterChime)
			if after+l.lib.Spoken[cue].Length <= end {
				word = after
			}
			break
		}
	}
	if length := l.speak(cue, word, end); length > 0 {
		l.told = append(l.told, instruction{Interval{word, word + length}, cue, cue})
	}
}

// holds reports whether the round has a hold from a section on.
func (r *Routine) holds(from int) bool {
	return slices.ContainsFunc(r.Round[from:], func(s Section) bool { return s.Phase == PhaseHold })
}
