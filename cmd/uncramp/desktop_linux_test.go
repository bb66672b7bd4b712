package main

import (
	"bytes"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"uncramp/cmd/uncramp/internal/desktop/testbus"
)

// started is the program playing to nowhere in an environment.
func started(t *testing.T, env []string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	play := exec.Command(program, append(args, "--device", "none", "--plain")...)
	play.Env = env
	var stderr bytes.Buffer
	play.Stderr = &stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { play.Process.Kill(); play.Wait() })
	return play, &stderr
}

// await waits until something is so.
func await(t *testing.T, what string, within time.Duration, so func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

// TestSleepIsHeldOff: logind is asked when a session begins, and let go at each
// kind of end.
func TestSleepIsHeldOff(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  []syscall.Signal
		args []string
	}{
		{"normal end", nil, []string{"soundcheck"}},
		{"Ctrl-C", []syscall.Signal{syscall.SIGINT, syscall.SIGINT}, nil},
		{"SIGTERM", []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}, nil},
		{"SIGKILL", []syscall.Signal{syscall.SIGKILL}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.end == nil && testing.Short() {
				t.Skip("plays the end of a session in real time")
			}
			t.Parallel()
			bus := testbus.Start(t)
			login := bus.Login1(t)
			play, stderr := started(t, bus.Env(withoutSound(t)), tt.args...)
			select {
			case got := <-login.Asked:
				if got[0] != "sleep:idle" || got[1] != "uncramp" || got[3] != "block" {
					t.Errorf("it asks for %q", got)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("nobody asked: %s", stderr)
			}
			time.Sleep(700 * time.Millisecond) // the stand-in's own end of it is closed
			select {
			case <-login.Given:
				t.Fatal("let go in the middle of a session")
			default:
			}
			for _, s := range tt.end {
				play.Process.Signal(s)
				time.Sleep(300 * time.Millisecond)
			}
			select {
			case <-login.Given:
			case <-time.After(40 * time.Second):
				t.Errorf("not let go")
			}
		})
	}
}

// TestPlayerctl controls a session as a desktop does.
func TestPlayerctl(t *testing.T) {
	if _, err := exec.LookPath("playerctl"); err != nil {
		t.Skip("playerctl is not installed (Debian: playerctl)")
	}
	t.Parallel()
	bus := testbus.Start(t)
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
		await(t, "status "+want, 3*time.Second, func() bool { return ctl("status") == want })
	}
	position := func() float64 {
		v, err := strconv.ParseFloat(ctl("position"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	phase := func(want string) {
		t.Helper()
		await(t, "phase "+want, 3*time.Second, func() bool { return ctl("metadata", "artist") == want })
	}

	status("Playing")
	conn := bus.Connect(t)
	if err := conn.AddMatchSignal(dbus.WithMatchObjectPath("/org/mpris/MediaPlayer2")); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 100)
	conn.Signal(signals)

	if got := ctl("metadata", "title"); !strings.HasPrefix(got, "Left side, 3 rounds of 30s") {
		t.Errorf("title %q", got)
	}
	phase("opening")
	p := planJSON(t)
	if got, want := ctl("metadata", "mpris:length"), strconv.FormatInt(p.Length.Duration().Microseconds(), 10); got != want {
		t.Errorf("length %s, want %s", got, want)
	}
	ctl("play") // changes nothing
	status("Playing")
	ctl("play-pause")
	status("Paused")
	held := position()
	time.Sleep(300 * time.Millisecond)
	if now := position(); now != held {
		t.Errorf("it moves from %v to %v in a pause", held, now)
	}
	ctl("pause")
	status("Paused")
	ctl("play")
	status("Playing")
	ctl("next")
	phase("take, left side, round 1")
	time.Sleep(150 * time.Millisecond) // sooner it would be a key that is held
	ctl("next")
	phase("angle, left side, round 1")
	ctl("previous")
	ctl("position", "200")
	await(t, "the phase at 3:20", 3*time.Second, func() bool { return position() > 150 })
	if got := ctl("volume"); got != "1.000000" {
		t.Errorf("volume %s", got)
	}
	ctl("volume", "0.25")
	await(t, "volume", 3*time.Second, func() bool { return ctl("volume") == "0.250000" })
	ctl("volume", "0")
	await(t, "the least volume", 3*time.Second, func() bool { return ctl("volume") == "0.031623" })

	// A second one has a name of its own.
	second, _ := started(t, env)
	await(t, "a second player", 5*time.Second, func() bool { return strings.Contains(ctl("-l"), "uncramp.instance") })
	second.Process.Kill()

	ctl("--player=uncramp", "stop")
	ended := make(chan error, 1)
	go func() { ended <- play.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("%v: %s", err, stderr)
		}
	case <-time.After(12 * time.Second):
		t.Error("it goes on after stop")
	}

	// What was told is what had changed, and a jump is told as one.
	seeked, told := 0, map[string]int{}
	for {
		select {
		case s := <-signals:
			if strings.HasSuffix(s.Name, ".Seeked") {
				seeked++
			}
			if strings.HasSuffix(s.Name, ".PropertiesChanged") {
				for name := range s.Body[1].(map[string]dbus.Variant) {
					told[name]++
				}
			}
			continue
		default:
		}
		break
	}
	if seeked < 3 {
		t.Errorf("%d jumps told, of 3 at least", seeked)
	}
	for name := range told {
		switch name {
		case "PlaybackStatus", "Metadata", "Volume", "CanGoNext", "CanGoPrevious", "CanSeek":
		default:
			t.Errorf("%s is told, and never changes", name)
		}
	}
	if told["PlaybackStatus"] < 2 || told["Volume"] != 2 {
		t.Errorf("told: %v", told)
	}
}
