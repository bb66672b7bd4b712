package routine

import (
	"slices"
	"time"
)

// Figures that hold for every routine.
const (
	wordAfterChime = 600 * time.Millisecond // from a breath chime's onset to its word
	nextBeforeEnd  = time.Second            // from the words for what comes next to the end of a rest
	maxSilence     = 8 * time.Second        // a longer one reads as a crash
	bedOnset       = 500 * time.Millisecond // a player has made the bed by then
	lateRelease    = 3 * time.Second        // this long after the release chime a listener has let go
)

// A bed comes within BedIn of its onset, and goes within BedOut of its end.
const (
	BedIn  = 1500 * time.Millisecond
	BedOut = 3 * time.Second
)

// Plan lays out a session of the routine with these settings and recordings. It
// returns a [Fault] for settings outside the limits, [Missing] for recordings that
// the library lacks, and [Faults] that name the steps for recordings that do not
// fit, two voices at once, and silences that would read as a crash.
func (r *Routine) Plan(s Settings, lib Library) (*Plan, error) {
	return r.planWith(s, lib, anew{}, 0)
}

// anew names a round that is done again, in short words. The zero value is none.
type anew struct {
	side  Side
	round int
}

// planWith plans a session in which a round is done again. The length is the
// approximate one of the session, or 0 if it is not known.
func (r *Routine) planWith(s Settings, lib Library, again anew, length Samples) (*Plan, error) {
	if err := r.Check(s); err != nil {
		return nil, err
	}
	fresh := layout{routine: r, settings: s, lib: lib, side: s.Side, again: again, length: length, step: &Step{Do: "run-in"}}
	l := fresh
	l.layOut()
	if l.counts && length == 0 { // it is known now, and the number that is said changes it little
		fresh.length = l.at
		l = fresh
		l.layOut()
	}
	if len(l.missing) > 0 {
		return nil, &Missing{lib.Voice, l.missing}
	}
	if refused := l.verify(); len(refused) > 0 {
		return nil, newFaults(refused)
	}
	p := &Plan{
		Routine: r.Name, Side: s.Side, Rounds: s.Rounds, Voice: lib.Voice, Rate: Rate,
		Length: l.at, Phases: l.phases, Breaths: l.breaths, Warnings: l.warnings, runIn: SamplesIn(r.RunIn), opens: l.opens, told: l.told,
	}
	if bed := SamplesIn(bedOnset); lib.Bed != "" && p.Length > bed {
		p.Events = append(p.Events, Event{At: bed, Length: p.Length - bed, Bus: BusBed, Cue: lib.Bed})
	}
	for _, e := range l.events {
		p.Events = append(p.Events, e.Event)
	}
	sortEvents(p.Events)
	return p, nil
}

// layout is a plan in the making. Offsets are absolute; each is rounded to a
// sample once.
type layout struct {
	routine  *Routine
	settings Settings
	lib      Library

	at      Samples // the onset of the next step
	side    Side    // of the words
	round   int     // from 1, per side; 0 outside the rounds
	again   anew
	length  Samples // of the session, if that is known
	counts  bool    // a cue asks for the length
	step    *Step
	lead    Samples // the onset of the words that lead to the next step
	events  []placed
	phases  []Phase
	breaths []PlannedBreath
	opens   []Interval // the open steps
	told    []instruction
	missing []string // cues without a recording

	released Samples // the end of a hold after which nothing has been said; 0 for none
	warnings []*Fault
}

// placed is an event with what a fault of it has to say.
type placed struct {
	Event
	slot  Samples // it must be over by then; 0: only before the next voice
	step  *Step
	phase int // its index
}

func (l *layout) layOut() {
	r, s := l.routine, l.settings
	l.start(Section{Phase: Opening}, 0)
	l.at += SamplesIn(r.RunIn)
	l.steps(r.Opening)
	l.sections(r.Warmup)
	for _, side := range s.Side.each() {
		l.side = side
		for l.round = 1; l.round <= s.Rounds; l.round++ {
			l.sections(r.Round)
		}
	}
	l.side, l.round = s.Side, 0
	l.start(Section{Phase: Closing}, 0)
	l.steps(r.Closing)
	for _, e := range l.events {
		l.at = max(l.at, e.End()) // a tail is never cut by the end
	}
	l.end()
}

func (l *layout) sections(all []Section) {
	lifts := false // a leg is up, or is to be
	for i, section := range all {
		switch section.Phase {
		case PhaseTake, PhaseAngle, PhaseRelease:
			lifts = true
		case PhaseRest, PhaseBreathe:
			lifts = false
		}
		l.start(section, i)
		l.phases[len(l.phases)-1].lifts = lifts && section.Phase != PhaseReady
		l.steps(section.Steps)
		lifts = lifts && section.Phase != PhaseRelease
	}
}

// start ends the phase that is on and begins the next one: the section with the index
// part in the round or the warm-up.
func (l *layout) start(section Section, part int) {
	l.end()
	p := Phase{Name: section.Phase, Title: section.Title, Side: l.side, Round: l.round, Start: l.at, Lead: l.at, part: part}
	if p.exact() {
		l.released = 0
		if n := len(l.phases); n > 0 && l.leads(l.phases[n-1], p) {
			p.Lead = l.lead
		}
	}
	l.phases = append(l.phases, p)
}

// leads reports whether the last words of a phase lead to the next one. They do in a
// take, an angle or a release, unless they are also its first words. Before a hold they
// do only after an open step: else [Next] in a take would go past the hold.
func (l *layout) leads(on, next Phase) bool {
	open := len(l.opens) > 0 && l.opens[len(l.opens)-1].From >= on.Start
	return slices.Contains(marked, on.Name) && l.lead > on.Start && (open || next.Name != PhaseHold)
}

// end ends the phase that is on. One that has taken no time is left out.
func (l *layout) end() {
	if n := len(l.phases) - 1; n >= 0 {
		l.phases[n].End = l.at
		if l.phases[n].Start == l.at {
			l.phases = l.phases[:n]
		}
	}
}

// steps lays out those steps that belong to the session. Words or a chime, with the
// waits after them, lead to the next step.
func (l *layout) steps(steps []Step) {
	for i := range steps {
		s, onset := &steps[i], l.at
		if l.step = s; !s.applies(l.settings) {
			continue
		}
		switch s.Do {
		case doWait:
			l.at += SamplesIn(s.For.Fixed)
			continue
		case doChime:
			l.chime(s)
		case doSay:
			l.say(s)
		case doOpen:
			l.open(s)
		case doBreathe:
			l.breathe(s)
		case doHold:
			l.hold(s)
		case doRest:
			l.rest(s)
		}
		if l.lead = l.at; s.Do == doChime || s.Do == doSay {
			l.lead = onset
		}
	}
}
