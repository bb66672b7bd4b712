package routine

import (
	"slices"
	"time"
)

// divide returns n breaths that fill the time t from start on. In and out keep
// the ratio of the setting.
func (l *layout) divide(start Samples, t time.Duration, n int64) []PlannedBreath {
	var (
		b     = l.settings.Breath
		whole = int64(SamplesIn(t))
		in    = b.In.Milliseconds()
		both  = (b.In + b.Out).Milliseconds()
	)
	// part/(n*both) of the whole, rounded to a sample once.
	offset := func(part int64) Samples { return start + Samples((2*whole*part+n*both)/(2*n*both)) }
	all := make([]PlannedBreath, n)
	for i := range n {
		all[i] = PlannedBreath{In: offset(i * both), Out: offset(i*both + in), End: offset((i + 1) * both)}
	}
	return all
}

// breathing plans the chimes and the words of breaths.
func (l *layout) breathing(all []PlannedBreath, words BreathWords) {
	l.breaths = append(l.breaths, all...)
	for i, b := range all {
		l.sound(chimeIn, b.In)
		l.sound(chimeOut, b.Out)
		onsets := []Samples{b.In, b.Out}
		for k, cue := range words.on(i, len(all), l.level()) {
			if cue != "" {
				l.speak(sided(cue, l.side), onsets[k]+SamplesIn(wordAfterChime), all[len(all)-1].End)
			}
		}
	}
	l.at = all[len(all)-1].End
}

func (l *layout) open(o Open) {
	start, length := l.at, SamplesIn(o.For)
	if breath := l.settings.Breath; !o.Silent {
		n := breath.fit(o.For)
		l.breathing(l.divide(start, time.Duration(n)*(breath.In+breath.Out), n), BreathWords{})
		length = l.at - start
	}
	if len(o.Words) > 0 {
		l.at = start + SamplesIn(o.Gap)
		l.words(o.Words, o.Gap)
	}
	l.at = max(l.at, start+length)
	l.opens = append(l.opens, Interval{start, l.at})
}

func (l *layout) breathe(b Breathe) {
	n := int64(b.Count)
	l.breathing(l.divide(l.at, time.Duration(n)*(l.settings.Breath.In+l.settings.Breath.Out), n), b.Words)
}

func (l *layout) hold(h Hold) {
	t := h.For.in(l.settings)
	l.sound(h.From, l.at)
	l.breathing(l.divide(l.at, t, l.settings.Breath.fit(t)), h.Words)
	l.sound(h.To, l.at)
}

func (l *layout) rest(r Rest) {
	sides := l.settings.Side.each()
	lastSide := l.side == sides[len(sides)-1]
	if l.round == l.settings.Rounds && lastSide {
		if r.AfterLast > 0 {
			l.breathe(Breathe{Count: r.AfterLast})
		}
		return
	}
	start, t := l.at, r.For.in(l.settings)
	all := l.divide(start, t, l.settings.Breath.fit(t))
	l.breathing(all, BreathWords{})

	cue, side := r.Next, l.side
	switch {
	case l.round == l.settings.Rounds:
		cue, side = r.Switch, Right
	case l.round == l.settings.Rounds-1:
		cue = r.Last
	}
	if cue == "" {
		return
	}
	// In the last third, after the first breath chime there if there is time.
	word, end := start+Samples((2*int64(l.at-start)+2)/3), l.at-SamplesIn(nextBeforeEnd)
	for _, b := range all {
		if i := slices.IndexFunc([]Samples{b.In, b.Out}, func(onset Samples) bool { return onset >= word }); i >= 0 {
			after := []Samples{b.In, b.Out}[i] + SamplesIn(wordAfterChime)
			if after+l.lib.Spoken[sided(cue, side)].Length <= end {
				word = after
			}
			break
		}
	}
	if l.speak(sided(cue, side), word, end) == 0 {
		return
	}
	e := l.events[len(l.events)-1]
	l.told = append(l.told, instruction{Interval{e.At, e.End()}, e.Cue, e.Cue})
}
