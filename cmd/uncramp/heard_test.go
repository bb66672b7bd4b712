package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"uncramp/audio/soundservertest"
)

var shortSession = []string{"--rounds", "1", "--hold", "20s", "--rest", "20s", "--after", "none"}

// TestHeardIsRendered plays a session through a sound server of its own,
// records what the headphones would get, and compares that with the rendered
// file: no sample lost, added, or changed by more than one step of 16 bit.
// Its second round and its end, that is;
// UNCRAMP_WHOLE=1 does it with the whole default session, UNCRAMP_LOAD=1 with two
// busy processes for each core beside it.
func TestHeardIsRendered(t *testing.T) {
	if testing.Short() {
		t.Skip("plays a session in real time")
	}
	t.Parallel()
	args := append([]string{"--from", "2:20", "--words", "few"}, shortSession...) // the second round and the end
	args = append(args, "--rounds", "2")
	if os.Getenv("UNCRAMP_WHOLE") != "" {
		args = nil
	}
	rendered := renderFrames(t, args...)
	if os.Getenv("UNCRAMP_LOAD") != "" {
		for range 2 * runtime.NumCPU() {
			load := exec.Command("yes")
			if err := load.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { load.Process.Kill(); load.Wait() }()
		}
	}

	server := soundservertest.Start(t, soundservertest.S16)
	recording := server.Record(t)
	busy := soundservertest.Watch(t)
	play := exec.Command(program, args...)
	play.Env = server.Env()
	play.Dir = t.TempDir()
	var stderr bytes.Buffer
	play.Stderr = &stderr
	began := time.Now()
	if err := play.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	took := time.Since(began)
	heard := soundservertest.Frames16(recording.Stop())

	start := align(heard, rendered)
	if start < 0 {
		t.Fatalf("the session is not in the %d samples that were heard", len(heard))
	}
	if len(heard)-start < len(rendered) {
		t.Fatalf("%d of %d samples were heard", len(heard)-start, len(rendered))
	}
	differ, worst := 0, 0
	for i, want := range rendered {
		for ear := range want {
			if d := abs(int(heard[start+i][ear]) - int(want[ear])); d > 0 {
				differ++
				worst = max(worst, d)
				if d > 1 {
					t.Fatalf("sample %d is %d, rendered %d%s", i, heard[start+i], want, hole(heard[start+i:], rendered[i:]))
				}
			}
		}
	}
	for i, v := range heard[:start] {
		if v != [2]int16{} {
			t.Fatalf("sample %d, %d before the session, is %d", i, start-i, v)
		}
	}
	for i, v := range heard[start+len(rendered):] {
		if v != [2]int16{} {
			t.Fatalf("sample %d after the session is %d", i, v)
		}
	}
	length := time.Duration(len(rendered)) * time.Second / 48000
	t.Logf("%d samples heard; %d of them differ from the file, by %d at most; %v of sound took %v", len(rendered), differ, worst, length, took)
	if took < length || took > length+busy.Allow(2*time.Second) {
		t.Errorf("%v of sound took %v", length, took)
	}
}

// hole says how long the silence is that what was heard begins with, and
// whether it goes on from there.
func hole(heard, rendered [][2]int16) string {
	n := 0
	for n < len(heard) && heard[n] == ([2]int16{}) {
		n++
	}
	if n == 0 {
		return ""
	}
	goesOn := slices.Equal(heard[n:min(n+4800, len(heard))], rendered[:min(4800, len(rendered), len(heard)-n)])
	return fmt.Sprintf(": a silence of %v, and then it goes on where it was: %v", time.Duration(n)*time.Second/48000, goesOn)
}

// align is where the session begins in what was heard: the one place where
// the first second of its floor is found; -1 where there is none.
func align(heard, rendered [][2]int16) int {
	for start := range max(0, len(heard)-len(rendered)+1) {
		same := true
		for i := range 48000 {
			if abs(int(heard[start+i][0])-int(rendered[i][0])) > 1 || i < 100 && heard[start+i] != rendered[i] {
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
			play := exec.Command(program)
			play.Env = server.Env()
			var stderr bytes.Buffer
			play.Stderr = &stderr
			if err := play.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(4 * time.Second) // into the bell; a player has no other clock
			asked := time.Now()
			if err := play.Process.Signal(tt.sig); err != nil {
				t.Fatal(err)
			}
			if tt.twice {
				time.Sleep(300 * time.Millisecond) // fingers, too
				asked = time.Now()
				if err := play.Process.Signal(tt.sig); err != nil {
					t.Fatal(err)
				}
			}
			err := play.Wait()
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
				t.Errorf("%v, want exit %d: %s", err, exitInterrupted, stderr.String())
			}
			if took := time.Since(asked); took > busy.Allow(tt.within) {
				t.Errorf("it took %v to end", took)
			}
			heard := soundservertest.Frames16(recording.Stop())
			last := len(heard)
			for last > 0 && heard[last-1] == ([2]int16{}) {
				last--
			}
			// What falls at the end, in five blocks.
			fade := 2400
			if !tt.twice {
				fade = 2 * 48000
			}
			var peaks []int
			for at := last - fade; at < last; at += fade / 5 {
				peak := 0
				for _, v := range heard[at:min(at+fade/5, last)] {
					peak = max(peak, abs(int(v[0])))
				}
				peaks = append(peaks, peak)
			}
			if peaks[0] < 50 || peaks[4] > peaks[0]/5 {
				t.Errorf("no fade at the end: peaks of its fifths are %d", peaks)
			}
		})
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
	play := exec.Command(program)
	play.Env = server.Env()
	play.Dir = t.TempDir()
	var stderr bytes.Buffer
	play.Stderr = &stderr
	if err := play.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Second) // a player has no other clock
	server.Kill()
	time.Sleep(500 * time.Millisecond)
	if err := play.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := play.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("%v, want exit %d: %s", err, exitInterrupted, stderr.String())
	}
	if n := strings.Count(stderr.String(), "the server is gone: paused, and trying again"); n != 1 {
		t.Errorf("it says\n%s", stderr.String())
	}
	if files, err := os.ReadDir(play.Dir); err != nil || len(files) > 0 {
		t.Errorf("it left %v, %v", files, err)
	}
}

// renderFrames are the frames of a session rendered by the program.
func renderFrames(t testing.TB, args ...string) [][2]int16 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "session.wav")
	if r := uncramp(t, append([]string{"render", "-o", path}, args...)...); r.code != exitDone {
		t.Fatalf("render %q: exit %d, %s", args, r.code, r.stderr)
	}
	wav, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return soundservertest.Frames16(wav[44:])
}

func abs(n int) int { return max(n, -n) }
