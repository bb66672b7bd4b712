package routine

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// Script lists the cues that every routine can name.
type Script struct {
	Words  map[string]string // the sentences, by cue
	Chimes []string          // the names of chimes and bells, sorted
}

// Cue is a sentence by its id.
type Cue struct{ ID, Words string }

// longestSentence is more letters than anyone listens to at once.
const longestSentence = 300

// ownCue matches the ids of a file's own sentences, which are names of files, too.
var ownCue = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// ownWords is the kind of the file's own sentences.
var ownWords = kind[map[string]string]{
	schema{"type": "object", "propertyNames": schema{"pattern": ownCue.String()}, "additionalProperties": schema{"type": "string", "minLength": 1, "maxLength": longestSentence}},
	func(d *document, n ast.Node) map[string]string {
		all, ok := d.entries(n)
		if !ok {
			d.fail(n, `such as   lean: "Lean forward, with a long back."`, "must be a mapping from names to sentences")
		}
		own := map[string]string{}
		for _, e := range all {
			words := d.text(e.value)
			own[e.name] = cmp.Or(words, e.name) // known, so that no step that says it is wrong, too
			switch {
			case words == "":
			case !ownCue.MatchString(e.name):
				d.fail(e.key, "", "cue %q: must be lower-case letters, digits and -, at most 64", e.name)
			case d.words[e.name] != "":
				d.fail(e.key, "choose another name", "cue %q is one that every voice speaks, as %q", e.name, d.words[e.name])
			case utf8.RuneCountInString(words) > longestSentence:
				d.fail(e.value, "two sentences can follow one another: say: [first, second]", "a sentence of %d letters: at most %d", utf8.RuneCountInString(words), longestSentence)
			case !strings.ContainsFunc(words, unicode.IsLetter):
				d.fail(e.value, "", "%q: must have a letter, for a voice to speak it", words)
			}
		}
		return own
	},
}

func (d *document) known(cue string) bool { return d.words[cue] != "" }

var (
	aChime = kind[string]{schema{"$ref": "#/$defs/chime"}, func(d *document, n ast.Node) string { return d.cue(n, d.chimes) }}
	aCue   = kind[string]{schema{"$ref": "#/$defs/cue"}, func(d *document, n ast.Node) string { return d.cue(n, d.cues) }}
	// aSpoken is a cue whose lower levels are its short form, if there is one.
	aSpoken = kind[Spoken]{aCue.schema, func(d *document, n ast.Node) Spoken {
		cue := aCue.read(d, n)
		return Spoken{cue, short(cue, d.known), short(cue, d.known)}
	}}
)

// cue reads the name of a recording that is one of the known ones, for each side.
func (d *document) cue(n ast.Node, known []string) string {
	cue := d.text(n)
	if cue == "" {
		return ""
	}
	for _, side := range d.sides {
		id := sided(cue, side)
		if counted(id) {
			id = example(id, known)
		}
		if !isIn(known, id) {
			d.unknown(n, cue, id, side, known)
			return ""
		}
	}
	return cue
}

// example returns a known cue with numbers in the place of marks, or if there is
// none that with ones.
func example(cue string, known []string) string {
	fill := func(n string) string {
		return strings.NewReplacer(roundMark, n, roundsMark, n, minutesMark, n).Replace(cue)
	}
	for n := range longestMinutes {
		if id := fill(strconv.Itoa(n + 1)); isIn(known, id) {
			return id
		}
	}
	return fill("1")
}

func isIn(known []string, cue string) bool {
	_, ok := slices.BinarySearch(known, cue)
	return ok
}

// braced matches what stands in braces in the name of a cue.
var braced = regexp.MustCompile(`\{[^{}]*\}?`)

// unknown notes a cue that is unknown for a side, with the hint that helps.
func (d *document) unknown(n ast.Node, cue, id string, side Side, known []string) {
	meant := braced.ReplaceAllLiteralString(cue, sideMark)
	remedy := ""
	if near := Nearest(id, known); near != "" {
		if strings.Contains(cue, sideMark) {
			near = strings.Replace(near, string(side), sideMark, 1)
		}
		remedy = fmt.Sprintf("did you mean %q?", near)
	}
	switch {
	case strings.Contains(cue, sideMark) && side == "":
		d.fail(n, "sides: [left, right] makes it one with sides", "%q: the routine has no sides", cue)
		return
	case side == Both && isIn(known, sided(cue, Left)):
		remedy = sideMark + " is both here in a session of both sides, which needs words of its own"
	case strings.Contains(id, "{") && isIn(known, sided(meant, d.sides[0])):
		remedy = fmt.Sprintf("did you mean %q?", meant)
	case strings.Contains(id, "{"):
		remedy = "in braces there is " + strings.Join([]string{sideMark, roundMark, roundsMark}, ", ") + " or " + minutesMark
	case !slices.ContainsFunc(strings.Split(id, ", "), func(part string) bool { return !isIn(known, part) }):
		d.fail(n, "a list stands in brackets: ["+cue+"]", "%q is a list, and no name", cue)
		return
	case strings.Contains(id, " "):
		d.fail(n, `give it a name under "words:", such as   words: {lean: "`+strings.ReplaceAll(cue, `"`, "'")+`"}   and say that: lean`, "%q is a sentence, not the name of one", cue)
		return
	case slices.Equal(known, d.chimes):
		d.fail(n, remedy, "unknown chime %q: there are %s", id, strings.Join(known, ", "))
		return
	case remedy == "":
		remedy = `sentences of your own stand under "words:"; uncramp voice script lists those that there are`
	}
	d.fail(n, remedy, "unknown cue %q", id)
}

// byLevel is the kind of the words of a breath: a cue, two of them for in and out,
// or a mapping from levels of words to such.
var byLevel = kind[[levels][]string]{
	schema{"anyOf": []any{inAndOut.schema, objectSchema(levelFields)}},
	func(d *document, n ast.Node) (words [levels][]string) {
		if m, ok := n.(ast.MapNode); ok {
			if flow, ok := m.(*ast.MappingNode); !ok || unquoted(flow) == "" {
				object(d, n, levelFields, &words)
				return words
			}
		}
		all := inAndOut.read(d, n)
		return [levels][]string{all, all, all}
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
	}
	return words
}}

// timed is the kind of words at times: half, 10s-left, 5s.
var timed = kind[[]Timed]{
	schema{"type": "object", "patternProperties": schema{`^(half|[0-9.]+[hms0-9.]*(-left)?)$`: aCue.schema}, "additionalProperties": false},
	func(d *document, n ast.Node) (all []Timed) {
		entries, ok := d.entries(n)
		if !ok {
			d.fail(n, "such as   at: {half: halfway, 10s-left: left-10}", "must be a mapping from times to cues")
		}
		for _, e := range entries {
			t, ok := parseTimed(e.name)
			if !ok {
				d.fail(e.key, "", "%q: must be half, a time such as 5s, or one before the end such as 10s-left", e.name)
			}
			t.Cue = aSpoken.read(d, e.value)
			all = append(all, t)
		}
		return all
	},
}

// parseTimed reads a time, and reports whether it is one.
func parseTimed(text string) (t Timed, ok bool) {
	if text == "half" {
		return Timed{Half: true}, true
	}
	text, left := strings.CutSuffix(text, "-left")
	offset, err := ParseDuration(text)
	if left {
		offset = -offset
	}
	return Timed{Offset: offset}, err == nil && !(left && offset == 0)
}

// within notes the times that are not within a span that is fixed.
func (d *document) within(n ast.Node, s Span) {
	m, ok := n.(ast.MapNode)
	if !ok || s.Fixed == 0 {
		return
	}
	for it := m.MapRange(); it.Next(); {
		text := it.Key().GetToken().Value
		if t, ok := parseTimed(text); ok && (t.Offset >= s.Fixed || -t.Offset > s.Fixed) {
			d.fail(it.Key(), "", "%s is not within %s", text, setting(s.Fixed))
		}
	}
}
