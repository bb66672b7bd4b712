package routine

import (
	"cmp"
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
	rounds := n.routine.Limits.Rounds
	each := []string{""}
	if len(n.routine.Sides) > 1 {
		each = []string{"", "-each"}
	}
	for _, side := range sides {
		ids := []string{sided(cue, side)}
		ids = filled(ids, roundMark, 1, rounds.To, "")
		ids = filled(ids, roundsMark, rounds.From, rounds.To, each...)
		ids = filled(ids, minutesMark, 1, longestMinutes, "")
		for _, id := range ids {
			words := cmp.Or(n.routine.Words[id], n.script.Words[id])
			if words != "" && !n.seen[id] {
				n.seen[id] = true
				n.cues = append(n.cues, Cue{id, words})
			}
		}
	}
}

// filled returns the ids with all numbers in the place of a mark, each with all that
// can stand behind it.
func filled(ids []string, mark string, from, to int, behind ...string) (all []string) {
	if !strings.Contains(ids[0], mark) {
		return ids
	}
	for _, id := range ids {
		for _, more := range behind {
			for i := from; i <= to; i++ {
				all = append(all, strings.ReplaceAll(id, mark, strconv.Itoa(i)+more))
			}
		}
	}
	return all
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
