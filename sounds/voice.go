package sounds

import (
	"cmp"
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

// ErrNoVoice is returned for a voice that is neither built in nor a folder.
var ErrNoVoice = errors.New("unknown voice")

// Voice is a set of recordings with its manifest.
type Voice struct {
	Manifest
	folder   string // as it was named; for error messages
	files    fs.FS
	embedded bool
}

// BuiltIn reports whether the voice is a part of the program.
func (v *Voice) BuiltIn() bool { return v.embedded }

// Voices returns the names of the built-in voices, the default one first.
func Voices() []string {
	entries, err := embedded.ReadDir("voices")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	names := []string{DefaultVoice}
	for _, e := range entries {
		if e.IsDir() && e.Name() != DefaultVoice {
			names = append(names, e.Name())
		}
	}
	return names
}

// OpenVoice opens a built-in voice by its name, or by its path a folder that
// "uncramp voice make" made. A built-in name comes first. OpenVoice reads the
// manifest and no recording.
func OpenVoice(nameOrFolder string) (*Voice, error) {
	if slices.Contains(Voices(), nameOrFolder) {
		files, err := fs.Sub(embedded, "voices/"+nameOrFolder)
		if err != nil {
			panic(err) // embedded: cannot fail
		}
		text, err := fs.ReadFile(files, ManifestFile)
		if err != nil {
			panic(err) // embedded, too
		}
		return &Voice{*parseBuiltIn(string(text)), nameOrFolder, files, true}, nil
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
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no %s in it", nameOrFolder, ManifestFile)
	}
	if err != nil {
		return nil, err
	}
	return &Voice{Manifest: *m, folder: nameOrFolder, files: os.DirFS(nameOrFolder)}, nil
}

// Kinds are the endings of the files that a recording can be in, in the order in which
// they are looked for.
var Kinds = []string{".flac", ".wav", ".mp3"}

// Recording returns the file that speaks a cue: CUE.flac, CUE.wav or CUE.mp3. A file
// that is missing, or has another checksum than the manifest says, is an error that
// names it. Built-in recordings are compared with their checksums by the tests only.
func (v *Voice) Recording(cue string) ([]byte, error) {
	c, ok := v.Find(cue)
	if !ok {
		return nil, fmt.Errorf("%s: no cue %q in %s", v.folder, cue, ManifestFile)
	}
	if v.embedded {
		return readFile(v.folder, v.files, cue+".mp3", maxRecording)
	}
	var names []string
	for _, kind := range Kinds {
		if _, err := fs.Stat(v.files, cue+kind); !errors.Is(err, fs.ErrNotExist) {
			names = append(names, cue+kind)
		}
	}
	switch len(names) {
	case 0:
		return nil, fmt.Errorf("%s: missing: no %s.flac, .wav or .mp3", v.folder, cue)
	case 1:
	default:
		return nil, fmt.Errorf("%s: both %s and %s: a cue has one recording", v.folder, names[0], names[1])
	}
	data, err := readFile(v.folder, v.files, names[0], maxRecording)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); c.SHA256 != hex.EncodeToString(sum[:]) {
		return nil, fmt.Errorf("%s: damaged: its checksum is not the one in %s", filepath.Join(v.folder, names[0]), ManifestFile)
	}
	return data, nil
}

// maxRecording is the size in bytes up to which a recording is read: far more than
// a sentence has.
const maxRecording = 16 << 20

// ReadFile reads a regular file of at most so many bytes. If there is none, the error
// wraps [fs.ErrNotExist].
func ReadFile(path string, most int64) ([]byte, error) {
	folder, name := filepath.Split(filepath.Clean(path))
	return readFile(folder, os.DirFS(filepath.Clean(folder)), cmp.Or(name, "."), most)
}

// readFile reads a file of at most so many bytes. If there is none, the error wraps
// [fs.ErrNotExist].
func readFile(folder string, files fs.FS, name string, most int64) ([]byte, error) {
	wrong := func(err error) error {
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = p.Err // its path is without the folder
		}
		return fmt.Errorf("%s: %w", filepath.Join(folder, name), err)
	}
	info, err := fs.Stat(files, name)
	switch { // before it is opened, which for a pipe waits for a writer
	case err != nil:
		return nil, wrong(err)
	case info.IsDir():
		return nil, wrong(errors.New("is a directory"))
	case !info.Mode().IsRegular():
		return nil, wrong(errors.New("is a pipe or a device, not a file"))
	case info.Size() > most:
		return nil, wrong(fmt.Errorf("has %d bytes, at most %d are read", info.Size(), most))
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, wrong(err)
	}
	return data, nil
}
