package sessionlog

import (
	"slices"
	"time"
)

const (
	// Apart is how long after a session a side is to be left alone.
	Apart = 3 * time.Hour
	// familiar is the number of sessions after which a listener knows all the words.
	familiar = 3
	// period is the number of days over which sessions are compared.
	period = 28
)

// MoreCommon is the cue that a session says when MoreOften is true.
const MoreCommon = "more-common"

// FineFrom returns the time from which a session on a side is not too soon after
// the last one that had a hold on that side. It is zero if that time has come. A
// session on both sides, or without a side, is too soon after a hold on either.
func (l Log) FineFrom(side string, now time.Time) (from time.Time) {
	for _, s := range l.Sessions {
		again := s.HeldLeft > 0 && side != "right" || s.HeldRight > 0 && side != "left"
		// A session in the future was played before the clock was set back.
		if fine := s.End.Add(Apart); again && !s.End.After(now) && fine.After(now) && fine.After(from) {
			from = fine
		}
	}
	return from
}

// Familiar reports whether so many sessions with a hold have been played that the whole
// opening and all tips have been heard often enough.
func (l Log) Familiar() bool { return l.holds() >= familiar }

// AlmostFamiliar reports whether one more session makes Familiar true.
func (l Log) AlmostFamiliar() bool { return l.holds() == familiar-1 }

// holds returns the number of sessions with a hold.
func (l Log) holds() (n int) {
	for _, s := range l.Sessions {
		if s.held() {
			n++
		}
	}
	return n
}

// Days returns on how many days there was a session with a hold, in the last
// four weeks, today included, and in the four weeks before. The day of a session is
// that of the time zone in which it was played.
func (l Log) Days(now time.Time) (last, before int) {
	var days [2 * period]bool
	today := day(now)
	for _, s := range l.Sessions {
		if ago := today - day(s.Start); s.held() && !s.Start.After(now) && ago < len(days) {
			days[max(0, ago)] = true // today was tomorrow, further east
		}
	}
	for i, there := range days {
		switch {
		case there && i < period:
			last++
		case there:
			before++
		}
	}
	return last, before
}

// day returns the number of the day that a time is on, in its own time zone.
func day(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600))
}

// MoreOften reports whether a session should say that sessions have become much more
// frequent. If a and b are the numbers of days with a session in the last four weeks and
// in the four weeks before, it should if a >= 2b+5, the log is at least eight weeks old,
// and no session has said so in the last four weeks. At a steady rate of 2, 4 or 8 days
// in four weeks, chance alone makes a >= 2b+5 in 0.8, 1.9 or 1.8 of 100 cases: sums over
// two Poisson distributions with that mean.
func (l Log) MoreOften(now time.Time) bool {
	today, oldest := day(now), day(now)
	for _, s := range l.Sessions {
		if s.Start.After(now) {
			continue
		}
		oldest = min(oldest, day(s.Start))
		if slices.Contains(s.Said, MoreCommon) && now.Sub(s.Start) < period*24*time.Hour {
			return false
		}
	}
	last, before := l.Days(now)
	return today-oldest >= 2*period && last >= 2*before+5
}

// Next returns the cue that follows the last one that a session has said, of cues
// that take turns; empty if there are none.
func (l Log) Next(cues []string) string {
	for _, s := range slices.Backward(l.Sessions) {
		for _, said := range slices.Backward(s.Said) {
			if i := slices.Index(cues, said); i >= 0 {
				return cues[(i+1)%len(cues)]
			}
		}
	}
	if len(cues) == 0 {
		return ""
	}
	return cues[0]
}

// LastEnd returns when the last session with a hold ended, zero if there is none
// that has ended by now.
func (l Log) LastEnd(now time.Time) (end time.Time) {
	for _, s := range l.Sessions {
		if s.held() && !s.End.After(now) && s.End.After(end) {
			end = s.End
		}
	}
	return end
}

// Since returns the sessions that began on the day of first or later. The day of a
// session is that of the time zone in which it was played.
func (l Log) Since(first time.Time) (all []Session) {
	for _, s := range l.Sessions {
		if day(s.Start) >= day(first) {
			all = append(all, s)
		}
	}
	return all
}
