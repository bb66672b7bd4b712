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

// sources returns what each clip is made of, in the order of the script. A recording
// wins. The clips that the voice had are kept, but for recordings, if there are new
// ones, and for those of an engine, if the words or the engine are others now.
// Then the engine speaks what is needed and not lent by another voice.
func (o *Options) sources(r, old *material, language string, lent func(cue string) bool) (all []source, faults []Fault, err error) {
	faults = r.faults
	translated := map[string]string{}
	csv := cmp.Or(o.Words, r.csv)
	if csv != "" {
		if translated, err = ReadWords(csv); err != nil {
			return nil, nil, err
		}
	}
	script, needed := sounds.Words(), map[string]string{}
	for _, c := range o.Needs {
		needed[c.ID] = c.Words
	}
	ids := slices.Collect(maps.Keys(needed))
	ids = slices.AppendSeq(ids, maps.Keys(r.files))
	for _, c := range old.Cues {
		ids = append(ids, c.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(translated)) {
		if near := routine.Nearest(id, ids); near != "" && !slices.Contains(ids, id) && script[id] == "" {
			faults = append(faults, Fault{filepath.Base(csv), fmt.Errorf("unknown cue %q: did you mean %q?", id, near)})
		}
	}
	slices.SortFunc(ids, sounds.Compare)
	for _, id := range slices.Compact(ids) {
		said, _ := r.Find(id)
		was, _ := old.Find(id)
		own, isNeeded := needed[id]
		if script[id] != "" {
			own = "" // every voice knows it, in English
		}
		theirs := cmp.Or(translated[id], said.Words, own, was.Words)
		words := cmp.Or(theirs, script[id])
		had := old.files[id] != ""
		anew := o.Engine != nil && was.Engine != "" && (!had || words != was.Words || was.Engine != o.Engine.Key)
		s := source{Cue: sounds.Cue{ID: id, Words: words}, file: r.files[id]}
		switch {
		case s.file != "" && words == "":
			faults = append(faults, Fault{s.where(), noWords(id, needed)})
			continue
		case s.file != "":
		case had && !anew && (o.From == "" || was.Engine != ""):
			s = source{was, old.files[id], true}
		case !isNeeded && !anew || lent(id):
			continue
		case o.Engine == nil:
			faults = append(faults, Fault{id, ErrMissing})
			continue
		case theirs == "" && !strings.HasPrefix(strings.ToLower(language), "en"):
			faults = append(faults, Fault{id, ErrUntranslated})
			continue
		case !strings.ContainsFunc(words, unicode.IsLetter):
			faults = append(faults, Fault{id, fmt.Errorf("%q: must have a letter, for a voice to speak it", words)})
			continue
		default:
			s.Engine = o.Engine.Key
		}
		all = append(all, s)
	}
	return all, faults, nil
}

// noWords returns the fault of a recording of which nobody says what it speaks.
func noWords(cue string, needed map[string]string) error {
	if near := routine.Nearest(cue, slices.Sorted(maps.Keys(needed))); near != "" && near != cue {
		return fmt.Errorf("unknown cue %q: did you mean %q?", cue, near)
	}
	return fmt.Errorf("cue %q has no words in %s", cue, sounds.ManifestFile)
}
