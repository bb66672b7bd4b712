package voicemaker

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"uncramp/routine"
	"uncramp/sounds"
)

// source says what a clip of a voice is made of: a recording, the clip that the voice
// had, or words that an engine speaks.
type source struct {
	sounds.Cue
	file string // of the recording, or of the clip that is kept; "" for an engine
	kept bool
}

// where names the source in a fault.
func (s source) where() string {
	if s.file == "" || s.kept {
		return s.ID
	}
	return filepath.Base(s.file)
}

// sources returns what each clip is made of, in the order of the script, and what is wrong
// with the recordings and words. A recording comes first. Without one, a clip that the
// voice had is kept, unless it is of a recording and From is set, or an engine spoke it
// and the words or the engine are others now. That of a recording is an error if it is lost or damaged: no
// engine speaks in its place. Then the engine speaks what is needed and
// not lent by another voice.
func (o *Options) sources(r, old *material, language string, lent func(cue string) bool) (all []source, faults []Fault) {
	faults = r.faults
	script, needed := sounds.Words(), map[string]string{}
	for _, c := range o.Needs {
		needed[c.ID] = c.Words
	}
	known := slices.Sorted(maps.Keys(needed))
	misspelt := func(cue string) error {
		if near := routine.Nearest(cue, known); near != "" && near != cue {
			return fmt.Errorf("unknown cue %q: did you mean %q?", cue, near)
		}
		return nil
	}
	ids := slices.AppendSeq(slices.Clone(known), maps.Keys(r.files))
	for _, c := range old.Cues {
		ids = append(ids, c.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(r.words)) {
		if slices.Contains(ids, id) || script[id] != "" {
			continue
		}
		if err := misspelt(id); err != nil {
			faults = append(faults, Fault{id, err})
		}
	}
	slices.SortFunc(ids, sounds.Compare)
	for _, id := range slices.Compact(ids) {
		was, inVoice := old.Find(id)
		own, isNeeded := needed[id]
		if script[id] != "" {
			own = "" // every voice knows it, in English
		}
		theirs := cmp.Or(r.words[id], own, was.Words)
		words := cmp.Or(theirs, script[id])
		had := old.files[id] != ""
		anew := o.Engine != nil && was.Engine != "" && (!had || words != was.Words || was.Engine != o.Engine.key)
		s := source{Cue: sounds.Cue{ID: id, Words: words}, file: r.files[id]}
		var wrong error
		switch {
		case s.file != "" && words == "":
			wrong = cmp.Or(misspelt(id), fmt.Errorf("cue %q has no words in %s", id, sounds.ManifestFile))
		case s.file != "":
		case inVoice && !had && was.Engine == "" && o.From == "":
			wrong = errLost
		case had && !anew && (o.From == "" || was.Engine != ""):
			s = source{was, old.files[id], true}
		case !isNeeded && !anew || lent(id):
			continue
		case o.Engine == nil:
			wrong = ErrMissing
		case theirs == "" && !strings.HasPrefix(strings.ToLower(language), "en"):
			wrong = ErrUntranslated
		case !strings.ContainsFunc(words, unicode.IsLetter):
			wrong = fmt.Errorf("%q: must have a letter, for a voice to speak it", words)
		default:
			s.Engine = o.Engine.key
		}
		if wrong != nil {
			faults = append(faults, Fault{s.where(), wrong})
			continue
		}
		all = append(all, s)
	}
	return all, faults
}
