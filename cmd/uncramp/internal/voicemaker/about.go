package voicemaker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"uncramp/sounds"
)

// ToFillIn begins what a person has to say in a manifest that was printed for them.
const ToFillIn = "to be filled in"

// about returns a manifest without cues: what was asked for, else what the manifest
// beside the recordings says, else that of the voice as it was.
func (o *Options) about(recorded, old *sounds.Manifest) (*sounds.Manifest, error) {
	kept := *old
	if recorded == nil {
		recorded = &sounds.Manifest{}
	}
	if o.From != "" { // what the voice had is not kept, or was spoken by an engine
		kept.Source, kept.Made, kept.Synthetic = "", "", false
	}
	m := &sounds.Manifest{
		Name:      o.Name,
		Language:  cmp.Or(o.Language, recorded.Language, kept.Language),
		Author:    cmp.Or(o.Author, recorded.Author, kept.Author),
		Licence:   cmp.Or(o.Licence, recorded.Licence, kept.Licence),
		Source:    cmp.Or(recorded.Source, kept.Source),
		Made:      cmp.Or(recorded.Made, kept.Made, "trimmed, levelled and encoded by uncramp voice make"),
		Extends:   cmp.Or(o.Extends, recorded.Extends, kept.Extends),
		Synthetic: recorded.Synthetic || kept.Synthetic,
	}
	if m.Language == "" && o.Engine != nil {
		m.Language = o.Engine.Language()
	}
	var unfilled, unsaid []string
	for _, f := range []struct{ name, value, flag string }{
		{"language", m.Language, "--language en-US"}, {"source", m.Source, ""}, {"made", m.Made, ""},
		{"author", m.Author, `--author "Anna Brown"`}, {"licence", m.Licence, "--licence CC-BY-4.0"},
	} {
		switch {
		case strings.HasPrefix(f.value, ToFillIn) || f.value == "Anna Example":
			unfilled = append(unfilled, f.name)
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

// describe says where the clips of a voice come from.
func describe(m *sounds.Manifest) {
	var sources []string
	if m.Source != "" {
		sources = append(sources, m.Source)
	}
	for _, c := range m.Cues {
		from := "recordings"
		if c.Engine != "" {
			m.Synthetic, from = true, "spoken by "+c.Engine
		} else if m.Source != "" {
			continue // which says more of them
		}
		if !strings.Contains(m.Source, from) && !slices.Contains(sources, from) {
			sources = append(sources, from)
		}
	}
	m.Source = strings.Join(sources, "; ")
}
