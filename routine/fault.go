package routine

import (
	"fmt"
	"strconv"
	"strings"
)

// Fault is an error in a routine, its settings or its plan.
type Fault struct {
	Place  string // file:line:column, empty if there is none
	Fact   string
	Source string // the line of the file, or empty
	Remedy string // or empty

	line, column int
	of           Setting // the one that is not allowed; empty if it is no setting
}

// Error returns the place and the fact, and the line of the file under it.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Place != "" {
		b.WriteString(f.Place + ": ")
	}
	b.WriteString(f.Fact)
	if f.Source != "" {
		b.WriteString("\n    " + f.Source)
	}
	return b.String()
}

// Hint returns what to do about it, empty if the fact says it all.
func (f *Fault) Hint() string { return f.Remedy }

// Faults are all the faults of a file, or of a plan: one at least.
type Faults struct {
	List []*Fault
	more int // how many are not in List
}

// newFaults returns faults of which the first 20 are listed.
func newFaults(all []*Fault) *Faults {
	listed := min(len(all), 20)
	return &Faults{List: all[:listed], more: len(all) - listed}
}

// Error returns the faults one after another. If there are several, each has its
// hint under it.
func (f *Faults) Error() string {
	if len(f.List) == 1 {
		return f.List[0].Error()
	}
	var lines []string
	for _, fault := range f.List {
		lines = append(lines, fault.Error())
		if fault.Remedy != "" {
			lines = append(lines, "    hint: "+fault.Remedy)
		}
	}
	if f.more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", f.more))
	}
	return strings.Join(lines, "\n")
}

// Hint returns what to do about the only fault. Several have their hints in the text.
func (f *Faults) Hint() string {
	if len(f.List) == 1 {
		return f.List[0].Remedy
	}
	return ""
}

// Missing is the error of a plan that lacks recordings.
type Missing struct {
	Voice string   // the library's
	Cues  []string // each once, in the order in which they are needed
}

// Error names them all.
func (m *Missing) Error() string {
	quoted := make([]string, len(m.Cues))
	for i, cue := range m.Cues {
		quoted[i] = strconv.Quote(cue)
	}
	return fmt.Sprintf("voice %s has no recording of %s", m.Voice, strings.Join(quoted, ", "))
}

func didYouMean(word string, known []string) string {
	if s := Nearest(word, known); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	return ""
}

// Nearest returns the known word at the smallest edit distance from word. It is empty
// if that distance is more than a third of the bytes of word, and more than one.
func Nearest(word string, known []string) string {
	best, nearest := max(1, len(word)/3)+1, ""
	for _, k := range known {
		if long := len(word) - len(k); long >= best || -long >= best {
			continue // the distance is no less than the difference of the lengths
		}
		if d := distance(word, k); d < best {
			best, nearest = d, k
		}
	}
	return nearest
}

// distance returns the least number of bytes to insert, delete, replace or swap with
// a neighbour to make b of a: the optimal string alignment distance.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
