package sounds

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"

	"uncramp/routine/yamlfile"
)

// ManifestFile is the manifest's name in a voice's folder.
const ManifestFile = "voice.yaml"

// Manifest describes a voice: its language, where it comes from, and what each of
// its recordings speaks. Its file is YAML. A manifest that a person writes beside
// recordings has only the words of its cues; making the voice adds the rest.
type Manifest struct {
	Name      string `yaml:"name"`              // also the folder's name
	Language  string `yaml:"language"`          // BCP 47, as en-US
	Synthetic bool   `yaml:"synthetic"`         // made by a machine, not spoken by a person
	Source    string `yaml:"source"`            // what the voice was recorded from
	Author    string `yaml:"author"`            // who made the source
	Licence   string `yaml:"licence"`           // SPDX identifier
	Made      string `yaml:"made,omitempty"`    // how the clips were made of it
	Extends   string `yaml:"extends,omitempty"` // the voice that speaks the cues that this one lacks; empty for none
	Cues      []Cue  `yaml:"-"`                 // in the order of the script, then the others by name
}

// Cue is one recording of a voice.
type Cue struct {
	ID     string `yaml:"-"`
	Words  string `yaml:"words"`
	Length int64  `yaml:"length,omitempty"` // samples at 48 kHz; 0 if the manifest does not say
	SHA256 string `yaml:"sha256,omitempty"` // of the file, in hex; empty if the manifest does not say
	Engine string `yaml:"engine,omitempty"` // the program and voice that spoke it; empty for a recording

	Loudest float64 `yaml:"loudest,omitempty"` // LUFS of its loudest 0.4 s; 0 if the manifest does not say
	Peak    float64 `yaml:"peak,omitempty"`    // true peak, dBTP
}

// manifestText is the form of the file.
type manifestText[Cues any] struct {
	Manifest `yaml:",inline"`
	Cues     Cues `yaml:"cues"`
}

// Find returns the cue with an id, and whether there is one.
func (m *Manifest) Find(id string) (Cue, bool) {
	for _, c := range m.Cues {
		if c.ID == id {
			return c, true
		}
	}
	return Cue{}, false
}

// IsMade reports whether m describes a made voice, not recordings that one is to be
// made of.
func (m *Manifest) IsMade() bool {
	return slices.ContainsFunc(m.Cues, func(c Cue) bool { return c.SHA256 != "" })
}

// ReadManifest reads the manifest in a folder. If there is none, the error wraps
// [fs.ErrNotExist].
func ReadManifest(folder string) (*Manifest, error) {
	file := filepath.Join(folder, ManifestFile)
	text, err := ReadFile(file, yamlfile.MaxSize)
	if err != nil {
		return nil, err
	}
	return parseManifest(file, text)
}

// parseManifest reads a manifest's text. Errors begin with file, and then with the
// line and column if they are known.
func parseManifest(file string, data []byte) (*Manifest, error) {
	m, err := decodeManifest(data)
	return m, yamlfile.In(file, err)
}

func decodeManifest(data []byte) (*Manifest, error) {
	text, err := yamlfile.Text(data)
	if err != nil {
		return nil, err
	}
	body, err := yamlfile.Parse(text)
	if err != nil {
		return nil, err
	}
	var t manifestText[map[string]Cue]
	if body != nil {
		if err := yamlfile.Decode(body, &t); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct{ key, value string }{
		{"name", t.Name}, {"language", t.Language}, {"source", t.Source}, {"author", t.Author}, {"licence", t.Licence},
	} {
		switch {
		case f.value == "":
			return nil, fmt.Errorf("%s is missing", f.key)
		case !yamlfile.IsLine(f.value):
			return nil, yamlfile.At(body, f.key, "%s %q: must be one line, without control characters", f.key, f.value)
		}
	}
	if len(t.Cues) == 0 {
		return nil, errors.New("cues is missing")
	}
	m := &t.Manifest
	for id, c := range t.Cues {
		switch {
		case !IsCue(id):
			return nil, fmt.Errorf("cue %q: a cue has letters, digits, - and _", id)
		case c.Words == "":
			return nil, fmt.Errorf("cue %q has no words", id)
		case c.Length < 0:
			return nil, fmt.Errorf("cue %q has a length of %d samples", id, c.Length)
		case !(math.Abs(c.Loudest) < 100 && math.Abs(c.Peak) < 100): // or they are no numbers
			return nil, fmt.Errorf("cue %q has levels of %g LUFS and %g dBTP", id, c.Loudest, c.Peak)
		}
		c.ID = id
		m.Cues = append(m.Cues, c)
	}
	slices.SortFunc(m.Cues, func(a, b Cue) int { return Compare(a.ID, b.ID) })
	return m, nil
}

// parseBuiltIn reads a manifest that is built in. For that the YAML library would take
// 5 ms, a quarter of the time to the first sound. A test compares the two.
func parseBuiltIn(text string) *Manifest {
	m := &Manifest{}
	c := &Cue{}
	texts := map[string]*string{
		"name": &m.Name, "language": &m.Language, "source": &m.Source, "author": &m.Author, "licence": &m.Licence, "made": &m.Made,
	}
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "synthetic":
			m.Synthetic = value == "true"
		case "words":
			c.Words = value
		case "length":
			c.Length, _ = strconv.ParseInt(value, 10, 64)
		case "sha256":
			c.SHA256 = value
		case "loudest":
			c.Loudest, _ = strconv.ParseFloat(value, 64)
		case "peak":
			c.Peak, _ = strconv.ParseFloat(value, 64)
		case "cues:":
		default:
			if to := texts[key]; to != nil {
				*to = value
				break
			}
			m.Cues = append(m.Cues, Cue{ID: strings.TrimSuffix(key, ":")})
			c = &m.Cues[len(m.Cues)-1]
		}
	}
	return m
}

// Format returns the manifest as the text of its file, from which [ReadManifest] reads an
// equal one.
func (m *Manifest) Format() []byte {
	cues := make(yaml.MapSlice, len(m.Cues))
	for i, c := range m.Cues {
		cues[i] = yaml.MapItem{Key: c.ID, Value: c}
	}
	out, err := yaml.Marshal(manifestText[yaml.MapSlice]{*m, cues})
	if err != nil {
		panic(err) // strings and numbers always have a text
	}
	return out
}

// IsCue reports whether a text can be the id of a cue, and so a part of a file's name
// on every system.
func IsCue(id string) bool {
	return id != "" && !strings.HasPrefix(id, "-") && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// Compare compares the ids of two cues, as [cmp.Compare] does: those of the script come
// first, in its order, and then the others by name.
func Compare(a, b string) int {
	place := func(id string) int {
		if i := slices.IndexFunc(Script(), func(c Cue) bool { return c.ID == id }); i >= 0 {
			return i
		}
		return len(Script())
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}
