package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"uncramp/audio"
	"uncramp/routine"
	"uncramp/sounds"
)

// speakers are the voices of a session. Each cue is spoken by the first of them that
// has it.
type speakers []*sounds.Voice

// openSpeakers opens a voice, those that it extends, and then the one that a routine
// falls back on: the default one if fallback is empty, none if it is
// [routine.NoFallback].
func openSpeakers(voice, fallback string) (speakers, error) {
	var all speakers
	for voice != "" {
		v, err := openVoice(voice)
		if err != nil && len(all) > 0 {
			return nil, fmt.Errorf("voice %s extends %s: %w", all[len(all)-1].Name, voice, err)
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(of *sounds.Voice) bool { return of.Name == v.Name }) {
			return nil, fmt.Errorf("voice %s extends itself", v.Name)
		}
		all, voice = append(all, v), v.Extends
	}
	fallback = cmp.Or(fallback, sounds.DefaultVoice)
	if fallback == routine.NoFallback || slices.ContainsFunc(all, func(v *sounds.Voice) bool { return v.Name == fallback }) {
		return all, nil
	}
	v, err := openVoice(fallback)
	if err != nil {
		return nil, err
	}
	return append(all, v), nil
}

// of returns the voice that speaks a cue, and the cue as it is in that voice's manifest;
// nil if no voice speaks it.
func (s speakers) of(cue string) (*sounds.Voice, sounds.Cue) {
	for _, v := range s {
		if c, ok := v.Find(cue); ok {
			return v, c
		}
	}
	return nil, sounds.Cue{}
}

// cues returns every cue that is spoken, by whichever voice.
func (s speakers) cues() (all []sounds.Cue) {
	seen := map[string]bool{}
	for _, v := range s {
		for _, c := range v.Cues {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// in returns the speakers that speak in a plan, the first one if nobody does.
func (s speakers) in(p *routine.Plan) (those speakers) {
	for _, v := range s {
		if slices.ContainsFunc(p.Events, func(e routine.Event) bool {
			of, _ := s.of(e.Cue)
			return e.Bus == routine.BusVoice && of == v
		}) {
			those = append(those, v)
		}
	}
	if len(those) == 0 {
		return s[:1]
	}
	return those
}

// String returns the names of the speakers, as in "anna and heart".
func (s speakers) String() string {
	var names []string
	for _, v := range s {
		names = append(names, v.Name)
	}
	return strings.Join(names, " and ")
}

// library returns the lengths and words of the voices and of the chimes, for planning.
func (s speakers) library() (routine.Library, error) {
	lib := routine.Library{Voice: s[0].Name, Spoken: map[string]routine.Clip{}, Chimes: map[string]routine.Clip{}}
	for _, c := range s.cues() {
		lib.Spoken[c.ID] = routine.Clip{Length: routine.Samples(c.Length), Words: c.Words}
	}
	for _, name := range sounds.Chimes() {
		mp3, err := sounds.Chime(name)
		if err != nil {
			return lib, err
		}
		length, err := audio.ClipLength(mp3)
		if err != nil {
			return lib, fmt.Errorf("chime %s: %w", name, err)
		}
		lib.Chimes[name] = routine.Clip{Length: routine.Samples(length)}
	}
	return lib, nil
}

// recording returns the content of the file of a cue. A length that differs from the one
// in the manifest is an error: sentences would be cut.
func (s speakers) recording(cue string) ([]byte, error) {
	v, c := s.of(cue)
	if v == nil {
		return nil, &routine.Missing{Voice: s[0].Name, Cues: []string{cue}}
	}
	file, err := v.Recording(cue)
	if err != nil || v.BuiltIn() { // which tests have checked
		return file, err
	}
	length, err := audio.ClipLength(file)
	switch {
	case err != nil:
		return nil, fmt.Errorf("recording %s: %w", cue, err)
	case length != c.Length:
		return nil, fmt.Errorf("recording %s has %d samples, and %d in %s", cue, length, c.Length, sounds.ManifestFile)
	}
	return file, nil
}

// own returns the files of the recordings that are not built in, by cue. It decodes
// nothing.
func (s speakers) own() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, c := range s.cues() {
		if v, _ := s.of(c.ID); v.BuiltIn() {
			continue // tests have checked it
		}
		file, err := s.recording(c.ID)
		if err != nil {
			return nil, err
		}
		files[c.ID] = file
	}
	return files, nil
}

// openVoice returns a voice that is built in, one of the user's own by its name, or
// the one in a folder. A folder of recordings is an error.
func openVoice(nameOrFolder string) (*sounds.Voice, error) {
	v, err := sounds.OpenVoice(voicePath(nameOrFolder))
	if err == nil && !v.IsMade() {
		return nil, hint(fmt.Errorf("%s: recordings, not a voice yet", nameOrFolder), "uncramp voice make NAME --from %s makes one", shellWord(nameOrFolder))
	}
	return v, unknownVoice(nameOrFolder, err)
}

// voicePath returns the folder of the user's own voice of that name. If there is none, it
// returns nameOrFolder.
func voicePath(nameOrFolder string) string {
	if slices.Contains(sounds.Voices(), nameOrFolder) || strings.ContainsAny(nameOrFolder, `./\`) {
		return nameOrFolder
	}
	if own, err := dataFolder(voicesFolder); err == nil {
		if folder := filepath.Join(own, nameOrFolder); isFolder(folder) {
			return folder
		}
	}
	return nameOrFolder
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// ownVoices returns the names of the user's own voices, none if they cannot be listed.
func ownVoices() (names []string) {
	own, err := dataFolder(voicesFolder)
	if err != nil {
		return nil
	}
	entries, _ := os.ReadDir(own) // none if there is no such folder
	for _, e := range entries {
		_, err := os.Stat(filepath.Join(own, e.Name(), sounds.ManifestFile))
		if err == nil && voiceName.MatchString(e.Name()) && !slices.Contains(sounds.Voices(), e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// voiceNames returns the names of the built-in voices, and then of the user's own.
func voiceNames() []string { return append(sounds.Voices(), ownVoices()...) }

func completeVoices(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return voiceNames(), orFiles
}

// completesVoices sets that a shell completes names of voices as the value of a flag.
func completesVoices(c *cobra.Command, flag string) {
	if err := c.RegisterFlagCompletionFunc(flag, completeVoices); err != nil {
		panic(err) // there is no such flag
	}
}

// unknownVoice returns err, with a hint if it says that there is no such voice.
func unknownVoice(nameOrFolder string, err error) error {
	if !errors.Is(err, sounds.ErrNoVoice) {
		return err
	}
	if near := routine.Nearest(nameOrFolder, voiceNames()); near != "" {
		return hint(err, "did you mean %q?", near)
	}
	if own := ownVoices(); len(own) > 0 {
		return hint(err, "your own are %s; another one is named by its folder, such as ./anna", strings.Join(own, ", "))
	}
	return hint(err, "a voice of your own is named by its folder, such as ./anna")
}
