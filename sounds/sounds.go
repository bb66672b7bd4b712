// Package sounds holds the recordings of uncramp and the words that they speak:
// [Script] returns the words, [OpenVoice] opens a voice, and [Chime] returns a chime
// or bell.
//
// Every recording that is built in is an MPEG-1 Layer III file, 48 kHz, mono, with
// LAME's gapless tag. A voice in a folder may have FLAC or WAV files as well. Package
// audio decodes all of them.
package sounds

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./chimes/generate

//go:embed script.yaml voices/*/*.mp3 voices/*/voice.yaml chimes/*.mp3
var embedded embed.FS

// Script returns every cue that uncramp knows, in the order of script.yaml, with
// its English words. A voice in another language speaks the same cues.
var Script = sync.OnceValue(func() []Cue {
	text, err := embedded.ReadFile("script.yaml")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	var cues []Cue
	for line := range strings.Lines(string(text)) {
		if id, quoted, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(id, "#") {
			words, err := strconv.Unquote(quoted)
			if err != nil {
				panic(line) // embedded, and compared with the YAML by a test
			}
			cues = append(cues, Cue{ID: id, Words: words})
		}
	}
	return cues
})

// Words returns the sentences of the script by cue.
func Words() map[string]string {
	words := map[string]string{}
	for _, c := range Script() {
		words[c.ID] = c.Words
	}
	return words
}

// Chimes returns the names of the chimes and bells, sorted.
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

// Chime returns the recording of a chime or bell, as an MP3 file. A name that is not
// one of [Chimes] is an error.
func Chime(name string) ([]byte, error) {
	data, err := embedded.ReadFile("chimes/" + name + ".mp3")
	if err != nil {
		return nil, fmt.Errorf("no chime %q", name)
	}
	return data, nil
}

// LevelCue is the cue whose sentence the sound check raises until nothing in a session
// is louder.
const LevelCue = "check-level"

// DefaultBed is the name of the bed that breathes with a session. Package audio
// makes it, so it has no recording.
const DefaultBed = "breath"
