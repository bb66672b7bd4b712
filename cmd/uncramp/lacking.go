package main

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strings"

	"uncramp/routine"
	"uncramp/sounds"
)

// lacking returns err, an error of planning. If recordings are missing, its hint is the
// voice that has them, or the command that makes them.
func lacking(err error, r *routine.Routine, file, voice string, v *sounds.Voice) error {
	missing := (*routine.Missing)(nil)
	if !errors.As(err, &missing) {
		return err
	}
	name := v.Name
	if v.BuiltIn() {
		if name = r.Name; !voiceName.MatchString(name) || slices.Contains(sounds.Voices(), name) {
			name = "mine"
		}
		own, _ := openSpeakers(name, routine.NoFallback) // often there is none
		if !slices.ContainsFunc(missing.Cues, func(cue string) bool { v, _ := own.of(cue); return v == nil }) {
			return hint(err, "--voice %s speaks them", name)
		}
	}
	command := []string{"uncramp", "voice", "make", name}
	if !v.BuiltIn() && voicePath(voice) == voice {
		command = append(command, "--out", shellWord(voice))
	}
	if !slices.Contains(routine.Builtin(), file) {
		command = append(command, "--routine", shellWord(file))
	}
	command = append(command, "--with", "espeak-ng:"+strings.ToLower(v.Language))
	if v.BuiltIn() {
		me := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), "me")
		command = append(command, "--extends", voice, "--author", shellWord(me), "--licence", "CC0-1.0")
	}
	return hint(err, "%s", strings.Join(command, " "))
}
