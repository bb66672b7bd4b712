package screen

import (
	"fmt"
	"strings"
	"time"

	"uncramp/routine"
)

// again is how soon the whole exercise may be done again: three or four hours
// after it.
const again = 3 * time.Hour

// Summary is what was done of a session that ended at a time, in one line;
// empty where nothing was.
func Summary(m routine.Moment, end time.Time) string {
	var sides []string
	for _, s := range []struct {
		name string
		held routine.Samples
	}{{"left", m.HeldLeft}, {"right", m.HeldRight}} {
		if s.held >= routine.Rate {
			sides = append(sides, fmt.Sprintf("%s side %d s", s.name, s.held/routine.Rate))
		}
	}
	if len(sides) == 0 {
		return ""
	}
	holds := count(m.Whole, "whole hold")
	if m.Cut > 0 {
		holds = count(m.Cut, "hold cut short")
		if m.Whole > 0 {
			holds = count(m.Whole, "whole hold") + " and " + fmt.Sprintf("%d cut short", m.Cut)
		}
	}
	return fmt.Sprintf("Stretched: %s, in %s. If it still cramps, again in three or four hours: not before %s.",
		strings.Join(sides, ", "), holds, end.Add(again).Format("15:04"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if rest, ok := strings.CutPrefix(what, "hold"); ok {
		return fmt.Sprintf("%d holds%s", n, rest)
	}
	return fmt.Sprintf("%d %ss", n, what)
}
