package voicemaker

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"uncramp/sounds"
)

// Fault says what is wrong with a recording or another file.
type Fault struct {
	Where string // a file's name in the folder, or a cue
	Err   error
}

// faultsOf returns the faults of clips.
func faultsOf(clips []Clip) (faults []Fault) {
	for _, c := range clips {
		if c.Err != nil {
			faults = append(faults, Fault{c.where, c.Err})
		}
	}
	return faults
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

// sortFaults sorts faults in the order of the script, those of no cue first.
func sortFaults(faults []Fault) {
	index := func(f Fault) int {
		cue := strings.TrimSuffix(f.Where, filepath.Ext(f.Where))
		return slices.IndexFunc(sounds.Script(), func(l sounds.Line) bool { return l.ID == cue })
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(index(a), index(b)) })
}
