package voicemaker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"uncramp/sounds"
)

// replaceable refuses to put a voice where something stands that is not one:
// it would be gone.
func replaceable(out, from string) error {
	info, err := os.Lstat(out) // a link would be replaced, and not what it points at
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s exists and is not a folder", out)
	}
	if of, err := os.Stat(from); err == nil && os.SameFile(info, of) {
		return fmt.Errorf("%s holds the recordings that the voice is made of", out)
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || e.Name() != sounds.ManifestFile && filepath.Ext(e.Name()) != ".mp3" {
			return fmt.Errorf("%s holds what is no part of a voice: %s", out, e.Name())
		}
	}
	if len(entries) == 0 {
		return nil
	}
	if m, err := sounds.ReadManifest(out); err != nil {
		return fmt.Errorf("%s exists and is not a whole voice: %w", out, err)
	} else if !isMade(m) {
		return fmt.Errorf("%s exists and holds recordings that no voice was made of yet", out)
	}
	return nil
}

// replace moves the folder made to out, in the place of the voice there.
func replace(out, made string) error {
	if _, err := os.Lstat(out); errors.Is(err, os.ErrNotExist) {
		return os.Rename(made, out)
	}
	old := made + ".old"
	if err := os.Rename(out, old); err != nil {
		return err
	}
	if err := os.Rename(made, out); err != nil {
		return errors.Join(err, os.Rename(old, out))
	}
	return os.RemoveAll(old)
}
