package voicemaker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uncramp/audio/mastering"
	"uncramp/sounds"
)

// recordings are what a folder holds to make a voice of.
type recordings struct {
	folder   string
	manifest *sounds.Manifest  // nil if the folder has none
	files    map[string]string // by cue
	words    string            // the only CSV file, "" for none
	faults   []Fault
}

// extensions are those of recordings. Other files in the folder are ignored.
var extensions = []string{
	".wav", ".wave", ".flac", ".mp3", // the others through ffmpeg
	".aac", ".aif", ".aiff", ".amr", ".au", ".caf", ".m4a", ".mka", ".mp4", ".oga", ".ogg", ".opus", ".w64", ".webm", ".wma",
}

// openRecordings lists what a folder holds. A manifest that cannot be read is an error.
func openRecordings(folder string) (*recordings, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, withoutOp(folder, err)
	}
	r := &recordings{folder: folder, files: map[string]string{}}
	if r.manifest, err = sounds.ReadManifest(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		cue, kind := strings.TrimSuffix(e.Name(), ext), strings.ToLower(ext)
		file := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case kind == ".csv" && r.words != "":
			r.fault(e.Name(), fmt.Errorf("a second script beside %s", filepath.Base(r.words)))
		case kind == ".csv":
			r.words = file
		case !slices.Contains(extensions, kind):
		case r.files[cue] != "":
			r.fault(e.Name(), fmt.Errorf("a second recording of %q beside %s", cue, filepath.Base(r.files[cue])))
		default:
			r.files[cue] = file
		}
	}
	return r, nil
}

func (r *recordings) fault(where string, err error) {
	r.faults = append(r.faults, Fault{where, err})
}

// wordsOf returns what a cue speaks, as the manifest says; "" if it does not.
func (r *recordings) wordsOf(cue string) string {
	if r.manifest == nil {
		return ""
	}
	c, _ := r.manifest.Find(cue)
	return c.Words
}

// levelCue is the sentence that the sound check raises until nothing in a session
// is louder. It is made levelLouder LU louder than the others, so that it has to be
// raised by less and stays below full scale.
const (
	levelCue    = "check-level"
	levelLouder = 0.4
)

// prepare reads the recording of a cue and returns it trimmed, before levelling.
func prepare(ctx context.Context, cue, file string) (*mastering.Prepared, error) {
	recording, err := mastering.Read(ctx, file)
	if err != nil {
		return nil, err
	}
	p, err := recording.Prepare()
	if err == nil && cue == levelCue {
		p.Louder = levelLouder
	}
	return p, err
}

// notes returns a line on what a listener might hear of the levelling, or "".
func notes(p *mastering.Prepared) string {
	const much = 20 // dB
	var notes []string
	if p.Cancels {
		notes = append(notes, "its two channels cancel each other, so one of them is taken")
	}
	if gain := p.GainNeeded(); gain > much {
		notes = append(notes, fmt.Sprintf("raised by %.0f dB, and its noise too", gain))
	}
	return strings.Join(notes, "; ")
}

// withoutOp returns an error of a file as "PATH: what is wrong".
func withoutOp(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
