package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"uncramp/cmd/uncramp/internal/config"
	"uncramp/routine"
)

// noConfig, in the place of a file, stands for no defaults at all.
const noConfig = "none"

// notDefaults are the flags of play that belong to one session, so that a file of
// defaults cannot set them.
var notDefaults = []string{"from", "config", "no-log", "help"}

func configFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "config", "", "`FILE` of your defaults, or none (by default the one that uncramp config names)")
	completes(c, "config", orFiles, noConfig)
}

// configKeys returns what a file of defaults may set: the flags of play, the side
// and whether sessions are remembered.
func configKeys() []config.Key {
	sides := []string{string(routine.Left), string(routine.Right), string(routine.Both)}
	keys := []config.Key{{Name: "side", Doc: "the side that is stretched", Values: sides}}
	play := playCommand("play")
	play.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(notDefaults, f.Name) {
			return
		}
		_, doc := pflag.UnquoteUsage(f)
		k := config.Key{Name: f.Name, Doc: doc, Bool: f.Value.Type() == "bool"}
		if complete, ok := play.GetFlagCompletionFunc(f.Name); ok && slices.Contains([]string{"words", "before", "after", "device"}, f.Name) {
			words, _ := complete(play, nil, "")
			for _, w := range words {
				w, _, _ = strings.Cut(w, "\t") // what follows describes it
				k.Values = append(k.Values, w)
			}
		}
		keys = append(keys, k)
	})
	return append(keys, config.Key{Name: "log", Doc: "remember sessions", Bool: true})
}

// readConfig reads the file of defaults that --config names, or the user's own if
// there is one. It returns nil if there is none.
func readConfig(file string) (*config.File, error) {
	path, own := file, file == ""
	if file == noConfig {
		return nil, nil
	}
	if own {
		var err error
		if path, err = config.Path(); err != nil {
			return nil, nil // a user without a home has no defaults
		}
	}
	src, err := readSource(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && own:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint(err, "uncramp config says what may stand in such a file")
	case err != nil:
		return nil, hint(err, "--config %s does without", noConfig)
	}
	return config.Parse(shortPath(path), src, configKeys())
}

// applyConfig sets the flags of a command to a file's values, unless they stand on
// the command line.
func applyConfig(c *cobra.Command, file *config.File) error {
	for _, k := range configKeys() {
		text, set := file.Value(k.Name)
		f := c.Flags().Lookup(k.Name)
		switch {
		case f == nil || !set:
		case f.Changed:
			file.Drop(k.Name)
		default:
			text, err := expandPath(text)
			if err == nil {
				err = f.Value.Set(text)
			}
			if err != nil {
				return file.Blame(fmt.Errorf("%s %w", k.Name, err))
			}
		}
	}
	return nil
}

// changedSettings returns the values of the flags that shape a session, by name, if
// they are not at their defaults. A file of defaults may have set them.
func changedSettings(c *cobra.Command) map[string]string {
	all := map[string]string{}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Value.Type() != "bool" && f.Value.String() != f.DefValue && !slices.Contains(append(notDefaults, "device", "sink"), f.Name) {
			all[f.Name] = f.Value.String()
		}
	})
	return all
}

// shortPath returns a path relative to the current folder, if it lies in that folder;
// else the path itself.
func shortPath(path string) string {
	here, err := filepath.Abs(".")
	if rel, bad := filepath.Rel(here, path); err == nil && bad == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}
