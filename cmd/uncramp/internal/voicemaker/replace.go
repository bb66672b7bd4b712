package voicemaker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"uncramp/sounds"
)

// replaceable returns the voice in a folder, without the cues whose files are lost, or an
// empty one if there is none. It returns an error unless the folder is free, or holds
// nothing but a made voice: all else there would be lost.
func replaceable(out, from string) (*sounds.Voice, error) {
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &sounds.Voice{}, nil
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
		return &sounds.Voice{}, err
	}
	if _, err := os.Stat(filepath.Join(out, sounds.ManifestFile)); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s exists and is not a voice: it holds %s", out, entries[0].Name())
	}
	v, err := sounds.OpenVoice(out)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s exists and is not a whole voice: %w", out, err)
	case !v.IsMade():
		return nil, fmt.Errorf("%s exists and holds recordings that no voice was made of yet", out)
	}
	files := map[string]bool{}
	for _, e := range entries {
		files[e.Name()] = !e.IsDir()
	}
	parts := map[string]bool{sounds.ManifestFile: true}
	v.Cues = slices.DeleteFunc(v.Cues, func(c sounds.Cue) bool {
		for _, kind := range sounds.Kinds {
			if name := c.ID + kind; files[name] {
				parts[name] = true
				return false // a second file of the cue is somebody else's
			}
		}
		return true
	})
	for _, e := range entries {
		if !parts[e.Name()] {
			return nil, fmt.Errorf("%s holds %s, which is no part of the voice there and would be lost", out, e.Name())
		}
	}
	return v, nil
}
