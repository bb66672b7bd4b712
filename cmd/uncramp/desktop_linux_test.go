package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/audio/soundservertest"
	"uncramp/cmd/uncramp/internal/desktop/dbustest"
	"uncramp/cmd/uncramp/internal/remind"
)

// started starts the program in an environment, without a sound output. It returns
// what it prints, too.
func started(t *testing.T, env []string, args ...string) (*exec.Cmd, *soundservertest.Buffer) {
	t.Helper()
	play := exec.Command(program, append(args, "--device", "none", "--plain")...)
	play.Env = env
	stderr := &soundservertest.Buffer{}
	play.Stderr = stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { play.Process.Kill(); play.Wait() })
	return play, stderr
}

// ends are the kinds of end of a session, by the signals that bring them about.
var ends = map[string][]syscall.Signal{
	"normal end": nil, "Ctrl-C": {syscall.SIGINT}, "SIGTERM": {syscall.SIGTERM, syscall.SIGTERM}, "SIGKILL": {syscall.SIGKILL},
}

// eachEnd plays a session to each kind of end on a bus of its own. stand puts a
// stand-in on the bus; it returns a function that waits until the stand-in was
// asked, and the channel that says how it was let go. check gets that.
func eachEnd(t *testing.T, stand func(*testing.T, *dbustest.Bus) (asked func() bool, given chan string), check func(t *testing.T, end, got string)) {
	t.Parallel()
	for end, signals := range ends {
		t.Run(end, func(t *testing.T) {
			if signals == nil && testing.Short() {
				t.Skip("plays the end of a session in real time")
			}
			t.Parallel()
			bus := dbustest.Start(t)
			asked, given := stand(t, bus)
			play, stderr := started(t, bus.Env(withoutSound(t)), briefSession(t)...)
			if !asked() {
				t.Fatalf("nobody asked: %s", stderr)
			}
			time.Sleep(700 * time.Millisecond) // logind's stand-in has closed its copy
			select {
			case <-given:
				t.Fatal("let go in the middle of a session")
			default:
			}
			for _, s := range signals {
				play.Process.Signal(s)
				time.Sleep(300 * time.Millisecond)
			}
			select {
			case got := <-given:
				check(t, end, got)
			case <-time.After(time.Minute):
				t.Errorf("not let go")
			}
		})
	}
}

// TestLogindInhibited plays with python-dbusmock's logind, which lists who holds
// off sleep: from the start of a session to each kind of end. The screen saver is not
// asked as well.
func TestLogindInhibited(t *testing.T) {
	eachEnd(t, func(t *testing.T, bus *dbustest.Bus) (func() bool, chan string) {
		dbusmock(t, bus, "--system", "--template", "logind")
		saver := bus.ScreenSaver(t)
		manager := bus.Connect(t).Object("org.freedesktop.login1", "/org/freedesktop/login1")
		type inhibitor struct {
			What, Who, Why, Mode string
			User, Process        uint32
		}
		held := func() (all []inhibitor, there bool) {
			err := manager.Call("org.freedesktop.login1.Manager.ListInhibitors", dbus.FlagNoAutoStart).Store(&all)
			return all, err == nil
		}
		await(t, "a stand-in for logind", patience, func() bool { _, there := held(); return there })
		given := make(chan string, 1)
		return func() bool {
			await(t, "sleep is held off", patience, func() bool {
				all, _ := held()
				return len(all) == 1 && all[0].What == "sleep:idle" && all[0].Who == "uncramp" && all[0].Mode == "block"
			})
			go func() {
				for {
					all, there := held()
					if !there {
						return
					}
					select {
					case <-saver.Asked:
						given <- "the screen saver was asked"
						return
					case <-time.After(50 * time.Millisecond):
					}
					if len(all) == 0 {
						given <- dbustest.Left
						return
					}
				}
			}()
			return true
		}, given
	}, func(t *testing.T, end, got string) {
		if got != dbustest.Left {
			t.Error(got)
		}
	})
}

// dbusmock starts python-dbusmock on a bus, and returns what it says. It skips the test
// if there is none.
func dbusmock(t *testing.T, bus *dbustest.Bus, args ...string) *soundservertest.Buffer {
	t.Helper()
	const python = "/usr/bin/python3" // Debian's, which has Debian's modules
	if err := exec.Command(python, "-c", "import dbusmock").Run(); err != nil {
		t.Skip("python-dbusmock is not installed (Debian: python3-dbusmock)")
	}
	said := &soundservertest.Buffer{}
	mock := exec.Command(python, append([]string{"-m", "dbusmock"}, args...)...)
	mock.Env, mock.Stdout, mock.Stderr = bus.Env(os.Environ()), said, said
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mock.Process.Kill(); mock.Wait() })
	return said
}

// TestNotify shows a reminder on python-dbusmock's notification server.
func TestNotify(t *testing.T) {
	t.Parallel()
	bus := dbustest.Start(t)
	said := dbusmock(t, bus, "--template", "notification_daemon")
	await(t, "a notification server", patience, func() bool {
		var has bool
		err := bus.Connect(t).BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.Notifications").Store(&has)
		return err == nil && has
	})
	c := exec.Command(program, "notify")
	c.Env = bus.Env(withoutSound(t))
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	await(t, "the notification", patience, func() bool { return strings.Contains(said.String(), remind.Words) })
	if got := said.String(); !strings.Contains(got, `"suppress-sound"`) || !strings.Contains(got, remind.Title) {
		t.Errorf("shown: %s", got)
	}
	c = exec.Command(program, "notify")
	c.Env = dbustest.Env(withoutSound(t), "unix:path=/nowhere/bus")
	if out, err := c.CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "uncramp: no notification: ") {
		t.Errorf("without a bus: %v, %s", err, out)
	}
}

// TestScreenSaverInhibited plays without logind. The screen saver is told of the end;
// after a second signal the program may have no time for that, and leaves the bus.
func TestScreenSaverInhibited(t *testing.T) {
	eachEnd(t, func(t *testing.T, bus *dbustest.Bus) (func() bool, chan string) {
		saver := bus.ScreenSaver(t)
		return func() bool {
			select {
			case got := <-saver.Asked:
				return got[0] == "uncramp" && got[1] != ""
			case <-time.After(patience):
				return false
			}
		}, saver.Given
	}, func(t *testing.T, end, got string) {
		if got != dbustest.Returned && end != "SIGTERM" && end != "SIGKILL" {
			t.Errorf("it ended as %q, want %q", got, dbustest.Returned)
		}
	})
}

// TestPlayerctl controls a session as a desktop does. Package desktop tests all that it
// can ask for.
func TestPlayerctl(t *testing.T) {
	if _, err := exec.LookPath("playerctl"); err != nil {
		t.Skip("playerctl is not installed (Debian: playerctl)")
	}
	t.Parallel()
	bus := dbustest.Start(t)
	env := bus.Env(withoutSound(t))
	play, stderr := started(t, env)
	ctl := func(args ...string) string {
		c := exec.Command("playerctl", args...)
		c.Env = env
		out, err := c.CombinedOutput()
		if err != nil {
			return err.Error() + ": " + strings.TrimSpace(string(out))
		}
		return strings.TrimSpace(string(out))
	}
	status := func(want string) {
		t.Helper()
		await(t, "status "+want, patience, func() bool { return ctl("status") == want })
	}
	phase := func(want string) {
		t.Helper()
		await(t, "phase "+want, patience, func() bool { return ctl("metadata", "artist") == want })
	}

	status("Playing")
	if got := ctl("metadata", "title"); !strings.HasPrefix(got, "Left side, 3 rounds of 30 s") {
		t.Errorf("title %q", got)
	}
	if got, want := ctl("metadata", "mpris:length"), strconv.FormatInt(planJSON(t).Length.Duration().Microseconds(), 10); got != want {
		t.Errorf("length %s, want %s", got, want)
	}
	phase("opening")
	ctl("play-pause")
	status("Paused")
	ctl("play")
	status("Playing")
	ctl("next")
	phase("take, left side, round 1")
	ctl("position", "120") // in the first hold
	await(t, "a position before the hold", patience, func() bool {
		p, err := strconv.ParseFloat(ctl("position"), 64)
		return err == nil && 100 <= p && p < 112
	})
	ctl("volume", "0.5")
	await(t, "the volume", patience, func() bool { return ctl("volume") == "0.500000" })
	ctl("stop")
	if err := play.Wait(); err != nil {
		t.Errorf("%v: %s", err, stderr)
	}
}
