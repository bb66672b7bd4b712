package routine

import (
	"fmt"
	"slices"
	"strings"
)

// Side is a side of the body, or both of them.
type Side string

const (
	Left  Side = "left"
	Right Side = "right"
	Both  Side = "both" // left, then right
)

// ParseSide reads a side; the empty text is none.
func ParseSide(s string) (Side, error) {
	return oneOf("side", Side(s), Left, Right, Both)
}

// each is the sides that a session for s stretches, in order.
func (s Side) each() []Side {
	if s == Both {
		return []Side{Left, Right}
	}
	return []Side{s}
}

// Words says how words thin out over a session.
type Words string

const (
	WordsFull   Words = "full"   // every round as the first
	WordsFading Words = "fading" // fewer by the round
	WordsFew    Words = "few"    // every round as the third
)

// ParseWords reads the name of a choice of words.
func ParseWords(s string) (Words, error) {
	return oneOf("words", Words(s), WordsFull, WordsFading, WordsFew)
}

// After says how much is told after the last round.
type After string

const (
	AfterFull  After = "full"  // causes and remedies too
	AfterShort After = "short" // when to do it again
	AfterNone  After = "none"  // neither
)

// ParseAfter reads the name of an ending.
func ParseAfter(s string) (After, error) {
	return oneOf("after", After(s), AfterFull, AfterShort, AfterNone)
}

func oneOf[T ~string](what string, v T, legal ...T) (T, error) {
	if slices.Contains(legal, v) {
		return v, nil
	}
	names := make([]string, len(legal))
	for i, l := range legal {
		names[i] = string(l)
	}
	return "", &Fault{
		Fact:   fmt.Sprintf("%s %q: must be %s", what, string(v), strings.Join(names, ", ")),
		Remedy: didYouMean(string(v), names),
	}
}

// level is how many words a round has.
type level int

const (
	levelFull level = iota
	levelShort
	levelFew
	levels
)

// level of a round, counted from 1; the opening and the closing are as round 1.
func (w Words) level(round int) level {
	switch {
	case w == WordsFull:
		return levelFull
	case w == WordsFew:
		return levelFew
	}
	return min(level(round-1), levelFew)
}

// Spoken is a cue at each level of words; empty where nothing is said. Left
// to themselves, the lower levels are the cue's short form.
type Spoken [levels]string

// BreathWords are what is said on the first, the second and the last breath of
// a series: at each level none, one cue with the breath in, or two, in and out.
type BreathWords struct {
	First, Second, Last [levels][]string
}

// on is the words of breath i of n, counted from 0.
func (w BreathWords) on(i, n int, l level) []string {
	switch {
	case i == 0:
		return w.First[l]
	case i == n-1:
		return w.Last[l]
	case i == 1:
		return w.Second[l]
	}
	return nil
}

const sideMark = "{side}"

// sided is the cue's id for a side.
func sided(cue string, side Side) string {
	return strings.ReplaceAll(cue, sideMark, string(side))
}

// short is the template that stands in for a cue as words thin out: the same
// with -short behind it, or the one without a side, or the cue itself where
// there is neither.
func short(cue string, known func(string) bool) string {
	for _, stem := range []string{cue, strings.TrimSuffix(cue, "-"+sideMark)} {
		if s := stem + "-short"; known(sided(s, Left)) {
			return s
		}
	}
	return cue
}

// sidePan is how far side words come from their side: 0.3 of the way, which
// the constant-power law makes 4 dB between the ears.
const sidePan = 0.3

// Pan is where a spoken cue comes from: toward the side that it names, else the
// middle.
func Pan(cue string) float64 {
	for word := range strings.SplitSeq(cue, "-") {
		switch Side(word) {
		case Left:
			return -sidePan
		case Right:
			return sidePan
		}
	}
	return 0
}
