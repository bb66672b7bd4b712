package routine

import (
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Timed are words at a time of a hold, rest or breathe: half way through, or Offset
// after its start, or, if Offset is negative, that long before its end.
type Timed struct {
	Half   bool
	Offset time.Duration
	Cue    Spoken
}

// in returns the position in a step from start to end, and whether the step has it.
func (t Timed) in(start, end Samples) (at Samples, ok bool) {
	switch {
	case t.Half:
		at = start + (end-start)/2
	case t.Offset < 0:
		at = end - SamplesIn(-t.Offset)
	default:
		at = start + SamplesIn(t.Offset)
	}
	return at, at >= start && at < end
}

var timedSchema = schema{"type": "object", "patternProperties": schema{`^(half|[0-9.]+[hms0-9.]*(-left)?)$`: aCue.schema}, "additionalProperties": false}

// readTimed reads words at times: half, 10s-left, 5s.
func readTimed(d *document, n ast.Node, s *Step) {
	all, ok := d.entries(n)
	if !ok {
		d.fail(n, "such as   at: {half: halfway, 10s-left: left-10}", "must be a mapping from times to cues")
	}
	for _, e := range all {
		t, ok := parseTimed(e.name)
		switch fixed := s.For.Fixed; {
		case !ok:
			d.fail(e.key, "", "%q: must be half, a time such as 5s, or one before the end such as 10s-left", e.name)
		case fixed > 0 && (t.Offset >= fixed || -t.Offset > fixed):
			d.fail(e.key, "", "%s is not within %s", e.name, setting(fixed))
		}
		t.Cue = aSpoken.read(d, e.value)
		s.At = append(s.At, t)
	}
}

// parseTimed reads a time, and reports whether it is one.
func parseTimed(text string) (t Timed, ok bool) {
	if text == "half" {
		return Timed{Half: true}, true
	}
	text, left := strings.CutSuffix(text, "-left")
	offset, err := ParseDuration(text)
	if left {
		offset = -offset
	}
	return Timed{Offset: offset}, err == nil && !(left && offset == 0)
}
