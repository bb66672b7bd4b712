package voicemaker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"uncramp/audio/process"
	"uncramp/routine/yamlfile"
)

// Engine is a program that speaks a sentence into a WAV file.
type Engine struct {
	Key     string // its name and voice, as they were given
	command func(words, file, out string) []string
	stdin   bool // it reads the words from its standard input
}

// Marks of a command's arguments.
const (
	textMark = "{text}" // the words
	fileMark = "{file}" // a file with the words
	outMark  = "{out}"  // the WAV file to write
)

// engines are the commands of engines that are known by name, with a voice.
var engines = map[string]func(voice string) []string{
	"espeak-ng": func(voice string) []string {
		return []string{"espeak-ng", "-v", voice, "-f", fileMark, "-w", outMark}
	},
	"piper": func(model string) []string { return []string{"piper", "-m", model, "-f", outMark} },
	"say": func(voice string) []string {
		return []string{"say", "-v", voice, "--data-format=LEI16@22050", "-f", fileMark, "-o", outMark}
	},
	"sapi": nil, // see sapi
}

// ParseEngine returns the engine that a text names: NAME:VOICE, or a command. The
// command is split at spaces, but for those in single or double quotes, and no shell
// sees it. It gets the words in the place of {text} or in the file {file}, or else by
// its standard input, and has to write a WAV file {out}.
func ParseEngine(text string) (*Engine, error) {
	if !yamlfile.IsLine(text) {
		return nil, fmt.Errorf("engine %q: must be one line", text)
	}
	name, voice, _ := strings.Cut(text, ":")
	preset, known := engines[name]
	switch {
	case known && voice == "":
		return nil, fmt.Errorf("engine %q: its voice is missing, as in %s:VOICE", text, name)
	case name == "sapi":
		return &Engine{Key: text, command: func(_, file, out string) []string { return sapi(voice, file, out) }}, nil
	case known:
		return commandEngine(text, preset(voice)), nil
	}
	args, err := split(text)
	if err != nil {
		return nil, fmt.Errorf("engine %q: %w", text, err)
	}
	if !slices.Contains(args, outMark) {
		return nil, fmt.Errorf("engine %q: must be espeak-ng:VOICE, piper:MODEL, say:VOICE, sapi:VOICE, or a command with %s as an argument of its own", text, outMark)
	}
	if slices.Contains([]string{"", textMark, fileMark, outMark}, args[0]) {
		return nil, fmt.Errorf("engine %q: must begin with a program", text)
	}
	for _, arg := range args {
		for _, mark := range []string{textMark, fileMark, outMark} {
			if arg != mark && strings.Contains(arg, mark) {
				return nil, fmt.Errorf("engine %q: %s must be an argument of its own", text, mark)
			}
		}
	}
	return commandEngine(text, args), nil
}

func commandEngine(key string, args []string) *Engine {
	return &Engine{
		Key:   key,
		stdin: !slices.Contains(args, textMark) && !slices.Contains(args, fileMark),
		command: func(words, file, out string) []string {
			marks := map[string]string{textMark: words, fileMark: file, outMark: out}
			filled := slices.Clone(args)
			for i, arg := range filled {
				if value, ok := marks[arg]; ok {
					filled[i] = value
				}
			}
			return filled
		},
	}
}

// split splits a command at the spaces outside quotes.
func split(command string) (args []string, err error) {
	arg, quote, begun := "", rune(0), false
	for _, r := range command {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case r == quote && quote != 0:
			quote = 0
		case r == ' ' && quote == 0:
			if begun {
				args = append(args, arg)
			}
			arg, begun = "", false
		default:
			arg, begun = arg+string(r), true
		}
	}
	if begun {
		args = append(args, arg)
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote %c without its end", quote)
	}
	return args, nil
}

// sapi returns the command that speaks a file by Windows' own voices. Its texts are
// literals of PowerShell, which doubles the quotes in them.
func sapi(voice, file, out string) []string {
	literal := func(s string) string {
		return "'" + strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛").Replace(s) + "'"
	}
	return []string{"powershell", "-NoProfile", "-NonInteractive", "-Command", strings.Join([]string{
		"$ErrorActionPreference = 'Stop'",
		"Add-Type -AssemblyName System.Speech",
		"$s = New-Object System.Speech.Synthesis.SpeechSynthesizer",
		"$s.SelectVoice(" + literal(voice) + ")",
		"$s.SetOutputToWaveFile(" + literal(out) + ")",
		"$s.Speak([IO.File]::ReadAllText(" + literal(file) + ", [Text.Encoding]::UTF8))",
		"$s.Dispose()",
	}, "; ")}
}

// Language returns the language of the engine's voice, "" if its name does not say.
func (e *Engine) Language() string {
	voice, ok := strings.CutPrefix(e.Key, "espeak-ng:")
	language, _, _ := strings.Cut(voice, "+") // a variant
	if !ok || strings.ContainsAny(language, "/ ") {
		return ""
	}
	return language
}

// Check returns an error if the engine's program is missing or is none.
func (e *Engine) Check() error {
	name := e.command("", "", "")[0]
	_, err := process.Find(name)
	if missing := (*process.Missing)(nil); errors.As(err, &missing) && name != "espeak-ng" {
		return errors.New(err.Error()) // nobody can say how it is installed
	}
	return err
}

// What bounds an engine. The WAV of a sentence has a tenth of the bytes.
var enginePatience = 30 * time.Second

const mostSpeech = 16 << 20

// speak has words spoken, and returns the WAV file in folder.
func (e *Engine) speak(ctx context.Context, folder, cue, words string) (string, error) {
	file, wav := filepath.Join(folder, cue+".txt"), filepath.Join(folder, cue+".wav")
	if err := os.WriteFile(file, []byte(words+"\n"), 0o600); err != nil {
		return "", err
	}
	args := e.command(words, file, wav)
	c := process.Command{Name: args[0], Args: args[1:], Patience: enginePatience}
	if e.stdin {
		c.Feed = func(w io.Writer) error { _, err := io.WriteString(w, words+"\n"); return err }
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	tooMuch := fmt.Errorf("%s wrote more than %d MB", args[0], mostSpeech>>20)
	go watch(ctx, wav, func() { stop(tooMuch) })
	if err := c.Run(ctx); err != nil {
		return "", err
	}
	info, err := os.Lstat(wav)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s wrote no file", args[0])
	case err != nil:
		return "", err
	case info.Mode().IsRegular() && info.Size() > mostSpeech:
		return "", tooMuch
	case !info.Mode().IsRegular() || !isWAV(wav):
		return "", fmt.Errorf("%s wrote something else than a WAV file", args[0])
	}
	return wav, nil
}

// watch calls stop when a file has become too large.
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

// isWAV reports whether a file begins as a WAV does.
func isWAV(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [12]byte
	_, err = io.ReadFull(f, head[:])
	return err == nil && string(head[8:]) == "WAVE"
}
