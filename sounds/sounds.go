// Package sounds holds the recordings of uncramp and the words each one
// speaks: the script, the voices, the chimes and bells.
//
// Every recording is an MPEG-1 Layer III file, 48 kHz, mono, with LAME's
// gapless tag. Package audio decodes them; nothing here does.
package sounds

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:generate go run ./chimes/generate chimes

//go:embed script.yaml voices/*/*.mp3 voices/*/voice.yaml chimes/*.mp3
var embedded embed.FS

// Line is one cue of the script.
type Line struct {
	ID    string
	Words string
}

// Script is every cue that uncramp knows, in the order of the script, with its
// English words. A voice in another language speaks the same cues.
func Script() []Line { return script() }

var script = sync.OnceValue(func() []Line {
	text, err := embedded.ReadFile("script.yaml")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	var cues yaml.MapSlice
	if err := yaml.Unmarshal(text, &cues); err != nil {
		panic(err) // embedded, and read by every test
	}
	lines := make([]Line, len(cues))
	for i, c := range cues {
		lines[i] = Line{ID: c.Key.(string), Words: c.Value.(string)}
	}
	return lines
})

// ScriptText is the script as it is kept: YAML, with its headings.
func ScriptText() string {
	text, err := embedded.ReadFile("script.yaml")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	return string(text)
}

// Chimes are the names of the chimes and bells, sorted.
func Chimes() []string {
	files, err := fs.Glob(embedded, "chimes/*.mp3")
	if err != nil {
		panic(err) // the pattern is well-formed
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(path.Base(f), ".mp3")
	}
	return names
}

// Chime returns the recording of a chime or bell, as an MP3 file.
func Chime(name string) ([]byte, error) {
	data, err := embedded.ReadFile("chimes/" + name + ".mp3")
	if err != nil {
		return nil, fmt.Errorf("no chime %q", name)
	}
	return data, nil
}

// DefaultBed is the name of the bed that breathes with a session. It is no
// recording: package audio makes it.
const DefaultBed = "breath"
