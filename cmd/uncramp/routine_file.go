package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"uncramp/routine"
	"uncramp/routine/yamlfile"
	"uncramp/sounds"
)

// script returns the cues that every routine can name.
func script() routine.Script { return routine.Script{Words: sounds.Words(), Chimes: sounds.Chimes()} }

// openRoutine returns a built-in routine, one of the user's own by its name, or that
// in a file.
func openRoutine(nameOrFile string) (*routine.Routine, error) {
	name, src, err := routineSource(nameOrFile)
	if err != nil {
		return nil, err
	}
	return routine.Parse(name, src, script())
}

// voiceOf returns the voice that speaks a routine unless another is asked for: its
// own one, by name or by its folder beside the routine's file, or the default one.
func voiceOf(r *routine.Routine, nameOrFile string) string {
	switch {
	case r.Voice == "":
		return sounds.DefaultVoice
	case strings.ContainsAny(r.Voice, `/\`) && !filepath.IsAbs(r.Voice):
		return filepath.Join(filepath.Dir(routinePath(nameOrFile)), r.Voice)
	}
	return r.Voice
}

// routineSource returns the text of a routine, and the file name for its faults.
func routineSource(nameOrFile string) (name string, src []byte, err error) {
	src, notBuiltin := routine.Source(nameOrFile)
	if notBuiltin == nil {
		return nameOrFile + ".yaml", src, nil
	}
	path := routinePath(nameOrFile)
	if path == nameOrFile {
		src, err = readSource(path)
	} else {
		src, err = sounds.ReadFile(path, yamlfile.MaxSize) // it does not wait for a pipe
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(nameOrFile, `./\`):
		return "", nil, asUsage(notRoutine(nameOrFile))
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, hint(err, "uncramp routine show > mine.yaml is a start")
	}
	return path, src, err
}

// notRoutine returns the error for a name that no routine has.
func notRoutine(name string) error {
	err := fmt.Errorf("unknown routine %q: there are %s", name, strings.Join(routineNames(), ", "))
	if near := routine.Nearest(name, routineNames()); near != "" {
		return hint(err, "did you mean %q?", near)
	}
	return hint(err, "a routine of your own is named by its file, such as ./mine.yaml, or begun with uncramp routine new %s", shellWord(name))
}

// routinePath returns the path of the user's own routine of that name. If there is none,
// it returns nameOrFile.
func routinePath(nameOrFile string) string {
	if !voiceName.MatchString(nameOrFile) {
		return nameOrFile
	}
	path, err := routineFile(nameOrFile)
	if err != nil {
		return nameOrFile
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nameOrFile
	}
	return path
}

// routineFile returns the path of the user's own routine of a name, whether it exists or
// not.
func routineFile(name string) (string, error) {
	folder, err := dataFolder(routinesFolder)
	return filepath.Join(folder, name+".yaml"), err
}

// ownRoutines returns the names of the user's own routines, whatever their files
// hold. An error says why they cannot be listed.
func ownRoutines() (names []string, err error) {
	folder, err := dataFolder(routinesFolder)
	if err != nil {
		return nil, nil // a user without a home has none
	}
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, plainly(folder, err)
	}
	for _, e := range entries {
		name, isYAML := strings.CutSuffix(e.Name(), ".yaml")
		if isYAML && voiceName.MatchString(name) && !slices.Contains(routine.Builtin(), name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// routineNames returns the names of the built-in routines, and then the user's own.
func routineNames() []string {
	own, _ := ownRoutines() // "uncramp routine list" says why it cannot be read
	return append(routine.Builtin(), own...)
}

func completeRoutines(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return routineNames(), orFiles
}

// readSource reads the file of a routine, or of defaults, which may be a pipe. If it is
// longer than [yamlfile.MaxSize], readSource returns one byte more than that.
func readSource(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err == nil {
		defer f.Close()
		var src []byte
		if src, err = io.ReadAll(io.LimitReader(f, yamlfile.MaxSize+1)); err == nil {
			return src, nil
		}
	}
	if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
		err = syscall.EISDIR // Windows calls it an incorrect function
	}
	return nil, plainly(file, err)
}

// plainly returns an error of a file as its path and the reason.
func plainly(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
