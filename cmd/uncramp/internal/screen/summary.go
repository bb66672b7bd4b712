package screen

import (
	"fmt"
	"strings"
	"time"

	"uncramp/routine"
)

// Summary returns what was done in a session, and that it may be done again from a time
// on, a sentence a line; "" if no hold was begun. A minute that has begun counts as
// over, so that it is never too soon.
func Summary(m routine.Moment, again time.Time) string {
	var sides []string
	for _, s := range []struct {
		name string
		held routine.Samples
	}{{"left side ", m.HeldLeft}, {"right side ", m.HeldRight}, {"", m.Held}} {
		if s.held >= routine.Rate {
			sides = append(sides, fmt.Sprintf("%s%d s", s.name, s.held/routine.Rate))
		}
	}
	if len(sides) == 0 {
		return ""
	}
	holds := fmt.Sprintf("%d holds", m.Whole+m.Cut)
	if m.Whole+m.Cut == 1 {
		holds = "1 hold"
	}
	switch {
	case m.Cut > 0 && m.Whole == 0:
		holds += " cut short"
	case m.Cut > 0:
		holds += fmt.Sprintf(", %d cut short", m.Cut)
	}
	if m.HeldLeft+m.HeldRight < routine.Rate { // a routine without sides is not for a cramp
		return fmt.Sprintf("Stretched: %s, in %s.", sides[0], holds)
	}
	return fmt.Sprintf("Stretched: %s, in %s.\nIf you still have a cramp, repeat after %s.",
		strings.Join(sides, ", "), holds, again.Add(time.Minute-1).Format("15:04"))
}
