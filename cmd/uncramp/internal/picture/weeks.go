package picture

import (
	"fmt"
	"io"
	"time"
)

// Day is a day with a session. Several of one day count as one.
type Day struct {
	Date        time.Time
	Left, Right bool // the sides that were held
}

const (
	weeksShown = 53
	weekWide   = 21.
	dot        = 7. // radius
	weeksAt    = 72.
	daysAt     = 104.
)

// WriteWeeks draws the last year as a calendar: a column for each week, a dot for
// each day, filled on the side that was stretched.
func WriteWeeks(w io.Writer, sessions []Day, now time.Time) error {
	today := civil(now)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	first := monday.AddDate(0, 0, -7*(weeksShown-1))
	days := map[time.Time]Day{}
	for _, s := range sessions {
		day := civil(s.Date)
		d := days[day]
		days[day] = Day{day, d.Left || s.Left, d.Right || s.Right}
	}
	var s svg
	for weekday := range 7 {
		s.text(margin, daysAt+float64(weekday)*weekWide+4, "", monday.AddDate(0, 0, weekday).Format("Mon"))
	}
	month := time.Month(0)
	for week := range weeksShown {
		x := weeksAt + float64(week)*weekWide
		for weekday := range 7 {
			day := first.AddDate(0, 0, 7*week+weekday)
			if day.After(today) {
				break
			}
			if day.Day() <= 7 && day.Month() != month && weekday == 0 {
				month = day.Month()
				s.text(x-dot, daysAt-16, "", month.String()[:3])
			}
			s.day(x, daysAt+float64(weekday)*weekWide, days[day])
		}
	}
	subtitle := fmt.Sprintf("%s to %s. A half dot is one side.", first.Format(time.DateOnly), today.Format(time.DateOnly))
	return s.write(w, weeksAt+weeksShown*weekWide+margin, daysAt+7*weekWide+margin, "Days with a session", subtitle)
}

// day draws a dot, and fills its left half, its right half, both or neither.
func (s *svg) day(x, y float64, d Day) {
	s.f(`<circle cx="%.1f" cy="%.1f" r="%.1f" class="phase"/>`, x, y, dot)
	for _, half := range []struct {
		held  bool
		sweep int
	}{{d.Left, 0}, {d.Right, 1}} {
		if half.held {
			s.f(`<path d="M%.1f %.1fa%.1f %.1f 0 0 %d 0 %.1fz" class="chime"/>`, x, y-dot, dot, dot, half.sweep, 2*dot)
		}
	}
}

// civil returns the day that a time is on, in its own time zone.
func civil(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
