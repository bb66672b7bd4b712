// Package voicemaker makes a voice from a folder of recordings with [Make], and
// checks voices and such folders with [Check].
package voicemaker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uncramp/audio/mastering"
	"uncramp/routine"
	"uncramp/sounds"
)

// Masters is a folder with one recording for each cue, and the words they speak.
type Masters struct {
	Folder     string
	Manifest   *sounds.Manifest // nil if the folder has none
	Recordings []Master         // in the order of the script
	Faults     []Fault          // of names and words; the sound is checked when it is read
}

// Master is one recording, from which a clip is made.
type Master struct{ Cue, File string }

// extensions are those of recordings. Other files in the folder are ignored.
var extensions = []string{
	".wav", ".wave", ".flac", ".mp3", // the others through ffmpeg
	".aac", ".aif", ".aiff", ".amr", ".au", ".caf", ".m4a", ".mka", ".mp4", ".oga", ".ogg", ".opus", ".w64", ".webm", ".wma",
}

// OpenMasters lists a folder's recordings and compares their names, and the cues
// of its voice.yaml, with the script. A missing voice.yaml is a fault; one that
// cannot be read is an error.
func OpenMasters(folder string) (*Masters, error) {
	entries, err := os.ReadDir(folder)
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return nil, fmt.Errorf("%s: %w", folder, p.Err)
	}
	m := &Masters{Folder: folder}
	if err := m.readManifest(); err != nil {
		return nil, err
	}
	ids := scriptIDs()
	files := map[string]string{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if e.IsDir() || !slices.Contains(extensions, strings.ToLower(ext)) || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		switch cue := strings.TrimSuffix(e.Name(), ext); {
		case !slices.Contains(ids, cue):
			m.fault(e.Name(), unknownCue(cue, ids))
		case files[cue] != "":
			m.fault(e.Name(), fmt.Errorf("a second recording of %q beside %s", cue, files[cue]))
		default:
			files[cue] = e.Name()
		}
	}
	for _, id := range ids {
		if files[id] == "" {
			m.fault(id, errors.New("missing: no recording of it"))
			continue
		}
		m.Recordings = append(m.Recordings, Master{id, filepath.Join(folder, files[id])})
	}
	return m, nil
}

func (m *Masters) readManifest() error {
	var err error
	m.Manifest, err = sounds.ReadManifest(m.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		m.fault(sounds.ManifestFile, errors.New("missing: it says the words, the language, the author and the licence"))
		return nil
	}
	if err != nil {
		return err
	}
	ids := scriptIDs()
	for _, c := range m.Manifest.Cues {
		if !slices.Contains(ids, c.ID) {
			m.fault(sounds.ManifestFile, unknownCue(c.ID, ids))
		}
	}
	for _, id := range ids {
		if _, ok := m.Manifest.Find(id); !ok {
			m.fault(sounds.ManifestFile, fmt.Errorf("no words for cue %q", id))
		}
	}
	return nil
}

func (m *Masters) fault(where string, err error) {
	m.Faults = append(m.Faults, Fault{where, err})
}

// levelCue is the sentence that the sound check raises until nothing in a session
// is louder. It is made levelLouder LU louder than the others, so that it has to be
// raised by less and stays below full scale.
const (
	levelCue    = "check-level"
	levelLouder = 0.4
)

// prepare reads a recording and returns it trimmed, before levelling.
func (r Master) prepare(ctx context.Context) (*mastering.Prepared, error) {
	recording, err := mastering.Read(ctx, r.File)
	if err != nil {
		return nil, err
	}
	p, err := recording.Prepare()
	if err == nil && r.Cue == levelCue {
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

func scriptIDs() []string {
	var ids []string
	for _, l := range sounds.Script() {
		ids = append(ids, l.ID)
	}
	return ids
}

func unknownCue(cue string, ids []string) error {
	if near := routine.Nearest(cue, ids); near != "" {
		return fmt.Errorf("unknown cue %q: did you mean %q?", cue, near)
	}
	return fmt.Errorf("unknown cue %q", cue)
}

// Fault says what is wrong with a recording or another file.
type Fault struct {
	Where string // a file's name in the folder, or a cue
	Err   error
}

// Faults is the error of a folder that cannot become a voice.
type Faults struct {
	Folder string
	All    []Fault
}

// Error names the first five and counts the rest.
func (f *Faults) Error() string {
	const named = 5
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Folder, Count(len(f.All)))
	for i, fault := range f.All {
		if i == named {
			fmt.Fprintf(&b, "\n  and %d more", len(f.All)-named)
			break
		}
		fmt.Fprintf(&b, "\n  %s: %v", fault.Where, fault.Err)
	}
	return b.String()
}

// Count returns a number of faults in words.
func Count(faults int) string {
	if faults == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", faults)
}

// sortFaults sorts faults in the order of the script, those of no cue first.
func sortFaults(faults []Fault) {
	ids := scriptIDs()
	index := func(f Fault) int {
		return slices.Index(ids, strings.TrimSuffix(f.Where, filepath.Ext(f.Where)))
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(index(a), index(b)) })
}
