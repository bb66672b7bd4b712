package routine

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"uncramp/routine/yamlfile"
)

// unquotedMark matches a mark that YAML takes for a mapping, because it stands
// within brackets and without quotes.
var unquotedMark = regexp.MustCompile(`[\[{,:]\s*([a-z0-9-]*\{[a-z]+\}[a-z0-9-]*)`)

// unreadable returns the fault for a file that is no text, or no YAML.
func (d *document) unreadable(err error) error {
	f := (*yamlfile.Fault)(nil)
	switch {
	case !errors.As(err, &f):
		return &Faults{List: []*Fault{{Place: d.file, Fact: err.Error()}}}
	case f.Line == 0:
		return &Faults{List: []*Fault{{Place: d.file, Fact: "not a routine file: " + f.Fact}}}
	}
	remedy := ""
	if f.Line <= len(d.lines) {
		remedy = unreadableRemedy(d.lines[f.Line-1], f.Fact)
	}
	d.fault(f.Line, f.Column, remedy, "%s", f.Fact)
	return d.faults()
}

// unbraced matches a mapping in the line of its key, without braces.
var unbraced = regexp.MustCompile(`^[ -]*(at|defaults|limits|words): ([^"'{]*: .*)$`)

// unreadableRemedy returns what to do about a line that is no YAML, or "".
func unreadableRemedy(line, fact string) string {
	if m := unquotedMark.FindStringSubmatch(line); m != nil {
		return fmt.Sprintf("quote it: %q", m[1])
	}
	if m := unbraced.FindStringSubmatch(line); m != nil {
		return fmt.Sprintf("it stands in braces: %s: {%s}", m[1], m[2])
	}
	switch {
	case strings.ContainsAny(line, `"'{`):
		return ""
	case strings.Count(line, ": ") > 1:
		return "a text with a colon is quoted"
	case strings.Contains(fact, "value is not allowed"):
		return "keys that belong together are indented by the same number of spaces"
	}
	return ""
}
