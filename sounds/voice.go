package sounds

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// DefaultVoice is the voice that speaks unless another is named.
const DefaultVoice = "heart"

// Errors of [OpenVoice].
var (
	ErrNoVoice    = errors.New("unknown voice")                 // neither built in nor a folder
	ErrNoManifest = errors.New("no " + ManifestFile + " in it") // a folder of something else
)

// Voice is a set of recordings with its manifest.
type Voice struct {
	Manifest
	folder string // empty for a voice that is built in
}

// BuiltIn reports whether the voice is a part of the program.
func (v *Voice) BuiltIn() bool { return v.folder == "" }

// Voices returns the names of the built-in voices, the default one first.
func Voices() []string { return []string{DefaultVoice, "michael"} }

// OpenVoice opens a built-in voice by its name, or a folder with a manifest by its
// path. A built-in name comes first. OpenVoice reads the manifest and no recording.
func OpenVoice(nameOrFolder string) (*Voice, error) {
	if slices.Contains(Voices(), nameOrFolder) {
		text, err := embedded.ReadFile("voices/" + nameOrFolder + "/" + ManifestFile)
		if err != nil {
			panic(err) // embedded: cannot fail
		}
		return &Voice{Manifest: *parseBuiltIn(string(text))}, nil
	}
	info, err := os.Stat(nameOrFolder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w %q (built in: %s)", ErrNoVoice, nameOrFolder, strings.Join(Voices(), ", "))
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s: a voice is a folder with a %s in it", nameOrFolder, ManifestFile)
	}
	m, err := ReadManifest(nameOrFolder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w", nameOrFolder, ErrNoManifest)
	case err != nil:
		return nil, err
	}
	return &Voice{*m, nameOrFolder}, nil
}

// Recording returns the content of the file that speaks a cue. A file that is missing,
// longer than 16 MB, or has another checksum than the manifest says is an error that
// names it. Built-in recordings are compared with their checksums by the tests only.
func (v *Voice) Recording(cue string) ([]byte, error) {
	if v.BuiltIn() {
		return embedded.ReadFile("voices/" + v.Name + "/" + cue + ".mp3")
	}
	path, err := v.Path(cue)
	switch {
	case err != nil:
		return nil, err
	case path == "":
		return nil, fmt.Errorf("%s: missing: no %s.flac, .wav or .mp3", v.folder, cue)
	}
	const most = 16 << 20 // far more than a sentence has
	data, err := ReadFile(path, most)
	if err != nil {
		return nil, err
	}
	c, _ := v.Find(cue)
	if sum := sha256.Sum256(data); c.SHA256 != hex.EncodeToString(sum[:]) {
		return nil, fmt.Errorf("%s: damaged: its checksum is not the one in %s", path, ManifestFile)
	}
	return data, nil
}

// Path returns the path of the file that speaks a cue of a voice in a folder: CUE.flac,
// CUE.wav or CUE.mp3. It is empty if there is none. More than one is an error.
func (v *Voice) Path(cue string) (string, error) {
	path := ""
	for _, kind := range []string{".flac", ".wav", ".mp3"} {
		file := filepath.Join(v.folder, cue+kind)
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if path != "" {
			return "", fmt.Errorf("%s: both %s and %s: a cue has one recording", v.folder, filepath.Base(path), cue+kind)
		}
		path = file
	}
	return path, nil
}

// ReadFile reads a regular file of at most most bytes. Errors begin with the path. If
// there is no file, the error wraps [fs.ErrNotExist].
func ReadFile(path string, most int64) (data []byte, err error) {
	info, err := os.Stat(path)
	switch { // before the file is opened: a pipe would wait for its writer
	case err != nil:
	case info.IsDir():
		err = errors.New("is a directory")
	case !info.Mode().IsRegular():
		err = errors.New("is a pipe or a device, not a file")
	case info.Size() > most:
		err = fmt.Errorf("has %d bytes, at most %d are read", info.Size(), most)
	default:
		data, err = os.ReadFile(path)
	}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}
