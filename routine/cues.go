package routine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// cues reads names of recordings. Each must be known for all of the sides.
type cues struct {
	d     *document
	sides []Side
}

func (c cues) known(cue string) bool { return c.d.words[cue] != "" }

func (c cues) spoken(n ast.Node) string {
	return c.read(n, c.d.sorted)
}

func (c cues) chime(n ast.Node) string { return c.read(n, c.d.chimes) }

// read returns the name of a recording that is one of the known ones, which are
// sorted.
func (c cues) read(n ast.Node, known []string) string {
	cue := c.d.text(n)
	for _, side := range c.sides {
		id := sided(cue, side)
		if counted(id) {
			id = c.example(id, known)
		}
		if _, ok := slices.BinarySearch(known, id); !ok {
			c.d.fail(n, c.remedy(cue, id, known), "unknown cue %q", id)
		}
	}
	return cue
}

// example returns a known cue with numbers in the place of marks, or if there is
// none that with ones.
func (c cues) example(cue string, known []string) string {
	fill := func(n string) string { return strings.NewReplacer(roundsMark, n, minutesMark, n).Replace(cue) }
	for n := range maxMinutes {
		if _, ok := slices.BinarySearch(known, fill(strconv.Itoa(n+1))); ok {
			return fill(strconv.Itoa(n + 1))
		}
	}
	return fill("1")
}

// braced matches what stands in braces in the name of a cue.
var braced = regexp.MustCompile(`\{[^{}]*\}?`)

// remedy returns a hint for a cue that is unknown.
func (c cues) remedy(cue, id string, known []string) string {
	if !strings.Contains(id, "{") {
		return didYouMean(id, known)
	}
	meant := braced.ReplaceAllLiteralString(cue, sideMark)
	if _, ok := slices.BinarySearch(known, sided(meant, c.sides[0])); ok {
		return fmt.Sprintf("did you mean %q?", meant)
	}
	return "in braces there is " + sideMark + ", " + roundsMark + " or " + minutesMark
}

// breathWords reads first, second and last: each is a cue, two of them for in and
// out, or a mapping from levels of words to such.
func (c cues) breathWords(m keyed) (w BreathWords) {
	w.First = c.byLevel(m.get("first"))
	w.Second = c.byLevel(m.get("second"))
	w.Last = c.byLevel(m.get("last"))
	return w
}

func (c cues) byLevel(n ast.Node) (words [levels][]string) {
	if n == nil {
		return words
	}
	if _, ok := n.(ast.MapNode); !ok {
		for l := range words {
			words[l] = c.inAndOut(n)
		}
		return words
	}
	names := []string{levelFull: "full", levelShort: "short", levelFew: "few"}
	m := c.d.mapping(n, names...)
	for l, name := range names {
		if v := m.get(name); v != nil {
			words[l] = c.inAndOut(v)
		}
	}
	return words
}

func (c cues) inAndOut(n ast.Node) []string {
	var words []string
	for _, v := range c.d.list(n) {
		words = append(words, c.spoken(v))
	}
	if len(words) > 2 {
		c.d.fail(n, "", "a breath has two words at most, one in and one out")
	}
	return words
}
