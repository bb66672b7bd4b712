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
	errLost         = errors.New("the clip of a recording, lost or damaged: --from RECORDINGS makes it again")
)

// Faults is the error for recordings and words that no voice can be made of.
type Faults struct {
	Of  string // a folder, or the name of the voice
	All []Fault
}

// Unwrap returns the error of each fault.
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
	named, more := f.All, ""
	if n := len(f.All) - Named; n > 0 {
		named, more = f.All[:Named], fmt.Sprintf(" and %d more", n)
	}
	fact := f.All[0].Err.Error()
	if !slices.ContainsFunc(f.All, func(f Fault) bool { return f.Err.Error() != fact }) {
		var where []string
		for _, fault := range named {
			where = append(where, fault.Where)
		}
		return fmt.Sprintf("%s: %s%s: %s", f.Of, strings.Join(where, ", "), more, fact)
	}
	text := fmt.Sprintf("%s: %d problems", f.Of, len(f.All))
	for _, fault := range named {
		text += fmt.Sprintf("\n  %s: %v", fault.Where, fault.Err)
	}
	if more != "" {
		text += "\n " + more
	}
	return text
}
