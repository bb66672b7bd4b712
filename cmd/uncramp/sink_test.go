package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

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
		c.Env, c.Stdout, c.Stderr = server.Env(), &out, &err
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
	check.Env, check.Stderr = server.Env(), said
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
