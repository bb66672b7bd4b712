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
func (r *Routine) Needs(script Script) (cues []Cue) {
	rounds, each := r.Limits.Rounds, []string{""}
	if len(r.Sides) > 1 {
		each = []string{"", "-each"}
	}
	seen := map[string]bool{}
	add := func(cue string, sides []Side) {
		for _, side := range sides {
			ids := filled([]string{sided(cue, side)}, roundMark, 1, rounds.To, "")
			ids = filled(ids, roundsMark, rounds.From, rounds.To, each...)
			for _, id := range filled(ids, minutesMark, 1, longestMinutes, "") {
				if words := cmp.Or(r.Words[id], script.Words[id]); words != "" && !seen[id] {
					seen[id] = true
					cues = append(cues, Cue{id, words})
				}
			}
		}
	}
	r.each(func(s *Step, sides []Side) {
		for _, spoken := range s.Cues {
			for _, cue := range spoken {
				add(cue, sides)
			}
		}
		for _, t := range s.At {
			for _, cue := range t.Cue {
				add(cue, sides)
			}
		}
		for level := range levels {
			for _, word := range slices.Concat(s.First, s.Second, s.Last) {
				add(word[level], sides)
			}
		}
		add(s.Next, sides)
		add(s.LastRound, sides)
		if len(sides) > 1 {
			add(s.Switch, sides[len(sides)-1:])
		}
	})
	for _, cue := range r.answers() {
		add(cue, []Side{""})
	}
	return cues
}

// filled returns the ids with every number of a range in the place of a mark, and with
// each of behind after the number.
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

// answers returns the cues that can answer a listener.
func (r *Routine) answers() []string {
	cues := []string{sayPaused, sayStill, sayGoingOn, sayNext, sayAgain, sayStart, sayStopping, sayStopped, saySoundBack, sayFull}
	for _, side := range r.Sides {
		cues = append(cues, "where-"+string(side))
	}
	cues = append(cues, "where-"+Opening)
	for _, section := range slices.Concat(r.Warmup, r.Round) {
		cues = append(cues, whereTitle(section.Title))
		if section.Title == "" || (Phase{Name: section.Phase}).exact() {
			cues = append(cues, "where-"+section.Phase)
		}
	}
	cues = append(cues, "where-"+Closing)
	if most := r.Limits.Rounds.To; most > 1 || len(r.Sides) > 0 {
		for rounds := r.Limits.Rounds.From; rounds <= most; rounds++ {
			for round := range rounds {
				cues = append(cues, fmt.Sprintf("round-%d-of-%d", round+1, rounds))
			}
		}
	}
	for _, s := range timesLeft {
		cues = append(cues, fmt.Sprintf("left-%d", s))
	}
	return append(cues, leftMore)
}
