package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"uncramp/routine"
)

// TestBand: what stands in a phase's band is no wider than the band.
func TestBand(t *testing.T) {
	phase := func(name, title string, side routine.Side, round int) routine.Phase {
		return routine.Phase{Name: name, Title: title, Side: side, Round: round, End: 20 * routine.Rate}
	}
	for _, tt := range []struct {
		phase  routine.Phase
		rounds int
		want   string
	}{
		{phase("hold", "", routine.Left, 2), 3, "hold  20.0 s|left, round 2 of 3"},
		{phase("opening", "", routine.Left, 0), 3, "opening  20.0 s"},
		{phase("hold", "chin to the chest", "", 1), 2, "chin to the|chest  20.0 s|round 1 of 2"},
		{phase("breathe", "box breathing", "", 1), 1, "box breathing|20.0 s"},
		{phase("hold", "Rückenschlangenstreckung", "", 1), 1, "Rückenschlange…|20.0 s"},
	} {
		name, round := bandTexts(tt.phase, tt.rounds)
		lines := append(name, round)
		for _, line := range lines {
			if textWidth(line, 12) > bandLong-8 {
				t.Errorf("%q is wider than the band", line)
			}
		}
		if got := strings.TrimSuffix(strings.Join(lines, "|"), "|"); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// TestOddPlans: whatever is planned, it is a picture of a bounded height.
func TestOddPlans(t *testing.T) {
	const hour = 3600 * routine.Rate
	for name, p := range map[string]routine.Plan{
		"nothing": {},
		"a long hold": {Length: 6 * hour, Phases: []routine.Phase{
			{Name: routine.PhaseHold, Side: routine.Left, Round: 1, End: 5 * hour}, {Name: "x", Start: 5 * hour, End: 6 * hour},
		}},
		"odd words": {Length: 9, Events: []routine.Event{
			{Bus: routine.BusVoice, Length: 1, Text: "<a & \x00\xff " + strings.Repeat("long", 99)}, {Bus: routine.BusChime, Cue: "\"", At: 8},
		}},
	} {
		var out bytes.Buffer
		if err := Write(&out, &p, "<"+name, "&"); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(out.Bytes())); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: not XML: %v", name, err)
			}
		}
		if !regexp.MustCompile(`^<svg [^>]*height="\d{1,5}"`).Match(out.Bytes()) || bytes.Contains(out.Bytes(), []byte("NaN")) {
			t.Errorf("%s: %.200s", name, out.Bytes())
		}
	}
}
