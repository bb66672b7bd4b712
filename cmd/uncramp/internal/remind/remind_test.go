package remind

import (
	"strings"
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	now := time.Date(2026, 11, 27, 14, 0, 0, 0, berlin)
	for _, tt := range []struct {
		words   string
		lastEnd time.Time
		now     time.Time
		want    string // or how the error begins
	}{
		{"", now.Add(-time.Hour), now, "2026-11-27 16:30"},
		{"", now.Add(-After), now, "three and a half hours after your last session was 14:00"},
		{"", now.AddDate(0, 0, -1), now, "three and a half hours after your last session was Thu 2026-11-26 17:30"},
		{"", time.Time{}, now, "there is no session with a hold"},
		{"in 3h", time.Time{}, now, "2026-11-27 17:00"},
		{"in 90m", time.Time{}, now, "2026-11-27 15:30"},
		{"in 59s", time.Time{}, now, `in "59s": must be 1m to 168h`},
		{"in -3h", time.Time{}, now, `in "-3h": must be 1m to 168h`},
		{"in 9999999h", time.Time{}, now, `in "9999999h": must be`},
		{"in 3", time.Time{}, now, `in "3": must be a length of time`},
		{"at 18:05", time.Time{}, now, "2026-11-27 18:05"},
		{"at 14:00", time.Time{}, now, "2026-11-28 14:00"},
		{"at 9:00", time.Time{}, now, "2026-11-28 09:00"},
		{"at noon", time.Time{}, now, `at "noon": must be a time of day`},
		{"at 25:00", time.Time{}, now, `at "25:00": must be a time of day`},
		{"at 02:30", time.Time{}, time.Date(2026, 3, 28, 22, 0, 0, 0, berlin), "2026-03-29 03:30"},  // summer time begins, and 2:30 is left out
		{"at 12:00", time.Time{}, time.Date(2026, 10, 24, 13, 0, 0, 0, berlin), "2026-10-25 12:00"}, // it ends
		{"soon", time.Time{}, now, `"soon": must be in 3h or at 18:05`},
		{"in", time.Time{}, now, `"in": must be`},
		{"at 18:05 please", time.Time{}, now, `"at 18:05 please": must be`},
	} {
		at, err := When(strings.Fields(tt.words), tt.lastEnd, tt.now)
		got := at.In(berlin).Format("2006-01-02 15:04")
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%q at %v: got %s, want %s", tt.words, tt.now, got, tt.want)
		}
	}
}

func TestWriteICS(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	at := time.Date(2026, 11, 27, 18, 5, 0, 0, time.FixedZone("", 3600))
	if err := WriteICS(&b, at, at.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//uncramp//reminder//EN
BEGIN:VEVENT
UID:20261127T170500Z@uncramp
DTSTAMP:20261127T160500Z
DTSTART:20261127T170500Z
DTEND:20261127T171000Z
SUMMARY:Time for another stretch?
DESCRIPTION:If you still have a cramp\, type uncramp for the next session.
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:PT0M
DESCRIPTION:Time for another stretch?
END:VALARM
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
