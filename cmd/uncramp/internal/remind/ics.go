package remind

import (
	"io"
	"strings"
	"time"
)

// WriteICS writes a calendar entry (RFC 5545) of five minutes from the time at, with an
// alarm at its start. No line is longer than the 75 bytes that RFC 5545 allows.
func WriteICS(w io.Writer, at, now time.Time) error {
	const form = "20060102T150405Z"
	start := at.UTC().Format(form)
	_, err := io.WriteString(w, strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//uncramp//reminder//EN",
		"BEGIN:VEVENT", "UID:" + start + "@uncramp", "DTSTAMP:" + now.UTC().Format(form),
		"DTSTART:" + start, "DTEND:" + at.Add(5*time.Minute).UTC().Format(form),
		"SUMMARY:" + escaped(Title), "DESCRIPTION:" + escaped(Words), "TRANSP:TRANSPARENT",
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0M", "DESCRIPTION:" + escaped(Title), "END:VALARM",
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n"))
	return err
}

// escaped returns a text as the value of a property (RFC 5545, 3.3.11).
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\n", `\n`).Replace(text)
}
