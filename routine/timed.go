package routine

import (
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Timed are words at a time of a hold, rest or breathe: half way through, or Offset
// after its start, or if that is negative before its end.
type Timed struct {
	Half   bool
	Offset time.Duration
	Cue    Spoken
}

// in returns the position in a span of the plan, and whether that is within it.
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

// timed is the kind of words at times: half, 10s-left, 5s.
var timed = kind[[]Timed]{
	schema{"type": "object", "patternProperties": schema{`^(half|[0-9.]+[hms0-9.]*(-left)?)$`: aCue.schema}, "additionalProperties": false},
	func(d *document, n ast.Node) (all []Timed) {
		entries, ok := d.entries(n)
		if !ok {
			d.fail(n, "such as   at: {half: halfway, 10s-left: left-10}", "must be a mapping from times to cues")
		}
		for _, e := range entries {
			t, ok := parseTimed(e.name)
			if !ok {
				d.fail(e.key, "", "%q: must be half, a time such as 5s, or one before the end such as 10s-left", e.name)
			}
			t.Cue = aSpoken.read(d, e.value)
			all = append(all, t)
		}
		return all
	},
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

// within notes the times that are not within a span that is fixed.
func (d *document) within(n ast.Node, s Span) {
	m, ok := n.(ast.MapNode)
	if !ok || s.Fixed == 0 {
		return
	}
	for it := m.MapRange(); it.Next(); {
		text := it.Key().GetToken().Value
		if t, ok := parseTimed(text); ok && (t.Offset >= s.Fixed || -t.Offset > s.Fixed) {
			d.fail(it.Key(), "", "%s is not within %s", text, setting(s.Fixed))
		}
	}
}
