package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/cmd/uncramp/internal/sessionlog"
)

// TestRemembered plays sessions that are killed or stopped after their first hold,
// which the desktop's Next cuts short, and reads what the log says of them.
func TestRemembered(t *testing.T) {
	t.Parallel()
	bus := dbustest.Start(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "state", "uncramp", "sessions.jsonl")
	systemdRun := filepath.Join(folder, "systemd-run")
	if err := os.WriteFile(systemdRun, []byte("#!/bin/sh\necho \"$@\" > "+folder+"/asked\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	env := append(bus.Env(withoutSound(t)),
		"XDG_STATE_HOME="+filepath.Join(folder, "state"), "XDG_CONFIG_HOME="+filepath.Join(folder, "config"), "PATH="+folder+":"+os.Getenv("PATH"))
	sessions := func() []sessionlog.Session {
		log, err := sessionlog.Read(path)
		if err != nil || log.Damaged > 0 {
			t.Fatalf("%+v, %v", log, err)
		}
		return log.Sessions
	}
	for i, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		play, stderr := started(t, env, "--remind", "--rounds", "2")
		player := bus.Connect(t).Object("org.mpris.MediaPlayer2.uncramp", "/org/mpris/MediaPlayer2")
		was := ""
		await(t, "a hold", patience, func() bool {
			v, err := player.GetProperty("org.mpris.MediaPlayer2.Player.Metadata")
			if err != nil {
				return false
			}
			is := v.String()
			if strings.Contains(is, "hold, left") {
				return true
			}
			if is != was { // once in each phase
				was = is
				player.Call("org.mpris.MediaPlayer2.Player.Next", 0)
			}
			return false
		})
		time.Sleep(1500 * time.Millisecond) // of the hold
		player.Call("org.mpris.MediaPlayer2.Player.Next", 0)
		await(t, "the line of a session that has started", 2*patience, func() bool { return len(sessions()) == i+1 })
		play.Process.Signal(signal)
		if signal == syscall.SIGTERM {
			await(t, "it stops", patience, func() bool { return strings.Contains(stderr.String(), "Stopping") })
			play.Process.Signal(signal)
		}
		play.Wait()
		got := sessions()[i]
		want := map[syscall.Signal]sessionlog.Ending{syscall.SIGKILL: sessionlog.Started, syscall.SIGTERM: sessionlog.Stopped}[signal]
		if got.Ended != want || got.HeldLeft < 1 || got.Whole+got.Cut < 1 || got.Settings["rounds"] != "2" {
			t.Errorf("%v: %+v, want it %s", signal, got, want)
		}
		soon := strings.Contains(stderr.String(), "Less than 3 hours since your last session on the left: better wait until ")
		if soon != (i > 0) || strings.Contains(stderr.String(), "New here?") == soon {
			t.Errorf("session %d says\n%s", i, stderr)
		}
	}
	asked, err := os.ReadFile(filepath.Join(folder, "asked"))
	if err != nil || !strings.Contains(string(asked), "--user --collect") {
		t.Errorf("systemd-run was asked for %q, %v", asked, err)
	}
	c := exec.Command(program, "log")
	c.Env = env
	out, err := c.CombinedOutput()
	if words := strings.Fields(string(out)); err != nil || !slices.Contains(words, "stopped") || !strings.Contains(string(out), "on 1 day.") {
		t.Errorf("%v\n%s", err, out)
	}
}
