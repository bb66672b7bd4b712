package voicemaker

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Fault says what is wrong with a recording or another file.
type Fault struct {
	Where string // a file's name in the folder, or a cue
	Err   error
}

// Faults of sentences.
var (
	ErrMissing      = errors.New("missing: no recording of it")
	ErrUntranslated = errors.New("not translated from English")
)

// Faults is the error of what cannot become a voice.
type Faults struct {
	Of  string // a folder, or the name of the voice
	All []Fault
}

// Unwrap returns what is wrong.
func (f *Faults) Unwrap() (all []error) {
	for _, fault := range f.All {
		all = append(all, fault.Err)
	}
	return all
}

// Named is how many faults Error names.
const Named = 5

// Error names the first faults and counts the rest. It is one line if the same is wrong
// everywhere.
func (f *Faults) Error() string {
	var b strings.Builder
	if first := f.All[0].Err.Error(); len(f.All) > 1 && !slices.ContainsFunc(f.All, func(f Fault) bool { return f.Err.Error() != first }) {
		var where []string
		for _, fault := range f.All[:min(Named, len(f.All))] {
			where = append(where, fault.Where)
		}
		fmt.Fprintf(&b, "%s: %s", f.Of, strings.Join(where, ", "))
		if more := len(f.All) - Named; more > 0 {
			fmt.Fprintf(&b, " and %d more", more)
		}
		return b.String() + ": " + first
	}
	fmt.Fprintf(&b, "%s: %s", f.Of, Count(len(f.All)))
	for i, fault := range f.All {
		if i == Named {
			fmt.Fprintf(&b, "\n  and %d more", len(f.All)-Named)
			break
		}
		fmt.Fprintf(&b, "\n  %s: %v", fault.Where, fault.Err)
	}
	return b.String()
}

// Count returns a number of faults in words.
func Count(faults int) string {
	if faults == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", faults)
}
