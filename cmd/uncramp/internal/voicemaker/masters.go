// Package voicemaker makes a voice of a folder of recordings, and checks
// voices and such folders.
package voicemaker

import (
	"cmp"
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

// Masters is a folder with one recording a cue, and the words they speak.
type Masters struct {
	Folder     string
	Manifest   *sounds.Manifest // nil where it has none
	Recordings []Master         // one a cue, in the order of the script
	Faults     []Fault          // of the folder; those of a recording's sound show when it is read
}

// Master is one recording to be made into a clip.
type Master struct{ Cue, File string }

// extensions of the files that count as recordings. What else lies in the
// folder is passed over.
var extensions = []string{".wav", ".wave", ".flac", ".mp3"}

// OpenMasters lists a folder's recordings and judges their names, and those in
// its voice.yaml, by the script. A voice.yaml that cannot be read is an error,
// one that is not there a fault.
func OpenMasters(folder string) (*Masters, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
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

// prepare reads a recording and makes a clip of it but for its level.
func (r Master) prepare() (*mastering.Prepared, error) {
	// Opening a pipe waits for a writer.
	if info, err := os.Stat(r.File); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("is a pipe or a device, not a file")
	}
	f, err := os.Open(r.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	recording, err := mastering.Read(f)
	if err != nil {
		return nil, err
	}
	return recording.Prepare()
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

// Fault is what is wrong with one recording or file.
type Fault struct {
	Where string // a file's name in the folder, or a cue
	Err   error
}

// Faults are all that keep a folder from being a voice.
type Faults struct {
	Folder string
	All    []Fault
}

// Error names the first five and counts the rest.
func (f *Faults) Error() string {
	const named = 5
	var b strings.Builder
	what := "faults"
	if len(f.All) == 1 {
		what = "fault"
	}
	fmt.Fprintf(&b, "%s: %d %s", f.Folder, len(f.All), what)
	for i, fault := range f.All {
		if i == named {
			fmt.Fprintf(&b, "\n  and %d more", len(f.All)-named)
			break
		}
		fmt.Fprintf(&b, "\n  %s: %v", fault.Where, fault.Err)
	}
	return b.String()
}

// inOrder sorts faults as the script goes, those of whole files first.
func inOrder(faults []Fault) {
	ids := scriptIDs()
	place := func(f Fault) int {
		return slices.Index(ids, strings.TrimSuffix(f.Where, filepath.Ext(f.Where)))
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(place(a), place(b)) })
}
