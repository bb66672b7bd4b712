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
	if !errors.As(err, &f) || f.Line == 0 {
		return newFaults([]*Fault{{Place: d.file, Fact: "not a routine file: " + err.Error()}})
	}
	line := ""
	if f.Line <= len(d.lines) {
		line = d.lines[f.Line-1]
	}
	remedy := ""
	if m := unquotedMark.FindStringSubmatch(line); m != nil {
		remedy = fmt.Sprintf("quote it: %q", m[1])
	} else if !strings.ContainsAny(line, `"'{`) {
		switch {
		case strings.Count(line, ": ") > 1:
			remedy = "a text with a colon is quoted; keys in the line of another one stand in braces"
		case strings.Contains(f.Fact, "value is not allowed"):
			remedy = "keys that belong together are indented by the same number of spaces"
		}
	}
	d.fault(f.Line, f.Column, remedy, "%s", f.Fact)
	return d.faults()
}
