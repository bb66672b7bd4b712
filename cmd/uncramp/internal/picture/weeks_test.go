package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// TestWeeks counts what is drawn: a ring for each day of 53 weeks up to today, and
// halves for the sides that were held.
func TestWeeks(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC) // a Friday
	day := func(ago int, left, right bool) Day { return Day{now.AddDate(0, 0, -ago), left, right} }
	sessions := []Day{
		day(0, true, false), day(0, true, false), day(1, true, true), day(2, true, false), day(2, false, true),
		day(3, false, false), day(52*7+4, false, true), day(52*7+5, true, true), day(-1, true, true),
	}
	var b strings.Builder
	if err := WriteWeeks(&b, sessions, now); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if rings, halves := strings.Count(got, "<circle"), strings.Count(got, "<path"); rings != 52*7+5 || halves != 1+2+2+1 {
		t.Errorf("%d days and %d halves, want %d and 6", rings, halves, 52*7+5)
	}
	for d := xml.NewDecoder(strings.NewReader(got)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"2025-11-24 to 2026-11-27", ">Mon<", ">Sun<", ">Dec<", "prefers-color-scheme"} {
		if !strings.Contains(got, words) {
			t.Errorf("no %q in it", words)
		}
	}
}
