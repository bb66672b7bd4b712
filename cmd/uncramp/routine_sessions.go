package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"uncramp/routine"
)

// combinations returns the flags of sessions: with more and fewer words, and with each
// setting at both ends of the limits that the file sets.
func combinations(r *routine.Routine) (all []string) {
	l := r.Limits
	changes := []string{""}
	for _, n := range slices.Compact([]int{l.Rounds.From, min(l.Rounds.From+1, l.Rounds.To), min(l.Rounds.From+2, l.Rounds.To), l.Rounds.To}) {
		if n != r.Defaults.Rounds {
			changes = append(changes, fmt.Sprint(" --rounds ", n))
		}
	}
	changes = append(changes, bothEnds(" --hold %gs", l.Hold)...)
	changes = append(changes, bothEnds(" --rest %gs", l.Rest)...)
	if l.Minutes.Why != "" {
		changes = append(changes, fmt.Sprint(" --minutes ", l.Minutes.From), fmt.Sprint(" --minutes ", l.Minutes.To))
	}
	changes = append(changes, bothEnds(" --breath %[1]g-%[1]g", l.Breath)...)
	for _, told := range []string{"", " --words full --before short --after tip", " --words few --before none --after none"} {
		for _, change := range changes {
			all = append(all, told+change)
		}
	}
	return all
}

// bothEnds returns a flag with both ends of a limit, if the file sets it.
func bothEnds(flag string, l routine.Limit[time.Duration]) []string {
	if l.Why == "" {
		return nil
	}
	return []string{fmt.Sprintf(flag, l.From.Seconds()), fmt.Sprintf(flag, l.To.Seconds())}
}

// planAll plans all combinations for every side. It returns how many there are, the
// cues that they lack, and the error of the first one that is refused for another
// reason.
func planAll(r *routine.Routine, lib routine.Library) (sessions int, lacked []string, refused error) {
	for _, side := range r.Sessions() {
		for _, flags := range combinations(r) {
			sessions++
			err := planWith(r, lib, side, flags)
			missing := (*routine.Missing)(nil)
			switch {
			case errors.As(err, &missing):
				lacked = append(lacked, missing.Cues...)
			case refused != nil:
			case err != nil && flags != "":
				refused = hint(err, "that is a session with%s: narrow the limits, or make room", flags)
			default:
				refused = err
			}
		}
	}
	return sessions, lacked, refused
}

// planWith plans a session with flags. One with --words also says what the log may make
// a session say.
func planWith(r *routine.Routine, lib routine.Library, side routine.Side, flags string) error {
	s := r.Defaults
	s.Side = side
	s.TooSoon = strings.Contains(flags, "--words")
	s.MoreCommon = s.TooSoon
	for pair := range slices.Chunk(strings.Fields(flags), 2) {
		if err := set(&s, strings.TrimPrefix(pair[0], "--"), pair[1]); err != nil {
			return err
		}
	}
	_, err := r.Plan(s, lib)
	return err
}
