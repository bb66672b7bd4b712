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
	r.each(n.step)
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
			if words != "" && !n.seen[id] {
				n.seen[id] = true
				n.cues = append(n.cues, Cue{id, words})
			}
		}
	}
}

// filled returns the ids of a cue for all numbers of rounds and minutes.
func (n *needs) filled(cue string) (ids []string) {
	numbers := func(mark string, from, to int, more string) []string {
		for i := from; i <= to; i++ {
			ids = append(ids, n.filled(strings.ReplaceAll(cue, mark, strconv.Itoa(i)+more))...)
		}
		return ids
	}
	rounds := n.routine.Limits.Rounds
	switch {
	case strings.Contains(cue, roundMark):
		return numbers(roundMark, 1, rounds.To, "")
	case strings.Contains(cue, roundsMark):
		if numbers(roundsMark, rounds.From, rounds.To, ""); len(n.routine.Sides) > 1 {
			numbers(roundsMark, rounds.From, rounds.To, "-each")
		}
		return ids
	case strings.Contains(cue, minutesMark):
		return numbers(minutesMark, 1, longestMinutes, "")
	}
	return []string{cue}
}

func (n *needs) step(s *Step, sides []Side) {
	at := make([]Spoken, 0, len(s.At))
	for _, t := range s.At {
		at = append(at, t.Cue)
	}
	for _, levels := range slices.Concat(s.Cues, at) {
		for _, cue := range levels {
			n.add(cue, sides)
		}
	}
	for l := range levels {
		for _, word := range slices.Concat(s.OnBreath.First, s.OnBreath.Second, s.OnBreath.Last) {
			n.add(word[l], sides)
		}
	}
	n.add(s.Next, sides)
	n.add(s.Last, sides)
	if len(sides) > 1 {
		n.add(s.Switch, sides[len(sides)-1:])
	}
}

// answers adds what a listener can be told.
func (n *needs) answers() {
	cues := []string{sayPaused, sayStill, sayGoingOn, sayNext, sayAgain, sayStart, sayStopping, sayStopped, saySoundBack, sayFull}
	for _, side := range n.routine.Sides {
		cues = append(cues, "where-"+string(side))
	}
	cues = append(cues, "where-"+Opening)
	for _, section := range slices.Concat(n.routine.Warmup, n.routine.Round) {
		cues = append(cues, whereTitle(section.Title))
		if section.Title == "" || (Phase{Name: section.Phase}).exact() {
			cues = append(cues, "where-"+section.Phase)
		}
	}
	cues = append(cues, "where-"+Closing)
	if most := n.routine.Limits.Rounds.To; most > 1 || len(n.routine.Sides) > 0 {
		for rounds := n.routine.Limits.Rounds.From; rounds <= most; rounds++ {
			for round := range rounds {
				cues = append(cues, fmt.Sprintf("round-%d-of-%d", round+1, rounds))
			}
		}
	}
	for _, s := range timesLeft {
		cues = append(cues, fmt.Sprintf("left-%d", s))
	}
	for _, cue := range append(cues, leftMore) {
		n.add(cue, []Side{""})
	}
}
