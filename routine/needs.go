package routine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Needs returns the cues that sessions of the routine can speak, each once, with
// their words: with any legal settings, in the order of the file, then the answers
// to a listener. What is said only if there is a recording, such as a number of
// rounds, is among them if the script has it.
func (r *Routine) Needs(script Script) []Cue {
	n := needs{routine: r, script: script, seen: map[string]bool{}}
	once := r.Sides
	if len(once) > 1 {
		once = append(slices.Clone(once), Both)
	}
	n.steps(r.Opening, once)
	for _, section := range r.Round {
		n.steps(section.Steps, r.Sides)
	}
	n.steps(r.Closing, once)
	n.answers()
	return n.cues
}

type needs struct {
	routine *Routine
	script  Script
	seen    map[string]bool
	cues    []Cue
}

// add adds a cue with the marks filled in every way that the script has.
func (n *needs) add(cue string, sides []Side) {
	for _, side := range sides {
		for _, id := range n.filled(sided(cue, side)) {
			words, own := n.routine.Words[id]
			if !own {
				words = n.script.Words[id]
			}
			if id != "" && words != "" && !n.seen[id] {
				n.seen[id] = true
				n.cues = append(n.cues, Cue{id, words})
			}
		}
	}
}

// filled returns the ids of a cue for all numbers of rounds and minutes.
func (n *needs) filled(cue string) (ids []string) {
	switch {
	case strings.Contains(cue, roundsMark):
		for rounds := n.routine.Limits.Rounds.From; rounds <= n.routine.Limits.Rounds.To; rounds++ {
			id := strings.ReplaceAll(cue, roundsMark, strconv.Itoa(rounds))
			ids = append(ids, n.filled(id)...)
			if len(n.routine.Sides) > 1 {
				ids = append(ids, n.filled(id+"-each")...)
			}
		}
		return ids
	case strings.Contains(cue, minutesMark):
		for minutes := range maxMinutes {
			ids = append(ids, strings.ReplaceAll(cue, minutesMark, strconv.Itoa(minutes+1)))
		}
		return ids
	}
	return []string{cue}
}

func (n *needs) spoken(all []Spoken, sides []Side) {
	for _, levels := range all {
		for _, cue := range levels {
			n.add(cue, sides)
		}
	}
}

func (n *needs) steps(steps []Step, sides []Side) {
	for _, step := range steps {
		switch s := step.(type) {
		case Say:
			n.spoken(s.Cues, sides)
		case Open:
			n.spoken(s.Words, sides)
		case Breathe:
			n.breaths(s.Words, sides)
		case Hold:
			n.breaths(s.Words, sides)
		case Rest:
			n.add(s.Next, sides)
			n.add(s.Last, sides)
			if len(sides) > 1 {
				n.add(s.Switch, []Side{Right})
			}
		}
	}
}

func (n *needs) breaths(w BreathWords, sides []Side) {
	for l := range levels {
		for _, cue := range slices.Concat(w.First[l], w.Second[l], w.Last[l]) {
			n.add(cue, sides)
		}
	}
}

// answers adds what a listener can be told.
func (n *needs) answers() {
	cues := []string{sayPaused, sayStill, sayGoingOn, sayNext, sayAgain, sayStart, sayStopping, sayStopped, saySoundBack, sayFull}
	for _, side := range n.routine.Sides {
		cues = append(cues, "where-"+string(side))
	}
	cues = append(cues, "where-"+Opening)
	for _, section := range n.routine.Round {
		cues = append(cues, "where-"+section.Phase)
	}
	cues = append(cues, "where-"+Closing)
	for rounds := n.routine.Limits.Rounds.From; rounds <= n.routine.Limits.Rounds.To; rounds++ {
		for round := range rounds {
			cues = append(cues, fmt.Sprintf("round-%d-of-%d", round+1, rounds))
		}
	}
	for _, s := range timesLeft {
		cues = append(cues, fmt.Sprintf("left-%d", s))
	}
	for _, cue := range append(cues, leftMore) {
		n.add(cue, []Side{""})
	}
}
