package routine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// spot is a step of a phase, for a complaint about it.
type spot struct {
	step  Step
	phase Phase
}

func (l *layout) spot() spot { return spot{l.step, l.phases[len(l.phases)-1]} }

// String returns the step's place in its file, its kind, the phase, and in a
// round that and the side.
func (s spot) String() string {
	kind := strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", s.step), "routine."))
	where := fmt.Sprintf("%s: %s in the %s", s.step.base().Place, kind, s.phase.Name)
	if s.phase.Round > 0 {
		where += fmt.Sprintf(" of round %d, %s", s.phase.Round, s.phase.Side)
	}
	return where
}

func (l *layout) refuse(s spot, fact, remedy string) {
	if l.fault == nil {
		l.fault = &Fault{Place: s.String(), Fact: fact, Remedy: remedy}
	}
}

// verify sorts the events and refuses what no listener should get.
func (l *layout) verify() {
	slices.SortStableFunc(l.events, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Bus, b.Bus), cmp.Compare(a.Cue, b.Cue))
	})
	seconds := func(n Samples) string { return fmt.Sprintf("%.2f s", n.Duration().Seconds()) }
	var voice *placed
	for i := range l.events {
		e := &l.events[i]
		if e.Bus != BusVoice {
			continue
		}
		if voice != nil && voice.End() > e.At {
			voice.slot = min(cmp.Or(voice.slot, e.At), e.At)
		}
		voice = e
	}
	for _, e := range l.events {
		if e.slot != 0 && e.End() > e.slot {
			l.refuse(e.spot, fmt.Sprintf("%q lasts %s and has room for %s", e.Cue, seconds(e.Length), seconds(max(0, e.slot-e.At))),
				"a longer phase, a slower breath or --words few makes room")
		}
	}
	heard, ended, since := Samples(0), Samples(0), "the start"
	for _, e := range append(l.events, placed{Event: Event{At: l.at}, spot: l.spot()}) {
		if e.At == l.at {
			heard = max(heard, ended) // who hears the last bell fade knows that it is over
		}
		if gap := e.At - heard; gap > SamplesIn(maxSilence) && l.lib.Bed == "" { // which is never silent
			l.refuse(e.spot, fmt.Sprintf("nothing is heard for %s before it, since %q", seconds(gap), since),
				fmt.Sprintf("more than %v without a sound reads as a crash: a shorter pause, a faster breath, or a bed", maxSilence))
		}
		if end := e.At + e.Audible(); end > heard {
			heard, since = end, e.Cue
		}
		ended = max(ended, e.End())
	}
}
