package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"uncramp/audio/wavtest"
)

var update = flag.Bool("update", false, "write the transcripts anew; read what git diff says of them")

// TestTranscripts runs the commands in testdata/*.txt, one after "$ uncramp " a
// line, in a folder as [stage] makes it. What follows a command is what it has to
// print: standard output, then standard error behind "! ", then an exit code that
// is not 0. To add a test, add a command and run
//
//	go test ./cmd/uncramp -run Transcripts -update
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.HasSuffix(file, "_unix.txt") {
				t.Skip("has what a Unix system says")
			}
			file, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			folder := stage(t)
			var all strings.Builder
			for i, part := range strings.Split("\n"+strings.ReplaceAll(string(text), "\r\n", "\n"), "\n$ uncramp") {
				command, want, _ := strings.Cut(part, "\n")
				if i == 0 { // what the file says of itself
					all.WriteString(strings.TrimPrefix(part, "\n"))
					continue
				}
				args := strings.Fields(command)
				for i, arg := range args {
					args[i] = strings.Trim(arg, `"`)
				}
				got := strings.ReplaceAll(transcript(uncramp(t, args...)), folder, "FOLDER")
				if strings.TrimRight(got, "\n") != strings.TrimRight(want, "\n") && !*update {
					t.Errorf("$ uncramp%s\n%s\nwant\n%s", command, got, want)
				}
				fmt.Fprintf(&all, "\n$ uncramp%s\n%s", command, got)
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimPrefix(all.String(), "\n")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// stagedLog is a log with a session of each kind, and a damaged line.
const stagedLog = `{"v":1,"id":"a","start":"2020-02-28T07:58:00+01:00","end":"2020-02-28T08:05:10+01:00","routine":"buttock","side":"left","held_left":90,"held_right":0,"holds":3,"holds_cut":0,"ended":"done","said":["causes"]}
{"v":1,"id":"b","start":"2020-02-28T12:00:00+01:00","end":"2020-02-28T12:04:00+01:00","routine":"buttock","side":"both","held_left":40,"held_right":5,"holds":2,"holds_cut":1,"ended":"stopped","stopped_at":233,"settings":{"hold":"20s"}}
{"v":1,"id":"c","start":"2020-02-2
{"v":1,"id":"d","start":"2020-02-29T23:59:30-05:00","end":"2020-03-01T00:03:00-05:00","routine":"mine","side":"right","held_left":0,"held_right":30,"holds":1,"holds_cut":0,"ended":"started"}
{"v":1,"id":"e","start":"2020-03-02T09:00:00Z","end":"2020-03-02T09:01:00Z","routine":"buttock","side":"right","held_left":0,"held_right":0,"holds":0,"holds_cut":0,"ended":"lost","stopped_at":61}
`

// leaning is a routine with a sentence of its own.
const leaning = `uncramp: 1
name: leaning
words: {lean: "Lean forward, with a long back."}
round:
- say: [hold, lean]
  then: 1s
- hold: 4s
  breath: 2-2
`

// stage changes to a folder with a file of every kind that commands complain of, and
// with an engine that says all in one tone, and returns it.
func stage(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Chdir(folder)
	for name, value := range map[string]string{
		"HOME": "/home/anna", // which does not exist
		"USER": "eva", "XDG_STATE_HOME": filepath.Join(folder, "state"), "XDG_DATA_HOME": filepath.Join(folder, "data"),
		"PATH": filepath.Join(folder, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
	} {
		t.Setenv(name, value)
	}
	tone := wavtest.Tone(wavFormat.Rate, 4*9600, 0.1, 500)
	err := errors.Join(
		os.MkdirAll("bin", 0o755),
		os.WriteFile(filepath.Join("bin", "espeak-ng"), []byte("#!/bin/sh\ncp "+folder+"/tone.wav \"$6\"\n"), 0o755),
		os.WriteFile("tone.wav", wavFormat.Encode(tone), 0o644),
		os.WriteFile("leaning.yaml", []byte(leaning), 0o644),
		os.WriteFile("back.yaml", []byte(strings.ReplaceAll(leaning, "forward", "back")), 0o644),
		os.WriteFile("alone.yaml", []byte("fallback: none\nvoice: leaning\n"+leaning), 0o644),
		os.MkdirAll("folder", 0o755),
		os.MkdirAll(filepath.Join("broken", "voice.yaml"), 0o755),
		os.WriteFile("exists.wav", []byte("mine"), 0o644),
		os.WriteFile("silent.wav", wavFormat.Encode(make([][2]float64, 1<<18)), 0o644),
		os.WriteFile("text.yaml", []byte("uncramp: 1 # and so on"), 0o644),
		os.WriteFile("defaults.yaml", []byte("side: right\nhold: 25s # less than the rest\nlog: false\n"), 0o644),
		os.WriteFile("long.yaml", []byte("hold: 95s\n"), 0o644),
		os.WriteFile("wrong.yaml", []byte("side: right\nholt: 25s\n"), 0o644),
		os.MkdirAll(filepath.Join("state", "uncramp"), 0o755),
		os.WriteFile(filepath.Join("state", "uncramp", "sessions.jsonl"), []byte(stagedLog), 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func transcript(r result) string {
	out := r.stdout
	for line := range strings.Lines(r.stderr) {
		out += "! " + line
	}
	if r.code != exitDone {
		out += fmt.Sprintf("[exit %d]\n", r.code)
	}
	return out
}
