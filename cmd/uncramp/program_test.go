package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"uncramp/routine"
)

// program is the built program, made once for all tests that run it. On a system
// without Go, UNCRAMP_PROGRAM names it.
var program = os.Getenv("UNCRAMP_PROGRAM")

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8") // a session in real time waits more than it works
	folder, err := os.MkdirTemp("", "uncramp-test")
	if err != nil {
		panic(err)
	}
	// Sessions of these tests are not remembered: each would change the next.
	os.Setenv("XDG_CONFIG_HOME", folder)
	os.Setenv("XDG_STATE_HOME", folder)
	os.Setenv("XDG_DATA_HOME", filepath.Join(folder, "data"))
	if err := errors.Join(os.Mkdir(filepath.Join(folder, "uncramp"), 0o700), os.WriteFile(filepath.Join(folder, "uncramp", "config.yaml"), []byte("log: false\n"), 0o600)); err != nil {
		panic(err)
	}
	if program == "" {
		program = filepath.Join(folder, "bin", "uncramp")
		if runtime.GOOS == "windows" {
			program += ".exe"
		}
		build := exec.Command("go", "build", "-o", program, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// result has what a run of the program returned and printed.
type result struct {
	code           int
	stdout, stderr string
}

// uncramp runs the program in this process.
func uncramp(t testing.TB, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := report(&stderr, run(t.Context(), args, nil, &stdout, &stderr))
	return result{code, stdout.String(), stderr.String()}
}

// planJSON returns the plan that "plan --json" prints.
func planJSON(t testing.TB, args ...string) *routine.Plan {
	t.Helper()
	r := uncramp(t, append([]string{"plan", "--json"}, args...)...)
	if r.code != exitDone {
		t.Fatalf("plan %q: exit %d, %s", args, r.code, r.stderr)
	}
	var p routine.Plan
	if err := json.Unmarshal([]byte(r.stdout), &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// shortSession is the shortest session there is of the built-in routine.
var shortSession = []string{"--rounds", "1", "--hold", "20s", "--rest", "20s", "--before", "none", "--after", "none"}

// brief is a routine of some words, a hold, and the end: 11 s.
const brief = `uncramp: 1
name: brief
title: A brief stretch
sides: [left, right]
defaults: {rounds: 1}
round:
- say: take-{side}-short
- hold: 4s
  breath: 2-2
closing:
- say: open-eyes
`

// lasting is brief after an opening of more than a minute.
const lasting = brief + `opening:
- chime: bell-opening
  then: 3s
- say: close-eyes
- open: 60s
  chimes: none
`

// briefSession returns the arguments for a session that is played to its end.
func briefSession(t testing.TB) []string { return ownSession(t, brief) }

// lastingSession returns the arguments for a session that does not end by itself, and
// takes little time to decode.
func lastingSession(t testing.TB) []string { return ownSession(t, lasting) }

func ownSession(t testing.TB, routine string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(file, []byte(routine), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--routine", file}
}

// withoutSound is an environment in which no sound output can be found.
func withoutSound(t testing.TB) []string {
	t.Helper()
	folder := t.TempDir()
	env := []string{"XDG_RUNTIME_DIR=" + folder, "HOME=" + folder, "ALSA_CONFIG_PATH=" + os.DevNull}
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); !strings.HasPrefix(name, "PULSE_") && name != "XDG_RUNTIME_DIR" && name != "HOME" {
			env = append(env, e)
		}
	}
	return env
}
