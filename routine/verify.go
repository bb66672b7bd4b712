package routine

import (
	"cmp"
	"fmt"
	"slices"
)

// noted returns the faults with another one, of a step in a phase, unless they have one
// of that step.
func noted(all []*Fault, step *Step, phase Phase, remedy, format string, args ...any) []*Fault {
	if slices.ContainsFunc(all, func(f *Fault) bool { return f.Place == step.Place }) {
		return all
	}
	where := fmt.Sprintf("%s in the %s", step.Do, phase.Name)
	if phase.Round > 0 {
		where += fmt.Sprintf(" of round %d", phase.Round)
		if phase.Side != "" {
			where += ", " + string(phase.Side)
		}
	}
	return append(all, &Fault{Place: step.Place, Fact: where + ": " + fmt.Sprintf(format, args...), Remedy: remedy})
}

func inSeconds(n Samples) string { return fmt.Sprintf("%.2f s", n.Duration().Seconds()) }

// warn notes a warning of the step that is on.
func (l *layout) warn(format string, args ...any) {
	l.warnings = noted(l.warnings, l.step, l.phases[len(l.phases)-1], "", format, args...)
}

// verify sorts the events and returns faults for what no listener should get.
func (l *layout) verify() (refused []*Fault) {
	if l.at == 0 {
		return []*Fault{{Fact: "nothing happens in this session: its run-in is 0, and no step belongs to it"}}
	}
	slices.SortStableFunc(l.events, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Bus, b.Bus), cmp.Compare(a.Cue, b.Cue))
	})
	refuse := func(e *placed, remedy, format string, args ...any) {
		refused = noted(refused, e.step, l.phases[min(e.phase, len(l.phases)-1)], remedy, format, args...)
	}
	var voice *placed
	for i := range l.events {
		e := &l.events[i]
		if e.Bus != BusVoice {
			continue
		}
		if voice != nil && voice.End() > e.At {
			refuse(voice, "", "%q lasts %s and has room for %s before %q", voice.Cue, inSeconds(voice.Length), inSeconds(e.At-voice.At), e.Cue)
		}
		if e.slot != 0 && e.End() > e.slot {
			refuse(e, "", "%q lasts %s and has room for %s", e.Cue, inSeconds(e.Length), inSeconds(max(0, e.slot-e.At)))
		}
		voice = e
	}
	if l.lib.Bed != "" {
		return refused // a bed is never silent
	}
	heard, ended, since := Samples(0), Samples(0), "the start"
	last := placed{Event: Event{At: l.at}, step: l.step, phase: len(l.phases) - 1}
	for _, e := range append(l.events, last) {
		if e.At == l.at {
			heard = max(heard, ended) // who hears the last bell fade knows that it is over
		}
		if gap := e.At - heard; gap > SamplesIn(maxSilence) {
			refuse(&e, "--bed breath leaves no silences", "nothing is heard for %s before it, since %q: more than %v without a sound reads as a crash", inSeconds(gap), since, maxSilence)
		}
		if end := e.At + e.Audible(); end > heard {
			heard, since = end, e.Cue
		}
		ended = max(ended, e.End())
	}
	return refused
}
