package voicemaker

import (
	"cmp"
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

// Faults is the error of what cannot become a voice.
type Faults struct {
	Of  string // a folder, or the name of the voice
	All []Fault
}

// Error names the first five and counts the rest.
func (f *Faults) Error() string {
	const named = 5
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Of, Count(len(f.All)))
	for i, fault := range f.All {
		if i == named {
			fmt.Fprintf(&b, "\n  and %d more", len(f.All)-named)
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
