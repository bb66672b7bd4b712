package routine

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Script lists the cues that every routine can name.
type Script struct {
	Words  map[string]string // the sentences, by cue
	Chimes []string          // the names of chimes and bells, sorted
}

// Cue is a sentence by its id.
type Cue struct{ ID, Words string }

// ownCue matches the ids of a file's own sentences, which are names of files, too.
var ownCue = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

var wordsSchema = schema{"type": "object", "propertyNames": schema{"pattern": ownCue.String()}, "additionalProperties": schema{"type": "string", "minLength": 1}}

// readWords reads the file's own sentences, which its steps can name from then on.
func readWords(d *document, n ast.Node, r *Routine) {
	all, ok := d.entries(n)
	if !ok {
		d.fail(n, `such as   lean: "Lean forward, with a long back."`, "must be a mapping from names to sentences")
		d.anyCue = true
	}
	r.Words = map[string]string{}
	for _, e := range all {
		words := d.text(e.value)
		switch {
		case words == "":
		case !ownCue.MatchString(e.name):
			d.fail(e.key, "", "cue %q: must be lower-case letters, digits and -, at most 64", e.name)
		case d.words[e.name] != "":
			d.fail(e.key, "choose another name", "cue %q is one that every voice speaks, as %q", e.name, d.words[e.name])
		}
		r.Words[e.name] = words
		d.words[e.name] = cmp.Or(words, e.name) // known, so that no step that says it is wrong, too
	}
}

var (
	aChime = kind[string]{schema{"$ref": "#/$defs/chime"}, func(d *document, n ast.Node) string { return d.cue(n, "chime", d.chimes) }}
	aCue   = kind[string]{schema{"$ref": "#/$defs/cue"}, func(d *document, n ast.Node) string { return d.cue(n, "cue", d.words) }}
	// aSpoken is a cue whose lower levels are its short form, if there is one.
	aSpoken = kind[Spoken]{aCue.schema, func(d *document, n ast.Node) Spoken {
		cue := aCue.read(d, n)
		return Spoken{cue, d.short(cue), d.short(cue)}
	}}
)

// short returns the cue that stands in for a cue as words thin out: the one with -short
// behind it, else the same without the side, else the cue itself.
func (d *document) short(cue string) string {
	for _, stem := range []string{cue, strings.TrimSuffix(cue, "-"+sideMark)} {
		if s := stem + "-short"; d.words[sided(s, Left)] != "" {
			return s
		}
	}
	return cue
}

// cue reads the name of a recording. If it is not a known one for each side, cue notes
// a fault and returns "".
func (d *document) cue(n ast.Node, what string, known map[string]string) string {
	cue := d.text(n)
	if cue == "" || what == "cue" && d.anyCue {
		return cue
	}
	for _, side := range d.sides {
		id := sided(cue, side)
		if counted(id) {
			id = example(id, known)
		}
		if known[id] == "" {
			d.unknown(n, cue, id, side, what, known)
			return ""
		}
	}
	return cue
}

// example returns a known cue with one number in the place of every mark, or the cue
// with ones if none is known.
func example(cue string, known map[string]string) string {
	fill := func(n string) string {
		return strings.NewReplacer(roundMark, n, roundsMark, n, minutesMark, n).Replace(cue)
	}
	for n := range longestMinutes {
		if id := fill(strconv.Itoa(n + 1)); known[id] != "" {
			return id
		}
	}
	return fill("1")
}

// unknown notes a cue that is unknown for a side, with the hint that helps.
func (d *document) unknown(n ast.Node, cue, id string, side Side, what string, known map[string]string) {
	names := slices.Sorted(maps.Keys(known))
	near := Nearest(id, names)
	if strings.Contains(cue, sideMark) {
		near = strings.Replace(near, string(side), sideMark, 1)
	}
	fact, remedy := fmt.Sprintf("unknown %s %q", what, id), ""
	switch {
	case side == "" && strings.Contains(cue, sideMark):
		fact, remedy = fmt.Sprintf("%q: the routine has no sides", cue), "sides: [left, right] makes it one with sides"
	case side == Both && known[sided(cue, Left)] != "":
		remedy = sideMark + " is both here in a session of both sides, which needs words of its own"
	case strings.Contains(id, "{"):
		remedy = "in braces there is " + strings.Join([]string{sideMark, roundMark, roundsMark}, ", ") + " or " + minutesMark
	case strings.Contains(id, " "):
		fact = fmt.Sprintf("%q has spaces, which no name of a %s has", cue, what)
		remedy = `a sentence of your own has a name under "words:", such as   words: {lean: "Lean back."}   and several names stand in brackets: [lean, rest]`
	case near != "":
		remedy = fmt.Sprintf("did you mean %q?", near)
	case what == "cue":
		remedy = `sentences of your own stand under "words:"; uncramp voice script lists those that there are`
	}
	if what == "chime" {
		fact += ": there are " + strings.Join(names, ", ")
	}
	d.fail(n, remedy, "%s", fact)
}

// onBreath is the kind of the words of a breath: a cue, two of them for in and out,
// or a mapping from levels of words to one or two cues.
var onBreath = kind[[]Spoken]{
	schema{"anyOf": []any{inAndOut.schema, objectSchema(levelFields)}},
	func(d *document, n ast.Node) []Spoken {
		var cues [levels][]string
		if _, ok := n.(ast.MapNode); ok {
			object(d, n, levelFields, &cues)
		} else {
			all := inAndOut.read(d, n)
			cues = [levels][]string{all, all, all}
		}
		words := make([]Spoken, 2)
		for level, all := range cues {
			for i, cue := range all {
				words[i][level] = cue
			}
		}
		return words
	},
}

var levelFields = []field[[levels][]string]{
	key("full", inAndOut, func(w *[levels][]string) *[]string { return &w[levelFull] }, "in the first round"),
	key("short", inAndOut, func(w *[levels][]string) *[]string { return &w[levelShort] }, "in the second round"),
	key("few", inAndOut, func(w *[levels][]string) *[]string { return &w[levelFew] }, "from the third round on"),
}

var inAndOut = kind[[]string]{listOf(aCue).schema, func(d *document, n ast.Node) []string {
	words := listOf(aCue).read(d, n)
	if len(words) > 2 {
		d.fail(n, "", "a breath has two words at most, one in and one out")
		return nil
	}
	return words
}}
