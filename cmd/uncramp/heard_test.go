package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

// TestHeardIsRendered records what a sound server plays of a session, and compares that
// with the rendered file: no sample is lost, added, or changed by more than one step of
// 16 bit. UNCRAMP_WHOLE=1 does it with the whole default session.
func TestHeardIsRendered(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	args := briefSession(t)
	if os.Getenv("UNCRAMP_WHOLE") != "" {
		args = nil
	}
	want := rendered(t, "render", args...)

	server := soundservertest.Start(t, soundservertest.S16)
	recording := server.Record(t)
	busy := soundservertest.Watch(t)
	play := exec.Command(program, args...)
	play.Env, play.Dir = server.Env(), t.TempDir()
	began := time.Now()
	if out, err := play.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(began)
	heard := soundservertest.Frames16(recording.Stop())

	start := align(heard, want)
	if start < 0 || len(heard)-start < len(want) {
		t.Fatalf("the session is not in the %d samples that were heard: it begins at %d", len(heard), start)
	}
	differ := 0
	for i, v := range heard {
		var w [2]int16 // silence before the session and after it
		if i >= start && i < start+len(want) {
			w = want[i-start]
		}
		d := max(abs(int(v[0])-int(w[0])), abs(int(v[1])-int(w[1])))
		if d > 1 || d == 1 && w == [2]int16{} {
			t.Fatalf("sample %d is %d, rendered %d", i-start, v, w)
		}
		differ += d
	}
	length := time.Duration(len(want)) * time.Second / 48000
	t.Logf("%d samples heard; %d of them differ from the file by one step; %v of sound took %v", len(want), differ, length, took)
	if took < length || took > length+busy.Allow(2*time.Second) {
		t.Errorf("%v of sound took %v", length, took)
	}
}

// align returns the index at which the session begins in what was heard, by the noise
// of its first second; -1 if it is not there.
func align(heard, session [][2]int16) int {
	for start := range max(0, len(heard)-len(session)+1) {
		same := true
		for i, v := range session[:48000] {
			h := heard[start+i]
			if h != v && (i < 100 || abs(int(h[0])-int(v[0])) > 1) {
				same = false
				break
			}
		}
		if same {
			return start
		}
	}
	return -1
}

// TestInterrupted: a signal stops a session with a word and a fade of 2 s, a
// second one within 50 ms; both end with 130.
func TestInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	for _, tt := range []struct {
		name   string
		sig    syscall.Signal
		twice  bool
		within time.Duration
	}{
		{"SIGINT", syscall.SIGINT, false, 5 * time.Second},
		{"SIGINT twice", syscall.SIGINT, true, time.Second},
		{"SIGTERM twice", syscall.SIGTERM, true, time.Second},
		{"SIGHUP", syscall.SIGHUP, false, 10 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			busy := soundservertest.Watch(t)
			server := soundservertest.Start(t, soundservertest.S16)
			recording := server.Record(t)
			play := exec.Command(program, lastingSession(t)...)
			play.Env, play.Dir = server.Env(), t.TempDir()
			var stderr bytes.Buffer
			play.Stderr = &stderr
			if err := play.Start(); err != nil {
				t.Fatal(err)
			}
			for recording.Frames() < 4*48000 { // into the bell
				time.Sleep(20 * time.Millisecond)
			}
			fade := 2 * 48000
			play.Process.Signal(tt.sig)
			if tt.twice {
				time.Sleep(300 * time.Millisecond) // as fingers do
				fade = 2400
				play.Process.Signal(tt.sig)
			}
			asked := time.Now()
			interrupted(t, play, &stderr)
			took := time.Since(asked)
			if took > busy.Allow(tt.within) {
				t.Errorf("it took %v to end", took)
			}
			if tt.twice && took >= grace && busy.Allow(0) > grace/2 {
				t.Skip("on a machine as busy as this one the program had no time for a fade")
			}
			heard := soundservertest.Frames16(recording.Stop())
			for len(heard) > 0 && heard[len(heard)-1] == ([2]int16{}) {
				heard = heard[:len(heard)-1]
			}
			heard = heard[max(0, len(heard)-fade):]
			peak := func(frames [][2]int16) (peak int) {
				for _, v := range frames {
					peak = max(peak, abs(int(v[0])))
				}
				return peak
			}
			if first, last := peak(heard[:fade/5]), peak(heard[fade/5*4:]); first < 50 || last > first/5 {
				t.Errorf("no fade: the first fifth of the end reaches %d, the last %d", first, last)
			}
		})
	}
}

// interrupted waits for a program that a signal ends.
func interrupted(t *testing.T, program *exec.Cmd, stderr *bytes.Buffer) {
	t.Helper()
	err := program.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("%v, want exit %d: %s", err, exitInterrupted, stderr)
	}
}

// TestLostServer: a session whose server is gone waits for it, and can be
// stopped meanwhile.
func TestLostServer(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	server := soundservertest.Start(t, soundservertest.S16)
	recording := server.Record(t)
	play := exec.Command(program, lastingSession(t)...)
	play.Env, play.Dir = server.Env(), t.TempDir()
	var stderr bytes.Buffer
	play.Stderr = &stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	for recording.Frames() < 48000 {
		time.Sleep(20 * time.Millisecond)
	}
	server.Kill(t)
	time.Sleep(500 * time.Millisecond)
	play.Process.Signal(syscall.SIGINT)
	interrupted(t, play, &stderr)
	if n := strings.Count(stderr.String(), "the server is gone: paused, and trying again"); n != 1 {
		t.Errorf("it says\n%s", stderr.String())
	}
	if files, err := os.ReadDir(play.Dir); err != nil || len(files) > 0 {
		t.Errorf("it left %v, %v", files, err)
	}
}

func abs(n int) int { return max(n, -n) }
