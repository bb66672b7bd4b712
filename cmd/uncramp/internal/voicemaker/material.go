package voicemaker

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"uncramp/sounds"
)

// material is what a folder holds to make a voice of: recordings, or the clips of the
// voice as it was.
type material struct {
	sounds.Manifest                   // empty if the folder has none
	files, words    map[string]string // by cue
	faults          []Fault
}

// extensions are those of recordings. Other files in the folder are ignored.
var extensions = []string{
	".wav", ".wave", ".flac", ".mp3", // the next ones are read through ffmpeg
	".aac", ".aif", ".aiff", ".amr", ".au", ".caf", ".m4a", ".mka", ".mp4", ".oga", ".ogg", ".opus", ".w64", ".webm", ".wma",
}

// openRecordings lists the recordings in a folder, none for "". They speak the words of
// the manifest there, or those of a CSV file, which can also be in the folder. A manifest
// or CSV file that cannot be read is an error.
func openRecordings(folder, csv string) (*material, error) {
	r := &material{files: map[string]string{}, words: map[string]string{}}
	if folder != "" {
		script, err := r.list(folder)
		if err != nil {
			return nil, err
		}
		csv = cmp.Or(csv, script)
	}
	if csv != "" {
		words, err := readWords(csv)
		if err != nil {
			return nil, err
		}
		maps.Copy(r.words, words)
	}
	return r, nil
}

// list adds what is in a folder, and returns the CSV file there, "" for none.
func (r *material) list(folder string) (csv string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", withoutOp(folder, err)
	}
	m, err := sounds.ReadManifest(folder)
	switch {
	case err == nil:
		r.Manifest = *m
		for _, c := range m.Cues {
			r.words[c.ID] = c.Words
		}
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		cue, kind := strings.TrimSuffix(e.Name(), ext), strings.ToLower(ext)
		file := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case kind == ".csv" && csv != "":
			r.fault(e.Name(), "a second script beside %s", filepath.Base(csv))
		case kind == ".csv":
			csv = file
		case !slices.Contains(extensions, kind):
		case r.files[cue] != "":
			r.fault(e.Name(), "a second recording of %q beside %s", cue, filepath.Base(r.files[cue]))
		default:
			r.files[cue] = file
		}
	}
	return csv, nil
}

func (r *material) fault(where, format string, args ...any) {
	r.faults = append(r.faults, Fault{where, fmt.Errorf(format, args...)})
}

// openReplaced returns the voice in a folder that a new one is to replace, with the files
// of its whole clips. It is empty if there is no such folder, or nothing in it. A folder
// that holds anything else, which would be lost, or the recordings is an error.
func openReplaced(out, from string) (*material, error) {
	old := &material{files: map[string]string{}}
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return old, nil
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s exists and is not a folder", out)
	}
	if of, err := os.Stat(from); err == nil && os.SameFile(info, of) {
		return nil, fmt.Errorf("%s holds the recordings that the voice is made of", out)
	}
	entries, err := os.ReadDir(out)
	if err != nil || len(entries) == 0 {
		return old, err
	}
	v, err := sounds.OpenVoice(out)
	switch {
	case errors.Is(err, sounds.ErrNoManifest):
		return nil, fmt.Errorf("%s exists and is not a voice: it holds %s", out, entries[0].Name())
	case err != nil:
		return nil, fmt.Errorf("%s exists and is not a whole voice: %w", out, err)
	case !v.IsMade():
		return nil, fmt.Errorf("%s exists and holds recordings that no voice was made of yet", out)
	}
	old.Manifest = v.Manifest
	parts := []string{sounds.ManifestFile}
	for _, c := range v.Cues {
		path, err := v.Path(c.ID)
		if err != nil {
			return nil, err
		}
		parts = append(parts, filepath.Base(path))
		if _, err := v.Recording(c.ID); err == nil { // else it is lost or damaged, and made again
			old.files[c.ID] = path
		}
	}
	for _, e := range entries {
		if e.IsDir() || !slices.Contains(parts, e.Name()) {
			return nil, fmt.Errorf("%s holds %s, which is no part of the voice there and would be lost", out, e.Name())
		}
	}
	return old, nil
}

// withoutOp returns an error of a file as "PATH: what is wrong".
func withoutOp(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
