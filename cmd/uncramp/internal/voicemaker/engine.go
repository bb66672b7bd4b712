package voicemaker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"uncramp/audio/process"
	"uncramp/routine/yamlfile"
)

// Engine is a program that speaks a sentence into a WAV file.
type Engine struct {
	key  string   // its name and voice, as they were given
	args []string // its command, with marks
}

// Marks in a command.
const (
	textMark  = "{text}"  // the words
	fileMark  = "{file}"  // a file with the words
	outMark   = "{out}"   // the WAV file to write
	voiceMark = "{voice}" // the voice, in the commands of engines that are known by name
)

// known are the commands of the engines that are known by name. Without {text} or {file},
// an engine reads the words from its standard input.
var known = map[string][]string{
	"espeak-ng": {"espeak-ng", "-v", voiceMark, "-f", fileMark, "-w", outMark},
	"piper":     {"piper", "-m", voiceMark, "-f", outMark},
	"say":       {"say", "-v", voiceMark, "--data-format=LEI16@22050", "-f", fileMark, "-o", outMark},
	"sapi": {"powershell", "-NoProfile", "-NonInteractive", "-Command", strings.Join([]string{
		"$ErrorActionPreference = 'Stop'",
		"Add-Type -AssemblyName System.Speech",
		"$s = New-Object System.Speech.Synthesis.SpeechSynthesizer",
		"$s.SelectVoice('" + voiceMark + "')",
		"$s.SetOutputToWaveFile('" + outMark + "')",
		"$s.Speak([IO.File]::ReadAllText('" + fileMark + "', [Text.Encoding]::UTF8))",
		"$s.Dispose()",
	}, "; ")},
}

// ParseEngine returns the engine that a text names: NAME:VOICE, or a command. The
// command is split at spaces outside single and double quotes, and no shell sees it. It
// gets the words in the place of {text} or in the file {file}, or else by its standard
// input, and has to write a WAV file {out}.
func ParseEngine(text string) (*Engine, error) {
	if !yamlfile.IsLine(text) {
		return nil, fmt.Errorf("engine %q: must be one line", text)
	}
	if name, voice, _ := strings.Cut(text, ":"); known[name] != nil {
		if voice == "" {
			return nil, fmt.Errorf("engine %q: its voice is missing, as in %s:VOICE", text, name)
		}
		return &Engine{text, known[name]}, nil
	}
	args, err := split(text)
	switch {
	case err != nil:
		return nil, fmt.Errorf("engine %q: %w", text, err)
	case !strings.Contains(text, outMark):
		return nil, fmt.Errorf("engine %q: must be espeak-ng:VOICE, piper:MODEL, say:VOICE, sapi:VOICE, or a command with %s", text, outMark)
	case args[0] == "" || strings.HasPrefix(args[0], "{"):
		return nil, fmt.Errorf("engine %q: must begin with a program", text)
	}
	return &Engine{text, args}, nil
}

// command returns the command that speaks the words, which are also in file, into out.
func (e *Engine) command(words, file, out string) []string {
	name, voice, _ := strings.Cut(e.key, ":")
	if name == "sapi" { // its arguments are literals of PowerShell, which doubles the quotes in them
		double := strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛")
		voice, file, out = double.Replace(voice), double.Replace(file), double.Replace(out)
	}
	fill := strings.NewReplacer(textMark, words, fileMark, file, outMark, out, voiceMark, voice)
	var args []string
	for _, arg := range e.args {
		args = append(args, fill.Replace(arg))
	}
	return args
}

var (
	argument = regexp.MustCompile(`(?:[^ '"]|'[^']*'|"[^"]*")+`)
	quoted   = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)
)

// split splits a command at the spaces outside quotes.
func split(command string) (args []string, err error) {
	if rest := strings.TrimSpace(argument.ReplaceAllString(command, "")); rest != "" {
		return nil, fmt.Errorf("a quote %s without its end", rest[:1])
	}
	for _, arg := range argument.FindAllString(command, -1) {
		args = append(args, quoted.ReplaceAllString(arg, "$1$2"))
	}
	return args, nil
}

// language returns the language of the engine's voice as espeak-ng names it, such as
// en-us; "" for other engines.
func (e *Engine) language() string {
	voice, ok := strings.CutPrefix(e.key, "espeak-ng:")
	language, _, _ := strings.Cut(voice, "+") // a variant
	if !ok || strings.ContainsAny(language, "/ ") {
		return ""
	}
	return language
}

// check returns an error if the engine's program is missing or cannot be run.
func (e *Engine) check() error {
	_, err := process.Find(e.args[0])
	if missing := (*process.Missing)(nil); errors.As(err, &missing) && e.args[0] != "espeak-ng" {
		return errors.New(err.Error()) // nobody can say how it is installed
	}
	return err
}

// enginePatience is how long an engine may take for a sentence without reading or
// writing.
var enginePatience = 30 * time.Second

// mostSpeech bounds the bytes of an engine's WAV file, at ten times those of a sentence.
const mostSpeech = 16 << 20

// speak has the engine speak words, and returns the path of the WAV file in folder.
func (e *Engine) speak(ctx context.Context, folder, cue, words string) (string, error) {
	file, wav := filepath.Join(folder, cue+".txt"), filepath.Join(folder, cue+".wav")
	if err := os.WriteFile(file, []byte(words+"\n"), 0o600); err != nil {
		return "", err
	}
	args := e.command(words, file, wav)
	c := process.Command{Name: args[0], Args: args[1:], Patience: enginePatience}
	if template := strings.Join(e.args, " "); !strings.Contains(template, textMark) && !strings.Contains(template, fileMark) {
		c.Feed = func(w io.Writer) error { _, err := io.WriteString(w, words+"\n"); return err }
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go watch(ctx, wav, func() { stop(fmt.Errorf("%s wrote more than %d MB", args[0], mostSpeech>>20)) })
	if err := c.Run(ctx); err != nil {
		return "", err
	}
	if _, err := os.Lstat(wav); err != nil {
		return "", fmt.Errorf("%s wrote no file", args[0])
	}
	return wav, nil
}

// watch calls stop while a file is larger than mostSpeech, until ctx is done.
func watch(ctx context.Context, file string, stop func()) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if info, err := os.Lstat(file); err == nil && info.Size() > mostSpeech {
			stop()
		}
	}
}
