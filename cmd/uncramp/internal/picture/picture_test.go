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
