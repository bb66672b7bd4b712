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

// source says where a clip of a voice comes from: a recording, the voice as it was, or
// else an engine.
type source struct {
	id, words string
	recording string // a file, "" for none
	kept      bool   // the clip that the voice had
}

// spoken reports whether an engine speaks it.
func (s source) spoken() bool { return s.recording == "" && !s.kept }

// sources returns where each clip comes from, in the order of the script. A recording
// wins. The clips that the voice had are kept, but for recordings, if there are new
// ones, and for those of an engine, if the words or the engine are others now.
// Then the engine speaks what is needed and not lent by another voice.
func (o *Options) sources(r *recordings, old *sounds.Manifest, lent func(cue string) bool) (all []source, faults []Fault, err error) {
	translated := map[string]string{}
	if file := cmp.Or(o.Words, r.words); file != "" {
		if translated, err = ReadWords(file); err != nil {
			return nil, nil, err
		}
	}
	script, needed := sounds.Words(), map[string]string{}
	for _, c := range o.Needs {
		needed[c.ID] = c.Words
	}
	before := map[string]sounds.Cue{}
	ids := slices.Collect(maps.Keys(needed))
	ids = slices.AppendSeq(ids, maps.Keys(r.files))
	for _, c := range old.Cues {
		before[c.ID] = c
		ids = append(ids, c.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(translated)) {
		if near := routine.Nearest(id, ids); near != "" && !slices.Contains(ids, id) && script[id] == "" {
			faults = append(faults, Fault{filepath.Base(cmp.Or(o.Words, r.words)), fmt.Errorf("unknown cue %q: did you mean %q?", id, near)})
		}
	}
	slices.SortFunc(ids, sounds.Compare)
	for _, id := range slices.Compact(ids) {
		s := source{id: id, recording: r.files[id]}
		was, had := before[id]
		_, isNeeded := needed[id]
		theirs := cmp.Or(translated[id], r.wordsOf(id), o.Own[id], was.Words)
		s.words = cmp.Or(theirs, needed[id], script[id])
		anew := isNeeded && o.Engine != nil && was.Engine != "" && (s.words != was.Words || was.Engine != o.Engine.Key)
		switch {
		case s.recording != "" && s.words == "":
			faults = append(faults, Fault{filepath.Base(s.recording), noWords(id, needed)})
			continue
		case s.recording != "":
		case had && !anew && (o.From == "" || was.Engine != ""):
			s.kept, s.words = true, was.Words
		case !isNeeded || lent(id):
			continue
		case o.Engine == nil:
			faults = append(faults, Fault{id, ErrMissing})
			continue
		case theirs == "" && !strings.HasPrefix(strings.ToLower(o.Language), "en"):
			faults = append(faults, Fault{id, ErrUntranslated})
			continue
		case !strings.ContainsFunc(s.words, unicode.IsLetter):
			faults = append(faults, Fault{id, fmt.Errorf("%q: must have a letter, for a voice to speak it", s.words)})
			continue
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
