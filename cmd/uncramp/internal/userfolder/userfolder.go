// Package userfolder knows where a user's files are: in the folders of the XDG Base
// Directory Specification, or where macOS and Windows keep such files.
package userfolder

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Config returns the folder for the user's defaults.
func Config() (string, error) {
	base := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(base) {
		var err error
		if base, err = os.UserConfigDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(base, "uncramp"), nil
}

// State returns the folder for what the program remembers.
func State() (string, error) { return folder("XDG_STATE_HOME", "state") }

// Data returns the folder for the user's own voices and routines.
func Data() (string, error) { return folder("XDG_DATA_HOME", "share") }

func folder(variable, local string) (string, error) {
	base := os.Getenv(variable)
	if !filepath.IsAbs(base) { // the specification ignores relative paths
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		switch runtime.GOOS {
		case "darwin", "ios":
			base = filepath.Join(home, "Library", "Application Support")
		case "windows":
			if base = os.Getenv("LOCALAPPDATA"); base == "" {
				return "", errors.New("%LOCALAPPDATA% is not set")
			}
		default:
			base = filepath.Join(home, ".local", local)
		}
	}
	return filepath.Join(base, "uncramp"), nil
}
