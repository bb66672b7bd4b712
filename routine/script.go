package routine

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// Script lists the cues that every routine can name.
type Script struct {
	Words  map[string]string // the sentences, by cue
	Chimes []string          // the names of chimes and bells
}

// Cue is a sentence by its id.
type Cue struct{ ID, Words string }

// longestSentence is more letters than anyone listens to at once.
const longestSentence = 300

// ownCue matches the ids of a file's own sentences, which are names of files, too.
var ownCue = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// sentences reads the file's own words.
func (d *document) sentences(n ast.Node) map[string]string {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.fail(n, "such as   lean: \"Lean forward, with a long back.\"", "must be a mapping from cues to sentences")
	}
	own := map[string]string{}
	for it := m.MapRange(); it.Next(); {
		id, words := d.text(it.Key()), d.text(it.Value())
		switch {
		case !ownCue.MatchString(id):
			d.fail(it.Key(), "", "cue %q: must be lower-case letters, digits and -", id)
		case own[id] != "":
			d.fail(it.Key(), "", "%q stands here twice", id)
		case d.words[id] != "":
			d.fail(it.Key(), "choose another name", "cue %q is one that every voice speaks, as %q", id, d.words[id])
		case utf8.RuneCountInString(words) > longestSentence:
			d.fail(it.Value(), "two sentences can follow one another: say: [first, second]", "a sentence of %d letters: at most %d", utf8.RuneCountInString(words), longestSentence)
		case !strings.ContainsFunc(words, unicode.IsLetter):
			d.fail(it.Value(), "", "%q: must have a letter, for a voice to speak it", words)
		}
		own[id] = words
	}
	return own
}
