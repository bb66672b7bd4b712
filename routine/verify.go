package routine

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// where returns the place of a step in its file, what it does, the phase, and in a
// round that and the side.
func (l *layout) where(step *Step, phase Phase) string {
	text := fmt.Sprintf("%s: %s in the %s", step.Place, step.Do, phase.Name)
	if phase.Round > 0 {
		text += fmt.Sprintf(" of round %d", phase.Round)
		if phase.Side != "" {
			text += ", " + string(phase.Side)
		}
	}
	return text
}

func inSeconds(n Samples) string { return fmt.Sprintf("%.2f s", n.Duration().Seconds()) }

// warn warns of the step that is on, once.
func (l *layout) warn(format string, args ...any) {
	if l.warned[l.step] {
		return
	}
	if l.warned == nil {
		l.warned = map[*Step]bool{}
	}
	l.warned[l.step] = true
	l.warnings = append(l.warnings, &Fault{Place: l.where(l.step, l.phases[len(l.phases)-1]), Fact: fmt.Sprintf(format, args...)})
}

// verify sorts the events and refuses what no listener should get, once for each
// step.
func (l *layout) verify() {
	slices.SortStableFunc(l.events, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Bus, b.Bus), cmp.Compare(a.Cue, b.Cue))
	})
	refused := map[*Step]bool{}
	refuse := func(e *placed, format string, args ...any) {
		if !refused[e.step] {
			refused[e.step] = true
			l.faults.add(&Fault{Place: l.where(e.step, l.phases[min(e.phase, len(l.phases)-1)]), Fact: fmt.Sprintf(format, args...)})
		}
	}
	var voice *placed
	for i := range l.events {
		e := &l.events[i]
		if e.Bus != BusVoice {
			continue
		}
		switch {
		case voice == nil:
		case voice.End() > e.At:
			refuse(voice, "%q lasts %s and has room for %s before %q", voice.Cue, inSeconds(voice.Length), inSeconds(e.At-voice.At), e.Cue)
		}
		if e.slot != 0 && e.End() > e.slot {
			refuse(e, "%q lasts %s and has room for %s", e.Cue, inSeconds(e.Length), inSeconds(max(0, e.slot-e.At)))
		}
		voice = e
	}
	if l.lib.Bed != "" {
		return // which is never silent
	}
	heard, ended, since := Samples(0), Samples(0), "the start"
	last := placed{Event: Event{At: l.at}, step: l.step, phase: len(l.phases) - 1}
	for _, e := range append(l.events, last) {
		if e.At == l.at {
			heard = max(heard, ended) // who hears the last bell fade knows that it is over
		}
		if gap := e.At - heard; gap > SamplesIn(maxSilence) {
			refuse(&e, "nothing is heard for %s before it, since %q: more than %v without a sound reads as a crash", inSeconds(gap), since, maxSilence)
		}
		if end := e.At + e.Audible(); end > heard {
			heard, since = end, e.Cue
		}
		ended = max(ended, e.End())
	}
}

// remedy returns what would make a plan of a session that is refused, or "" if
// nothing simple does: it has been tried.
func (r *Routine) remedy(s Settings, lib Library) string {
	fits := func(change func(*Settings, *Library)) bool {
		s, lib := s, lib
		change(&s, &lib)
		_, err := r.Plan(s, lib)
		return err == nil
	}
	switch {
	case fits(func(s *Settings, _ *Library) { s.Words = WordsFew }):
		return "with --words few it fits"
	case fits(func(_ *Settings, lib *Library) { lib.Bed = "breath" }):
		return "with --bed breath it fits"
	}
	for _, t := range longer(s.Hold, r.Defaults.Hold, r.Limits.Hold) {
		if fits(func(s *Settings, _ *Library) { s.Hold = t }) {
			return "with --hold " + setting(t) + " it fits"
		}
	}
	for _, t := range longer(s.Rest, r.Defaults.Rest, r.Limits.Rest) {
		if fits(func(s *Settings, _ *Library) { s.Rest = t }) {
			return "with --rest " + setting(t) + " it fits"
		}
	}
	for _, b := range []Breath{r.Defaults.Breath, {In: 4 * time.Second, Out: 4 * time.Second}, {In: 4 * time.Second, Out: 6 * time.Second}, {In: 6 * time.Second, Out: 6 * time.Second}} {
		if fits(func(s *Settings, _ *Library) { s.Breath = b }) {
			return "with --breath " + b.String() + " it fits"
		}
	}
	return ""
}

// longer returns the default of a setting, and longer values than a present one that
// people choose, if there are limits that allow them.
func longer(now, usual time.Duration, l Limit[time.Duration]) (all []time.Duration) {
	if l.To == 0 {
		return nil
	}
	all = append(all, usual)
	for _, seconds := range []time.Duration{5, 10, 15, 20, 25, 30, 45, 60, 90, 120} {
		if t := seconds * time.Second; t > now && t <= l.To {
			all = append(all, t)
		}
	}
	return all
}
