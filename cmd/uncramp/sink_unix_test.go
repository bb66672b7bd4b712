//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// TestSink: the outputs of a sound server are listed and completed. A session plays to
// the one that is named, and says that it is muted.
func TestSink(t *testing.T) {
	t.Parallel()
	server := soundservertest.Start(t, soundservertest.S16)
	server.AddSink(t, "speakers")
	run := func(args ...string) (stdout, stderr string, code int) {
		var out, err bytes.Buffer
		c := exec.Command(program, args...)
		c.Env, c.Dir, c.Stdout, c.Stderr = server.Env(), t.TempDir(), &out, &err
		c.Run()
		return out.String(), err.String(), c.ProcessState.ExitCode()
	}
	const want = "* phones  Null Output\n  speakers  Null Output\n"
	if stdout, stderr, _ := run("soundcheck", "--list"); stdout != want {
		t.Errorf("listed %q, want %q; %s", stdout, want, stderr)
	}
	if stdout, stderr, _ := run("__complete", "soundcheck", "--sink", ""); !strings.HasPrefix(stdout, "phones\tNull Output\nspeakers\tNull Output\n") {
		t.Errorf("completed %q; %s", stdout, stderr)
	}
	_, stderr, code := run("--sink", "kitchen")
	if want := `unknown sink "kitchen": it is one of phones, speakers`; code != exitNoSound || !strings.Contains(stderr, want) || !strings.Contains(stderr, "--list") {
		t.Errorf("exit %d, %q, want %q", code, stderr, want)
	}

	server.Pactl(t, "set-sink-mute", "speakers", "1")
	said := &soundservertest.Buffer{}
	check := exec.Command(program, "soundcheck", "--sink", "speakers", "--plain")
	check.Env, check.Dir, check.Stderr = server.Env(), t.TempDir(), said
	if err := check.Start(); err != nil {
		t.Fatal(err)
	}
	defer check.Wait()
	defer check.Process.Kill()
	await(t, "it says that speakers is muted", patience, func() bool { return strings.Contains(said.String(), "The output speakers is muted") })
	if got := said.String(); strings.Count(got, "muted") > 1 || strings.Contains(got, "“") {
		t.Errorf("not once and before the first word: %q", got)
	}
	if list := server.Pactl(t, "list", "short", "sink-inputs"); strings.Count(list, "\n") != 1 {
		t.Errorf("streams: %q, want one", list)
	}
	if mute := server.Pactl(t, "get-sink-mute", "speakers"); !strings.Contains(mute, "yes") {
		t.Error("it unmuted the output")
	}
}

// A session whose output stands still, because its sink is suspended, PipeWire's
// session manager is gone or the server hangs, says so and pauses. The first Ctrl-C is
// answered within a second, the second one ends the program within another.
func TestStandsStill(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	type stop = func(*soundservertest.Server, testing.TB)
	for name, standStill := range map[string]stop{
		"known": (*soundservertest.Server).Suspend, "not yet known": (*soundservertest.Server).Suspend, "hangs": (*soundservertest.Server).Stop,
	} {
		known := name == "known"
		t.Run(name, func(t *testing.T) {
			soundservertest.Each(t, soundservertest.S16, func(t *testing.T, server *soundservertest.Server) {
				busy := soundservertest.Watch(t)
				said := &soundservertest.Buffer{}
				play := exec.Command(program, append(lastingSession(t), "--plain")...)
				play.Env, play.Stderr, play.Dir = server.Env(), said, t.TempDir()
				if err := play.Start(); err != nil {
					t.Fatal(err)
				}
				defer play.Process.Kill()
				says := func(what *regexp.Regexp, within time.Duration) {
					t.Helper()
					await(t, fmt.Sprint("it says ", what), within, func() bool { return what.MatchString(said.String()) })
				}
				says(regexp.MustCompile("“"), patience)
				standStill(server, t)
				if known {
					says(regexp.MustCompile("The output stands still(.|\n)*Paused"), patience)
					before := said.String()
					time.Sleep(3 * time.Second) // a server that repeats itself is no progress
					if after := said.String(); after != before {
						t.Errorf("it goes on: %s", after)
					}
				} else {
					play.Process.Signal(os.Interrupt)
					says(regexp.MustCompile("The output does not answer|Stopping"), busy.Allow(time.Second))
				}
				asked := time.Now()
				play.Process.Signal(os.Interrupt)
				play.Wait()
				if took := time.Since(asked); took > busy.Allow(time.Second) || play.ProcessState.ExitCode() != exitInterrupted {
					t.Errorf("exit %d after %v: %s", play.ProcessState.ExitCode(), took, said)
				}
			})
		})
	}
}
