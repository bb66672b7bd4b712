package main

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"uncramp/cmd/uncramp/internal/userfolder"
)

// The folders in the user's data folder, for voices and routines that are found by name.
const (
	voicesFolder   = "voices"
	routinesFolder = "routines"
)

// dataFolder returns the path of the folder with the user's own voices or routines,
// whether it exists or not, or an error for a user without a home.
func dataFolder(kind string) (string, error) {
	data, err := userfolder.Data()
	if err != nil {
		return "", err
	}
	return filepath.Join(data, kind), nil
}

// expandPath returns the path that a person means by "~/rain.mp3", which a shell
// leaves alone after "--bed=", and by "file:///home/anna/rain.mp3", which a file
// manager copies. Any other path is returned as it is, but an address of another
// machine, or another user's folder, is an error.
func expandPath(path string) (string, error) {
	switch home, err := os.UserHomeDir(); {
	case strings.HasPrefix(path, "~"):
		rest := path[1:]
		if rest != "" && !os.IsPathSeparator(rest[0]) {
			if _, err := os.Lstat(path); err == nil {
				return path, nil
			}
			return "", hint(usageError("%q: another user's folder is not looked up", path), "write the whole path, or ./%s for a name that begins so", path)
		}
		if err != nil {
			return "", usageError("%q: %v", path, err)
		}
		return filepath.Join(home, rest), nil
	case strings.HasPrefix(path, "file:"):
		u, err := url.Parse(path)
		switch {
		case err != nil || u.Path == "":
			return "", hint(usageError("%q: not the address of a file", path), "write its path")
		case u.Host != "" && u.Host != "localhost":
			return "", usageError("%q: on another machine, %s", path, u.Host)
		}
		path = u.Path
		if runtime.GOOS == "windows" {
			path = strings.TrimPrefix(path, "/") // of /C:/rain.mp3
		}
		return filepath.FromSlash(path), nil
	case strings.Contains(path, "://"):
		if _, err := os.Lstat(path); err != nil {
			return "", hint(usageError("%q: an address, not a file on this machine", path), "download it first")
		}
	}
	return path, nil
}
