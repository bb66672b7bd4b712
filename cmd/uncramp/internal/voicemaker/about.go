package voicemaker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"uncramp/routine/yamlfile"
	"uncramp/sounds"
)

// ToFillIn begins each value of a printed manifest that a person has to write.
const ToFillIn = "to be filled in"

// about returns a manifest without cues. Each value is the one that was asked for, else
// that of said, the manifest beside the recordings, else that of kept, the voice as it
// was.
func (o *Options) about(said, kept sounds.Manifest) (*sounds.Manifest, error) {
	if o.From != "" { // what the voice had is not kept, or was spoken by an engine
		kept.Source, kept.Made, kept.Synthetic = "", "", false
	}
	spoken := ""
	if o.Engine != nil {
		spoken = o.Engine.language()
	}
	m := &sounds.Manifest{
		Name:      o.Name,
		Language:  cmp.Or(o.Language, said.Language, spoken, kept.Language),
		Author:    cmp.Or(o.Author, said.Author, kept.Author),
		Licence:   cmp.Or(o.Licence, said.Licence, kept.Licence),
		Source:    cmp.Or(said.Source, kept.Source),
		Made:      cmp.Or(said.Made, kept.Made, "trimmed, levelled and encoded by uncramp voice make"),
		Extends:   cmp.Or(o.Extends, said.Extends, kept.Extends),
		Synthetic: said.Synthetic || kept.Synthetic,
	}
	var unfilled, unsaid []string
	for _, f := range []struct{ name, value, flag string }{
		{"language", m.Language, "--language en-US"}, {"source", m.Source, ""}, {"made", m.Made, ""},
		{"author", m.Author, `--author "Anna Brown"`}, {"licence", m.Licence, "--licence CC-BY-4.0"},
	} {
		switch {
		case strings.HasPrefix(f.value, ToFillIn):
			unfilled = append(unfilled, f.name)
		case !yamlfile.IsLine(f.value):
			return nil, fmt.Errorf("%s %q: must be one line, without control characters", f.name, f.value)
		case f.value == "" && f.flag != "":
			unsaid = append(unsaid, f.flag)
		}
	}
	switch {
	case len(unfilled) > 0:
		return nil, fmt.Errorf("%s: fill in %s: it still says what was printed there", sounds.ManifestFile, strings.Join(unfilled, ", "))
	case len(unsaid) > 0:
		return nil, fmt.Errorf("whose voice is it? say it with %s", strings.Join(unsaid, " "))
	}
	return m, nil
}

const (
	spokenBy  = "spoken by "
	recorded  = "recordings"
	separator = "; "
)

// describe sets Source to what the clips of a voice come from, and Synthetic if an
// engine spoke one. It keeps what a person has said of the recordings.
func describe(m *sounds.Manifest) {
	sources := slices.DeleteFunc(strings.Split(m.Source, separator), func(s string) bool {
		return s == "" || s == recorded || strings.HasPrefix(s, spokenBy)
	})
	said := len(sources) > 0
	for _, c := range m.Cues {
		source := recorded
		if c.Engine != "" {
			m.Synthetic, source = true, spokenBy+c.Engine
		}
		if !slices.Contains(sources, source) && !(said && source == recorded) {
			sources = append(sources, source)
		}
	}
	m.Source = strings.Join(sources, separator)
}
