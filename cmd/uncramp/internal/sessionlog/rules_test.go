package sessionlog

import (
	"testing"
	"time"
)

func logOf(all ...Session) Log { return Log{Sessions: all} }

// TestFineFrom looks at the edges of three hours, for each side.
func TestFineFrom(t *testing.T) {
	t.Parallel()
	end := at(27, 9, 7)
	onLeft := left("a", at(27, 9, 0))
	onRight := onLeft
	onRight.Side, onRight.HeldLeft, onRight.HeldRight = "right", 0, 30
	both := onLeft
	both.Side, both.HeldRight = "both", 90
	none := onLeft
	none.HeldLeft, none.Whole = 0, 0
	earlier := left("b", at(27, 8, 0))
	for _, tt := range []struct {
		name string
		log  Log
		side string
		now  time.Time
		soon bool
	}{
		{"no log", Log{}, "left", end, false},
		{"at once", logOf(onLeft), "left", end, true},
		{"a second too soon", logOf(onLeft), "left", end.Add(3*time.Hour - time.Second), true},
		{"three hours", logOf(onLeft), "left", end.Add(3 * time.Hour), false},
		{"the other side", logOf(onLeft), "right", end, false},
		{"the other side", logOf(onRight), "left", end, false},
		{"right after right", logOf(onRight), "right", end, true},
		{"both after left", logOf(onLeft), "both", end, true},
		{"right after both", logOf(both), "right", end, true},
		{"without a hold", logOf(none), "left", end, false},
		{"one without a hold since", logOf(earlier, none), "left", at(27, 11, 6), true},
		{"out of order", logOf(onLeft, earlier), "left", at(27, 12, 6), true},
		{"the clock was set back by a second", logOf(onLeft), "left", end.Add(-time.Second), false},
		{"the clock was set back by a year", logOf(onLeft), "left", end.AddDate(-1, 0, 0), false},
		{"in another time zone", logOf(onLeft), "left", end.Add(2 * time.Hour).In(time.FixedZone("", -8*3600)), true},
	} {
		got := tt.log.FineFrom(tt.side, tt.now)
		if got.IsZero() == tt.soon || tt.soon && !got.Equal(end.Add(3*time.Hour)) && tt.name != "one without a hold since" {
			t.Errorf("%s: fine from %v, want too soon %v", tt.name, got, tt.soon)
		}
	}
}

// TestFamiliar counts sessions with a hold.
func TestFamiliar(t *testing.T) {
	t.Parallel()
	a, none := left("", at(1, 9, 0)), left("", at(1, 9, 0))
	none.HeldLeft = 0
	for i, l := range []Log{{}, logOf(a, none, none), logOf(a, none, a), logOf(a, a, none, a), logOf(a, a, a, a)} {
		if l.AlmostFamiliar() != (i == 2) || l.Familiar() != (i > 2) {
			t.Errorf("%d sessions with a hold: familiar %v, almost %v", i, l.Familiar(), l.AlmostFamiliar())
		}
	}
}

// daily returns sessions on the days that are so many days before the 27th.
func daily(ago ...int) (l Log) {
	for _, a := range ago {
		l.Sessions = append(l.Sessions, left("", at(27-a, 9, 0)))
	}
	return l
}

func upTo(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// TestDays counts days at the edges of both periods.
func TestDays(t *testing.T) {
	t.Parallel()
	now := at(27, 10, 0)
	summer, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	for _, tt := range []struct {
		name         string
		log          Log
		now          time.Time
		last, before int
	}{
		{"nothing", Log{}, now, 0, 0},
		{"the edges", daily(0, 27, 28, 55, 56), now, 2, 2},
		{"twice a day", daily(3, 3, 3), now, 1, 0},
		{"every day", daily(upTo(0, 100)...), now, 28, 28},
		{"in the future", daily(-1, -30), now, 0, 0},
		{"after the clock was set back by a month", daily(upTo(0, 28)...), now.AddDate(0, -1, 0), 0, 0},
		{"today, where it is still yesterday", daily(0), at(27, 9, 30).In(time.FixedZone("", -11*3600)), 1, 0},
		{"just before midnight", logOf(left("", at(26, 23, 59))), at(27, 0, 1), 1, 0},
		{"over the end of summer time", logOf(left("", time.Date(2026, 10, 25, 23, 30, 0, 0, summer)), left("", time.Date(2026, 10, 24, 0, 30, 0, 0, summer))),
			time.Date(2026, 11, 21, 0, 15, 0, 0, summer), 1, 1},
	} {
		if last, before := tt.log.Days(tt.now); last != tt.last || before != tt.before {
			t.Errorf("%s: %d and %d days, want %d and %d", tt.name, last, before, tt.last, tt.before)
		}
	}
}

// TestMoreOften looks at the edges of the rule.
func TestMoreOften(t *testing.T) {
	t.Parallel()
	now := at(27, 10, 0)
	join := func(all ...[]int) (days []int) {
		for _, a := range all {
			days = append(days, a...)
		}
		return days
	}
	saidAgo := func(l Log, ago time.Duration) Log {
		s := left("", now.Add(-ago))
		s.Said = []string{MoreCommon}
		l.Sessions = append(l.Sessions, s)
		return l
	}
	for _, tt := range []struct {
		name string
		log  Log
		want bool
	}{
		{"no log", Log{}, false},
		{"a log of 56 days, 5 after 0", daily(join([]int{56}, upTo(0, 5))...), true},
		{"a log of 55 days, 5 after 1", daily(join([]int{55}, upTo(0, 5))...), false},
		{"a log of 55 days, 7 after 1", daily(join([]int{55}, upTo(0, 7))...), false},
		{"4 after 0", daily(join([]int{56}, upTo(0, 4))...), false},
		{"6 after 1", daily(join([]int{56, 30}, upTo(0, 6))...), false},
		{"7 after 1", daily(join([]int{56, 30}, upTo(0, 7))...), true},
		{"28 after 12", daily(join([]int{56}, upTo(28, 40), upTo(0, 28))...), false},
		{"28 after 11", daily(join([]int{56}, upTo(28, 39), upTo(0, 28))...), true},
		{"5 on a day", daily(56, 3, 3, 3, 3, 3), false},
		{"said 27 days ago", saidAgo(daily(join([]int{56}, upTo(0, 9))...), 28*24*time.Hour-time.Second), false},
		{"said 28 days ago", saidAgo(daily(join([]int{56}, upTo(0, 9))...), 28*24*time.Hour), true},
		{"said in the future", saidAgo(daily(join([]int{56}, upTo(0, 9))...), -time.Hour), true},
	} {
		if got := tt.log.MoreOften(now); got != tt.want {
			last, before := tt.log.Days(now)
			t.Errorf("%s: %v, want %v (%d after %d)", tt.name, got, tt.want, last, before)
		}
	}
}
