//go:build unix

package voicemaker

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"uncramp/audio/mastering"
	"uncramp/routine"
	"uncramp/sounds"
)

// standIn puts a shell script on the PATH that stands in for an engine. tone.wav lies
// in its folder, which it knows as $here.
func standIn(t *testing.T, name, script string) (folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "with spaces")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "tone.wav"), wav(0.25, 0.1))
	script = "#!/bin/sh\nhere='" + folder + "'\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, name), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	return folder
}

// engine returns the engine that a text names.
func engine(t *testing.T, text string) *Engine {
	t.Helper()
	e, err := ParseEngine(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestEngines: the words arrive as they are, whichever way they go.
func TestEngines(t *testing.T) {
	const words = `-x "$HOME" 'two'; ` + "`date`" + ` 😀`
	for _, tt := range []struct{ engine, program, hears, out string }{
		{"tool {text} {out}", "tool", `printf '%s\n' "$1"`, "$2"},
		{"tool --file={file} {out}", "tool", `cat "${1#--file=}"`, "$2"},
		{"tool 'an argument' {out}", "tool", `[ "$1" = 'an argument' ] && cat`, "$2"},
		{"'{here}/tool' {text} {out}", "tool", `printf '%s\n' "$1"`, "$2"},
		{"espeak-ng:es", "espeak-ng", `[ "$1 $2 $3 $5" = "-v es -f -w" ] && cat "$4"`, "$6"},
		{"piper:es.onnx", "piper", `[ "$1 $2 $3" = "-m es.onnx -f" ] && cat`, "$4"},
		{"say:Mónica", "say", `[ "$1 $2 $4 $6" = "-v Mónica -f -o" ] && cat "$5"`, "$7"},
	} {
		folder := standIn(t, tt.program, tt.hears+` >"$here/heard"; cp "$here/tone.wav" "`+tt.out+`"`)
		e := engine(t, strings.Replace(tt.engine, "{here}", folder, 1))
		wav, err := e.speak(t.Context(), t.TempDir(), "hold", words)
		heard, _ := os.ReadFile(filepath.Join(folder, "heard"))
		if err != nil || e.check() != nil || string(heard) != words+"\n" || filepath.Base(wav) != "hold.wav" {
			t.Errorf("%s: heard %q, %v", tt.engine, heard, err)
		}
	}
}

// TestEngineFails: whatever an engine does, it is one line.
func TestEngineFails(t *testing.T) {
	defer func(d time.Duration) { enginePatience = d }(enginePatience)
	for _, tt := range []struct{ name, script, want string }{
		{"fails", "echo one >&2; echo 'no such voice' >&2; exit 1", "tool: exit status 1: no such voice"},
		{"writes no file", ":", "tool wrote no file"},
		{"never stops writing", `cat /dev/zero >"$2"`, "tool wrote more than 16 MB"},
		{"hangs", "sleep 60", "tool stands still, and was ended"},
	} {
		if tt.name == "hangs" {
			enginePatience = 200 * time.Millisecond
		}
		standIn(t, "tool", tt.script)
		if _, err := engine(t, "tool {text} {out}").speak(t.Context(), t.TempDir(), "hold", "Hold."); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	folder := t.TempDir()
	for text, want := range map[string]string{
		"'" + folder + "' {text} {out}": folder + ": is a directory", "no-such-tool {out}": "no-such-tool not found on the PATH",
	} {
		if err := engine(t, text).check(); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}

// TestMakeSpoken: an engine speaks what is missing, and speaks it again only if the
// words or the engine are others.
func TestMakeSpoken(t *testing.T) {
	folder := standIn(t, "tool", `[ "$1" != fail ] || exit 1
[ "$1" != garbage ] || { echo >"$2"; exit; }
cat "$1" >>"$here/runs"; cp "$here/tone.wav" "$2"`)
	parent := t.TempDir()
	o := of("", filepath.Join(parent, "anna"))
	o.Author, o.Licence, o.Language = "Eva", "MIT", "es"
	o.Engine = engine(t, "tool {file} {out}")
	fails(t, o, "anna: in, out, hold, steady, rest and 3 more: not translated from English")
	o.Language = "en"
	makes := func(what string, runs int) (m *sounds.Manifest) {
		t.Helper()
		m, _, err := Make(t.Context(), o, unseen)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		text, _ := os.ReadFile(filepath.Join(folder, "runs"))
		os.Remove(filepath.Join(folder, "runs"))
		if got := strings.Count(string(text), "\n"); got != runs {
			t.Errorf("%s: %d sentences spoken, want %d", what, got, runs)
		}
		if report, err := Check(t.Context(), o.Out, needs); err != nil || len(report.Faults) > 0 {
			t.Errorf("%s: %v, %v", what, report, err)
		}
		return m
	}
	if m := makes("all", len(needs)); !m.Synthetic || m.Source != "spoken by tool {file} {out}" || m.Cues[0].Engine != "tool {file} {out}" {
		t.Errorf("it says %+v", m)
	}
	o.Author, o.Licence, o.Language = "", "", ""
	makes("nothing new", 0)
	remove(t, filepath.Join(o.Out, "hold.flac"))
	write(t, filepath.Join(o.Out, "rest.flac"), wav(0.25, 0.1))
	makes("a lost one, and a damaged one", 2)
	file := filepath.Join(t.TempDir(), "words.csv")
	write(t, file, []byte("cue,words\nhold,\"Manténgalo, ahí.\"\nrest,Descanse.\n"))
	o.Words = file
	makes("two translated", 2)
	write(t, file, []byte("cue,words\nhodl,Manténgalo.\nunheard-of,Otro.\n"))
	fails(t, o, "anna: hodl: unknown cue \"hodl\": did you mean \"hold\"?")
	o.Words = ""
	if m := makes("the translation stays", 0); m.Cues[2].Words != "Manténgalo, ahí." {
		t.Errorf("it says %+v", m.Cues)
	}
	if mastering.MP3.Check(t.Context()) == nil {
		o.Format = mastering.MP3
		makes("what is kept, as MP3s", 0)
		food, err := os.ReadFile(filepath.Join(o.Out, "food.mp3"))
		if got := names(t, o.Out); err != nil || len(got) != len(needs)+1 || strings.HasPrefix(string(food), "fLaC") {
			t.Errorf("the folder holds %v, %v", got, err)
		}
	}
	o.Engine, o.Needs = engine(t, "tool {file} {out} again"), needs[:1]
	if m := makes("another engine", len(needs)); m.Source != "spoken by tool {file} {out} again" {
		t.Errorf("it says %+v", m)
	}

	remove(t, filepath.Join(o.Out, "hold"+string(o.Format)))
	makes("a lost one that is not needed", 1)

	// A recording wins, and one of another routine's cues is kept.
	o.From = t.TempDir()
	write(t, filepath.Join(o.From, "hold.wav"), wav(0.5, 0.1))
	write(t, filepath.Join(o.From, "words.csv"), []byte("words;cue\nHold it there.;hold\n"))
	o.Needs = []routine.Cue{{ID: "lean", Words: "Lean."}}
	m := makes("a recording", 1)
	if hold, _ := m.Find("hold"); len(m.Cues) != len(needs)+1 || hold.Engine != "" || hold.Words != "Hold it there." || m.Source != "spoken by tool {file} {out} again; recordings" {
		t.Errorf("it says %+v", m)
	}
	o.From, o.Needs[0].Words = "", "Lean on."
	makes("other words in the routine", 1)
	write(t, filepath.Join(o.Out, "hold"+string(o.Format)), wav(0.25, 0.1))
	fails(t, o, "anna: hold: the clip of a recording, lost or damaged: --from RECORDINGS makes it again")

	// What another voice has is left to it.
	o.Out, o.Extends, o.Author, o.Licence, o.Language = filepath.Join(parent, "maria"), "heart", "Eva", "MIT", "en"
	o.Needs = append(o.Needs, needs...)
	if m := makes("lent", 1); m.Extends != "heart" || len(m.Cues) != 1 {
		t.Errorf("it says %+v", m)
	}

	o.Out, o.Needs = filepath.Join(parent, "empty"), needs
	fails(t, o, "anna: nothing to make: heart speaks all that is needed")

	// Nothing half-made is kept, and an engine that fails is left alone.
	o.Out, o.Extends = filepath.Join(parent, "eva"), ""
	for i := range 30 {
		o.Needs = append(o.Needs, routine.Cue{ID: fmt.Sprint("own-", i), Words: "Own."})
	}
	o.Needs = append(o.Needs, routine.Cue{ID: "empty"}, routine.Cue{ID: "smile", Words: "😀"})
	fails(t, o, "anna: 2 problems\n  empty: \"\": must have a letter, for a voice to speak it\n  smile: \"😀\": must have a letter, for a voice to speak it")
	o.Needs = o.Needs[:len(o.Needs)-2]
	o.Engine = engine(t, "tool fail {out}")
	fails(t, o, ", spoken by tool fail {out}: tool: exit status 1")
	o.Engine = engine(t, "tool garbage {out}")
	if _, _, err := Make(t.Context(), o, unseen); err == nil || !strings.Contains(err.Error(), ", spoken by tool garbage {out}: neither WAV, FLAC nor MP3") {
		t.Errorf("got %v", err)
	}
	if got := names(t, parent); fmt.Sprint(got) != "[anna maria]" {
		t.Errorf("left behind: %v", got)
	}
}
