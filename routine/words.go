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

// ParseSide returns the side that a text names.
func ParseSide(s string) (Side, error) {
	return OneOf("side", s, []Side{Left, Right, Both})
}

// each returns the sides that a session stretches, in order.
func (s Side) each() []Side {
	if s == Both {
		return []Side{Left, Right}
	}
	return []Side{s}
}

// other returns the other side, empty for both.
func (s Side) other() Side {
	switch s {
	case Left:
		return Right
	case Right:
		return Left
	}
	return ""
}

// Words says how words thin out over a session.
type Words string

const (
	WordsFull   Words = "full"   // every round as the first
	WordsFading Words = "fading" // fewer by the round
	WordsFew    Words = "few"    // every round as the third
)

// Before says how much is told before the first round.
type Before string

const (
	BeforeFull  Before = "full"  // all that is new to a listener
	BeforeShort Before = "short" // a reminder
	BeforeNone  Before = "none"  // the warning alone
)

// After says how much is told after the last round.
type After string

const (
	AfterFull  After = "full"  // causes and remedies too
	AfterTip   After = "tip"   // when to do it again, and one tip
	AfterShort After = "short" // when to do it again
	AfterNone  After = "none"  // nothing
)

// When is a condition that earlier sessions fulfil or not.
type When string

const (
	WhenTooSoon       When = "too-soon"
	WhenMoreCommon    When = "more-common"
	WhenNotMoreCommon When = "not-more-common"
)

// OneOf returns the legal value that a text names, or a [Fault] that says what it is
// for and lists the legal ones.
func OneOf[T ~string](what, text string, legal []T) (T, error) {
	if slices.Contains(legal, T(text)) {
		return T(text), nil
	}
	names := make([]string, len(legal))
	for i, l := range legal {
		names[i] = string(l)
	}
	return "", &Fault{
		Fact:   fmt.Sprintf("%s %q: must be %s", what, text, strings.Join(names, ", ")),
		Remedy: didYouMean(text, names),
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

// level returns the level of a round, counted from 1. The opening and the closing,
// round 0, are in full.
func (w Words) level(round int) level {
	switch {
	case w == WordsFull, round == 0:
		return levelFull
	case w == WordsFew:
		return levelFew
	}
	return min(level(round-1), levelFew)
}

// Spoken is a cue at each level of words, empty if nothing is said. Unless the
// file says otherwise, the lower levels are the short form of the cue.
type Spoken [levels]string

// The marks in the names of cues.
const (
	sideMark    = "{side}"
	roundMark   = "{round}"   // the number of the round that is on
	roundsMark  = "{rounds}"  // the number of rounds, with -each behind it for both sides
	minutesMark = "{minutes}" // the length of the session
)

// counted reports whether a cue has a number in it. There may be no recording for
// the number of a session; then nothing is said.
func counted(cue string) bool {
	return strings.Contains(cue, roundMark) || strings.Contains(cue, roundsMark) || strings.Contains(cue, minutesMark)
}

// sided returns the cue's id for a side. Without one the mark stays.
func sided(cue string, side Side) string {
	if side == "" {
		return cue
	}
	return strings.ReplaceAll(cue, sideMark, string(side))
}

// sidePan is the pan of side words, toward their side.
const sidePan = 0.3

// Pan returns the pan of a spoken cue, -1 left to 1 right: toward the side that the cue
// names, else 0. Cues for a time that remains, such as left-10, name no side.
func Pan(cue string) float64 {
	if rest, ok := strings.CutPrefix(cue, "left-"); ok && (rest == "more" || strings.Trim(rest, "0123456789") == "") {
		return 0
	}
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
