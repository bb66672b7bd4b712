package remind

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// latest is how far ahead a reminder may be.
const latest = 7 * 24 * time.Hour

// When reads the time of a reminder: "in 3h", from a minute to a week, or "at 18:05",
// which is tomorrow's if today's has passed. No words mean [After] after lastEnd, the
// end of the last session, which is zero if there was none.
func When(words []string, lastEnd, now time.Time) (time.Time, error) {
	if len(words) == 0 {
		at := lastEnd.Add(After)
		switch {
		case lastEnd.IsZero():
			return at, errors.New("there is no session with a hold in the log to count from")
		case !at.After(now):
			return at, fmt.Errorf("three and a half hours after your last session was %s", Clock(at, now))
		}
		return at, nil
	}
	if len(words) == 2 && words[0] == "in" {
		d, err := time.ParseDuration(words[1])
		switch {
		case err != nil:
			return now, fmt.Errorf("in %q: must be a length of time, such as 3h or 90m", words[1])
		case d < time.Minute || d > latest:
			return now, fmt.Errorf("in %q: must be 1m to %vh", words[1], latest.Hours())
		}
		return now.Add(d), nil
	}
	if len(words) == 2 && words[0] == "at" {
		clock, err := time.Parse("15:04", words[1])
		if err != nil {
			return now, fmt.Errorf("at %q: must be a time of day, such as 18:05", words[1])
		}
		y, m, d := now.Date()
		at := time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, now.Location())
		if !at.After(now) {
			at = time.Date(y, m, d+1, clock.Hour(), clock.Minute(), 0, 0, now.Location())
		}
		return at, nil
	}
	return now, fmt.Errorf("%q: must be in 3h or at 18:05", strings.Join(words, " "))
}

// Clock writes a time as a person says it: the day only if it is not today.
func Clock(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("Mon 2006-01-02 15:04")
}
